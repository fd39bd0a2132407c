// Compare runs this library beside JAX (step by step, and an epoch as one scan), PyTorch (eager and compiled) and plain
// Gorgonia: in turn, several times, on the same data. It prints medians and ratios, and writes a table in
// benchmarks, results-avx2.md or the like by the level of the kernels, if all cases were run. It makes itself a Python environment in the user's cache directory: that takes minutes, once.
//
//	go run ./benchmarks/compare [-json FILE] [-md FILE] [-cases a,b] [-merge] [-rounds N] [-quick] [-python DIR]
//
// With -merge the table is made in pieces, some cases at a time: what was measured before and is not measured now is
// kept, in the level's results-*.json and in the table made of it.
//
// DEEPPROB_CPU=avx2 in the environment compares with the narrower kernels; on a CPU with AVX-512 the others are then held
// to AVX2 as well, which is checked before anything is measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
	"github.com/deepprob/deepprob/internal/atomicfile"
	"github.com/deepprob/deepprob/internal/kernel"
)

// options are the command line.
type options struct {
	json, md, cases, python string
	quick, merge            bool
	rounds                  int // 0: as many as is usual
}

func main() { harness.Main("compare", parse, compare) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.json, "json", "", "also write the results as JSON to `file`")
	f.StringVar(&o.md, "md", "", "write the results in Markdown to `file`; without it to benchmarks/results-LEVEL.md if all cases are run, not quickly")
	f.StringVar(&o.cases, "cases", "", "run only these, `names` or patterns with commas between them, such as mse,mdn-*,mse/100")
	f.BoolVar(&o.merge, "merge", false, "put the results into the JSON file that there is, rather than in its place; without -json into benchmarks/results-LEVEL.json")
	f.IntVar(&o.rounds, "rounds", 0, "measure each contender `n` times; 0: 5 times, quickly 3 times")
	f.BoolVar(&o.quick, "quick", false, "short epochs and few measurements: for a first look")
	f.StringVar(&o.python, "python", "", "use the Python venv in `directory` rather than making one")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	}
	if o.rounds < 0 {
		return o, fmt.Errorf("-rounds %d is negative", o.rounds)
	}
	results := filepath.Join("benchmarks", "results-"+kernel.CPULevel().String())
	if o.json == "" && o.merge {
		o.json = results + ".json"
	}
	if o.md == "" && (o.merge || o.cases == "" && !o.quick) {
		o.md = results + ".md"
	}
	return o, nil
}

// compare runs the cases and writes what was asked for: with -merge after each case, else at the end.
func compare(ctx context.Context, o options, out, log io.Writer) error {
	chosen, err := harness.Select(cases(o.quick), o.cases)
	if err != nil {
		return err
	}
	r := report{command: harness.Command("compare", os.Args[1:], "python", "json", "md"), machine: harness.Machine(), load: [2]string{harness.Load()}, run: harness.Run{Rounds: 5, Budget: 300 * time.Millisecond, Limit: 10 * time.Second}}
	if o.quick {
		r.run = harness.Run{Rounds: 3, Budget: 100 * time.Millisecond, Limit: 5 * time.Second}
	}
	if o.rounds > 0 {
		r.run.Rounds = o.rounds
	}
	if err := r.readOld(o); err != nil {
		return err
	}
	env, err := python.Open(ctx, o.python, log)
	if err != nil {
		return err
	}
	if r.level, err = env.Level(ctx, log, level.Now(), scripts(env)...); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "deepprob-compare-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r.lacks = env.Lacks
	all, versions, stop, err := teams(ctx, env, dir, log)
	defer stop()
	if err != nil {
		return err
	}
	r.versions = versions
	fmt.Fprintf(out, "%s\n%s\n%s\n\n%s", r.machine, r.level, strings.Join(versions, ", "), harness.Head())
	for _, c := range chosen {
		agreeing, wrong := agree(c, all)
		outcome := r.run.Play(c, agreeing)
		maps.Copy(outcome.Failed, wrong)
		outcome.Note = note(c, all)
		if err := context.Cause(ctx); err != nil {
			return err
		}
		r.outcomes = append(r.outcomes, outcome)
		fmt.Fprint(out, outcome.Line())
		for team, why := range outcome.Failed {
			fmt.Fprintf(log, "%s failed at %s: %v\n", team, c, why)
		}
		if r.load[1] = harness.Load(); o.merge {
			if err := o.save(r); err != nil {
				return err
			}
		}
	}
	return o.save(r)
}

// readOld takes what was measured before, with -merge. No file is no results.
func (r *report) readOld(o options) error {
	if !o.merge {
		return nil
	}
	f, err := os.Open(o.json)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if r.old, err = harness.ReadJSON(f, r.machine, cases(o.quick)); err != nil {
		return fmt.Errorf("%s: %w", o.json, err)
	}
	return nil
}

func (o options) save(r report) error {
	r.outcomes = harness.Merge(cases(o.quick), r.old, r.outcomes)
	if o.json != "" {
		if err := atomicfile.Write(o.json, func(w io.Writer) error { return harness.WriteJSON(w, r.machine, r.outcomes) }); err != nil {
			return err
		}
	}
	if o.md == "" {
		return nil
	}
	return atomicfile.Write(o.md, r.write)
}
