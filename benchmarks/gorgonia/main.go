// Gorgonia runs the tests and examples of Gorgonia itself twice, with its TapeMachine and with this library's machine,
// tape.NewVM, in its place. It compares their results, times each machine's runs, the solver's steps apart, and writes
// benchmarks/gorgonia.md if all of them were run.
//
//	go run ./benchmarks/gorgonia [-md FILE] [-tests REGEXP] [-examples a,b] [-rounds N]
//
// Gorgonia's source is taken from the module cache and copied to a temporary directory, where NewTapeMachine is
// replaced by a function that makes either machine. The examples that train on MNIST do so on random images.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// options are the command line.
type options struct {
	md, tests, examples string
	rounds              int
}

func main() { harness.Main("gorgonia", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("gorgonia", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.md, "md", "", "write the tables in Markdown to `file`; without it to benchmarks/gorgonia.md if all is run")
	f.StringVar(&o.tests, "tests", ".", "run the tests whose names match this `regexp`, none if it is empty")
	f.StringVar(&o.examples, "examples", "all", "run these examples, `names` with commas between them, none if it is empty")
	f.IntVar(&o.rounds, "rounds", 3, "time each `n` times with either machine, in turn; the least counts")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	}
	if o.rounds < 1 {
		return o, fmt.Errorf("-rounds %d: want at least 1", o.rounds)
	}
	if o.md == "" && o.tests == "." && o.examples == "all" {
		o.md = filepath.Join("benchmarks", "gorgonia.md")
	}
	return o, nil
}

func run(ctx context.Context, o options, out, _ io.Writer) error {
	chosen, err := choose(o.examples)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "deepprob-gorgonia-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := newWorkshop(ctx, dir)
	if err != nil {
		return err
	}
	r := report{machine: harness.Machine(), version: w.version, rounds: o.rounds, command: harness.Command("gorgonia", os.Args[1:], "md")}
	fmt.Fprint(out, exampleHead)
	for _, e := range chosen {
		x := w.example(e, o.rounds)
		fmt.Fprint(out, x.line())
		r.examples = append(r.examples, x)
	}
	if o.tests != "" {
		fmt.Fprint(out, "\n", testHead)
		if r.tests, err = w.tests(o.tests, o.rounds, func(t tested) { fmt.Fprint(out, t.line()) }); err != nil {
			return err
		}
	}
	if o.md == "" || ctx.Err() != nil {
		return ctx.Err()
	}
	return os.WriteFile(o.md, []byte(r.text()), 0o644)
}

// choose finds examples by name.
func choose(names string) (chosen []example, err error) {
	if names == "all" {
		return examples, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		found := name == ""
		for _, e := range examples {
			if e.name == name {
				chosen, found = append(chosen, e), true
			}
		}
		if !found {
			return nil, fmt.Errorf("no example is called %q", name)
		}
	}
	return chosen, nil
}
