// Densities measures the families of package distributions beside TFP on JAX and scipy: log-densities of a million rows with
// parameters of their own, draws with gradients, and each question about one row, in turn, on the same numbers. It prints a
// line for each case and writes benchmarks/densities-LEVEL.md if all cases were run. The Python environment is that of
// benchmarks/compare.
//
//	go run ./benchmarks/densities [-md FILE] [-cases a,b] [-rounds N] [-quick] [-python DIR]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
	"github.com/deepprob/deepprob/benchmarks/internal/python"
	"github.com/deepprob/deepprob/internal/kernel"
)

// options are the command line.
type options struct {
	md, cases, python string
	quick             bool
	rounds            int // 0: as many as is usual
}

func main() { harness.Main("densities", parse, measure) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("densities", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.md, "md", "", "write the results in Markdown to `file`; without it to benchmarks/densities-LEVEL.md if all cases are run, not quickly")
	f.StringVar(&o.cases, "cases", "", "run only these, `names` or patterns with commas between them, such as gamma,sample-*,*-crps")
	f.IntVar(&o.rounds, "rounds", 0, "measure each contender `n` times; 0: 15 times, quickly 3 times")
	f.BoolVar(&o.quick, "quick", false, "fewer rows and measurements: for a first look")
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
	if o.md == "" && o.cases == "" && !o.quick {
		o.md = filepath.Join("benchmarks", "densities-"+kernel.CPULevel().String()+".md")
	}
	return o, nil
}

// run is how the cases are measured.
func (o options) run() harness.Run {
	r := harness.Run{Rounds: 15, Budget: 20 * time.Millisecond, Limit: 20 * time.Second}
	if o.quick {
		r.Rounds = 3
	}
	if o.rounds > 0 {
		r.Rounds = o.rounds
	}
	return r
}

// measure runs the cases and writes what was asked for.
func measure(ctx context.Context, o options, out, log io.Writer) error {
	chosen, err := harness.Select(cases(o.quick), o.cases)
	if err != nil {
		return err
	}
	r := report{command: harness.Command("densities", os.Args[1:], "python", "md"), machine: harness.Machine(), load: [2]string{harness.Load()}, run: o.run()}
	env, err := python.Open(ctx, o.python, log)
	if err != nil {
		return err
	}
	if r.level, err = env.Level(ctx, log, level.Now(), "jax_cases", "numpy"); err != nil {
		return err
	}
	all, versions, stop, err := teams(ctx, env, log)
	defer stop()
	if err != nil {
		return err
	}
	r.versions = versions
	fmt.Fprintf(out, "%s\n%s\n%s\n\n%s", r.machine, r.level, strings.Join(versions, ", "), head)
	for _, c := range chosen {
		o := r.run.Play(c, all)
		o.Note = note(c, all)
		if err := context.Cause(ctx); err != nil {
			return err
		}
		r.outcomes = append(r.outcomes, o)
		fmt.Fprint(out, lineOf(o))
		for team, why := range o.Failed {
			fmt.Fprintf(log, "%s failed at %s: %v\n", team, c, why)
		}
	}
	r.load[1] = harness.Load()
	if o.md == "" {
		return nil
	}
	var b strings.Builder
	r.write(&b)
	return os.WriteFile(o.md, []byte(b.String()), 0o644)
}
