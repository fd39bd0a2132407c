package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
	"github.com/sbinet/npyio/npy"
)

// The labels of the others.
const (
	jax   = "jax"
	scipy = "scipy"
)

// opponents are scripts by label, in the order of the columns.
var opponents = []struct{ label, script string }{{jax, "density_jax"}, {scipy, "density_scipy"}}

// teams starts all that can be compared, with their versions; stop ends them.
func teams(ctx context.Context, env python.Environment, log io.Writer) (all []harness.Team, versions []string, stop func(), err error) {
	var children []*python.Child
	stop = func() {
		for _, c := range children {
			c.Close()
		}
	}
	dir, err := os.MkdirTemp("", "deepprob-densities-")
	if err != nil {
		return nil, nil, stop, err
	}
	defer os.RemoveAll(dir) // the processes have read what they need when they greet
	rows := filepath.Join(dir, "rows.npy")
	us := team{u: uniforms(points)}
	if err := us.write(rows); err != nil {
		return nil, nil, stop, err
	}
	if err := python.Scripts(dir); err != nil {
		return nil, nil, stop, err
	}
	all = append(all, us)
	for _, o := range opponents {
		c, err := python.NewChild(ctx, log, env.Vars, env.Python, filepath.Join(dir, "serve.py"), o.script, rows)
		if err != nil {
			return nil, nil, stop, fmt.Errorf("%s: %w", o.script, err)
		}
		children = append(children, c)
		versions = append(versions, c.Version)
		all = append(all, python.Team{Child: c, Form: c.Forms[0], Label: o.label})
	}
	return all, versions, stop, nil
}

// write saves the uniform numbers as a NumPy array of float64, row after row.
func (t team) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	nested := make([][columns]float64, len(t.u)/columns)
	for i := range nested {
		nested[i] = [columns]float64(t.u[i*columns:])
	}
	if err := npy.Write(f, nested); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Close()
}

// note says where our log-densities are not those of the others, of which float32's may be far: "" for float64's that agree.
func note(c harness.Case, teams []harness.Team) string {
	if c.Kind != harness.LogProb || c.Type != "float64" {
		return ""
	}
	told, text := map[string][][]float64{}, ""
	for _, t := range teams {
		if teller, ok := t.(harness.Teller); ok {
			if n, err := teller.Tell(c, 1000); err == nil && n != nil {
				told[t.Name()] = n
			}
		}
	}
	for _, o := range opponents {
		if told[o.label] == nil {
			continue
		}
		d, err := apart(told[harness.Ours], told[o.label])
		if err != nil {
			text += fmt.Sprintf("%s: %v. ", o.label, err)
		} else if !(d < 1e-9) {
			text += fmt.Sprintf("%s's numbers are up to %.2g max(1, |log p|) from ours. ", o.label, d)
		}
	}
	return text
}
