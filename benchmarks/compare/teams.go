package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/benchmarks/internal/ours"
	"github.com/deepprob/deepprob/benchmarks/internal/plain"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
)

// library is an opponent in Python.
type library struct {
	cases, first string    // scripts: contenders in a process that lives on, and a process of its own
	labels       [2]string // of its two forms
	start, epoch int       // which form the process of its own is, by kind
}

var (
	jax   = library{"jax_cases", "first_jax.py", [2]string{harness.JAXStep, harness.JAXScan}, 0, 1}
	torch = library{"torch_cases", "first_torch.py", [2]string{harness.TorchEager, harness.TorchCompiled}, 0, 0}
)

// teams starts all that can be compared, with their versions; stop ends them. The directory is for files.
func teams(ctx context.Context, env python.Environment, dir string, log io.Writer) (all []harness.Team, versions []string, stop func(), err error) {
	var children []*python.Child
	stop = func() {
		for _, c := range children {
			c.Close()
		}
	}
	rows := mock.New(trainRows+testRows, 1)
	vectors := mock.NewVectors(rows[:flowRows*(mock.Features+1)], 1)
	if err := errors.Join(files(ctx, dir, rows), shared(dir, vectors)); err != nil {
		return nil, nil, stop, err
	}
	all = []harness.Team{harness.Either{
		ours.Team{Train: rows.Set(0, trainRows), Test: rows.Set(trainRows, trainRows+testRows), Vectors: vectors.Set(rows, flowRows)},
		processes{ctx: ctx, label: harness.Ours, dir: dir, command: []string{filepath.Join(dir, "firststep")}, kinds: []harness.Kind{harness.Start, harness.Memory}},
	}}
	for _, l := range libraries(env) {
		c, err := python.NewChild(ctx, log, env.Vars, env.Python, filepath.Join(dir, "serve.py"), l.cases, filepath.Join(dir, "rows.npy"))
		if err != nil {
			return nil, nil, stop, fmt.Errorf("%s: %w", l.cases, err)
		}
		children = append(children, c)
		versions = append(versions, c.Version)
		for form, label := range l.labels {
			all = append(all, harness.Either{python.Team{Child: c, Form: c.Forms[form], Label: label}, l.own(ctx, env, dir, form)})
		}
	}
	return append(all, plain.Team{Rows: rows[:trainRows*(mock.Features+1)]}), append(versions, "gorgonia "+harness.Module("gorgonia.org/gorgonia")), stop, nil
}

// libraries are those that the environment has.
func libraries(env python.Environment) []library {
	if env.Lacks != nil {
		return []library{jax}
	}
	return []library{jax, torch}
}

// scripts are the names of their scripts of cases.
func scripts(env python.Environment) (names []string) {
	for _, l := range libraries(env) {
		names = append(names, l.cases)
	}
	return names
}

// own is the library in a process of its own, python -c, for the kinds that the form stands for.
func (l library) own(ctx context.Context, env python.Environment, dir string, form int) harness.Team {
	p := processes{ctx: ctx, label: l.labels[form], dir: dir, command: []string{env.Python, "-c", python.Script(l.first)}, env: append(env.Environ(), "PYTHONPATH="+dir)}
	if form == l.start {
		p.kinds = append(p.kinds, harness.Start)
	}
	if form == l.epoch {
		p.kinds = append(p.kinds, harness.Memory)
	}
	return p
}

// files writes the data and the scripts, and builds the programs.
func files(ctx context.Context, dir string, rows mock.Rows) error {
	if err := python.Scripts(dir); err != nil {
		return err
	}
	if err := rows[:1000*(mock.Features+1)].Write(filepath.Join(dir, "start.npy")); err != nil {
		return err
	}
	if err := rows.Write(filepath.Join(dir, "rows.npy")); err != nil {
		return err
	}
	if err := mock.WritePrior(filepath.Join(dir, "prior.npy"), mock.Prior()); err != nil {
		return err
	}
	for i, net := range nets[1:] {
		if err := mock.NewMixtures(answerRows, i == 0, 1).Write(filepath.Join(dir, net+".npy")); err != nil {
			return err
		}
	}
	for _, name := range []string{"firststep", "maxrss"} {
		c := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, name), "github.com/deepprob/deepprob/benchmarks/"+name)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", c, err, out)
		}
	}
	return nil
}

// shared writes the weights that all contenders compute with, and the targets of flows.
func shared(dir string, vectors mock.Vectors) error {
	err := vectors.Write(filepath.Join(dir, "vectors.npy"))
	for _, c := range cases(false) {
		path := filepath.Join(dir, c.Net+".npy")
		switch c.Kind {
		case harness.Transform:
			err = errors.Join(err, ours.WeightsOf(c).Write(path))
		case harness.FlowStep:
			err = errors.Join(err, ours.FlowWeights(c.Widths).Write(path))
		}
	}
	return err
}
