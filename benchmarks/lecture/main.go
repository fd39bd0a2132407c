// Lecture times the case study as a whole: notebooks_port/clustermass beside a port of the lecture's notebook to Python,
// processes from their start to their end, in turn, on the same catalogue. The port is a script that is called with a
// FITS catalogue and a directory for figures; it is not part of this repository.
//
//	go run ./benchmarks/lecture -reference lecture_jax.py [-catalogue FILE] [-components normal] [-rounds N] [-md FILE] [-python DIR]
//
// With DEEPPROB_CPU=avx2 on a CPU with AVX-512 the port is held to AVX2 too, as by benchmarks/compare.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
)

// options are the command line.
type options struct {
	reference, catalogue, components, md, python string
	rounds                                       int
}

func main() { harness.Main("lecture", parse, race) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("lecture", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.reference, "reference", "", "the port, a Python `script` that takes a catalogue and a directory (needed)")
	f.StringVar(&o.catalogue, "catalogue", "", "FITS `file` that both read; without it the mock catalogue of clustermass")
	f.StringVar(&o.components, "components", "normal", "`kind` of our mixture's components, normal or beta")
	f.IntVar(&o.rounds, "rounds", 3, "run each `n` times, in turn")
	f.StringVar(&o.md, "md", "", "also write the table to `file`")
	f.StringVar(&o.python, "python", "", "use the Python venv in `directory` rather than making one")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.reference == "":
		return o, errors.New("-reference is missing: the path of the port to race against")
	case o.rounds < 1:
		return o, fmt.Errorf("-rounds %d: want at least 1", o.rounds)
	}
	return o, nil
}

// race builds ours, sets up theirs, runs both in turn and prints the table.
func race(ctx context.Context, o options, out, log io.Writer) error {
	if _, err := os.Stat(o.reference); err != nil {
		return fmt.Errorf("-reference: %w", err)
	}
	dir, err := os.MkdirTemp("", "deepprob-lecture-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	env, err := environment(ctx, o, log)
	if err != nil {
		return err
	}
	held, err := env.Level(ctx, log, level.Now(), "jax_cases")
	if err != nil {
		return err
	}
	ours := filepath.Join(dir, "clustermass")
	build := exec.CommandContext(ctx, "go", "build", "-o", ours, "github.com/deepprob/deepprob/notebooks_port/clustermass")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", build, err, text)
	}
	catalogue := o.catalogue
	if catalogue == "" {
		if catalogue, err = mockCatalogue(ctx, ours, dir); err != nil {
			return err
		}
	}
	figures := filepath.Join(dir, "out")
	teams := []harness.Team{
		whole{ctx, harness.Ours, nil, []string{ours, "-catalogue", catalogue, "-components", o.components, "-prior", "histogram", "-out", figures}},
		whole{ctx, theirs, env.Vars, []string{env.Python, o.reference, catalogue, figures}},
	}
	r := report{options: o, machine: harness.Machine(), held: held, load: [2]string{harness.Load()}}
	r.outcome = harness.Run{Rounds: o.rounds}.Play(harness.Case{Name: "clustermass"}, teams)
	r.load[1] = harness.Load()
	for _, err := range r.outcome.Failed {
		return errors.Join(err, context.Cause(ctx))
	}
	if o.md != "" {
		if err := os.WriteFile(o.md, []byte(r.String()), 0o644); err != nil {
			return err
		}
	}
	_, err = io.WriteString(out, r.String())
	return err
}

func environment(ctx context.Context, o options, log io.Writer) (python.Environment, error) {
	env, err := python.Open(ctx, o.python, log)
	if err != nil || o.python != "" {
		return env, err
	}
	return env, env.Add(ctx, log, "requirements-lecture.txt")
}

// mockCatalogue has a small run of clustermass make the mock catalogue, if there is none yet, and say where it is.
func mockCatalogue(ctx context.Context, ours, dir string) (string, error) {
	text, err := exec.CommandContext(ctx, ours, "-rows", "1000", "-out", filepath.Join(dir, "small")).Output()
	if err != nil {
		return "", fmt.Errorf("a small clustermass: %w", err)
	}
	found := regexp.MustCompile(`(?m)^catalogue +(.+), \d+ rows used$`).FindSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("clustermass does not say which catalogue it read:\n%s", text)
	}
	return string(found[1]), nil
}
