// Uncertainty is TensorFlow Probability's notebook "Probabilistic layers: regression": one curve of 150 noisy points fitted five
// times, each time with another idea of what is not known.
//
//  1. none: a line under unit noise, N(k x + b, 1);
//  2. aleatoric: the noise is a line of its own, N(k₀ x + b₀, 0.001 + softplus(0.05 (k₁ x + b₁)));
//  3. epistemic: unit noise, the line's two weights are distributions;
//  4. both: the noise is a line, and all four weights are distributions;
//  5. functional: the function itself is a distribution, a variational Gaussian process with 40 inducing points.
//
// It draws a picture of each (see README.md), prints a table of what was found beside the exact solutions, and writes
// results.json. With -converge it trains until the exact solutions are reached instead of as long as the notebook does.
package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/program"
)

// options are the command line.
type options struct {
	out        string
	seed       uint64
	epochs     int
	converge   bool
	checkpoint string
}

func main() { program.Main("uncertainty", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("uncertainty", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/uncertainty", "`directory` for figures and results.json")
	f.Uint64Var(&o.seed, "seed", 1, "of the parameters, the shuffles and the draws; the data are always the notebook's")
	f.BoolVar(&o.converge, "converge", false, "train on all rows at once with a rate that falls to 0, until the exact solutions are reached")
	f.IntVar(&o.epochs, "epochs", 0, "train for `N` epochs; 0 is the notebook's 1,000, with -converge 20,000")
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.epochs < 0:
		return o, fmt.Errorf("-epochs %d: want a positive number, or 0 for the notebook's", o.epochs)
	}
	return o, nil
}
