// Uci scores networks with one hidden layer of 50 units on the small regression sets of the UCI repository, by the
// protocol of Hernandez-Lobato and Adams (2015, arXiv:1502.05336): splits that are given, features and target
// standardized on the training rows, root mean squared error and log-likelihood of the test rows.
//
//	uci -data DIR -sets yacht,energy -methods mcdropout,ensemble,mdn
//
// DIR has NAME.csv, with the target in the last column, and NAME.splits.txt, a line of test rows for each split, counted
// from 0. The methods are Monte Carlo dropout (mcdropout), Bayes by Backprop (bbb), an ensemble of five networks
// (ensemble), Laplace's approximation of the last layer (laplace) and a mixture density network (mdn). Every
// hyper-parameter is chosen inside the training rows of a split. The program prints a table beside the published figures of
// dropout, writes it as results.md and its numbers as results.json, and draws uci.png: each method's error and log-likelihood on
// each set, with standard errors. An interrupted run goes on with -resume, by methods that are done, and with -checkpoint by fits.
package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/program"
)

// options are the command line.
type options struct {
	data, out       string
	checkpoint      string
	sets, methods   []string
	splits, draws   int
	share           float64
	seed            uint64
	verbose, resume bool
}

func main() { program.Main("uci", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	var sets, names string
	f := flag.NewFlagSet("uci", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.data, "data", "", "`directory` of NAME.csv and NAME.splits.txt")
	f.StringVar(&sets, "sets", strings.Join(usualSets, ","), "`names` of the sets")
	f.StringVar(&names, "methods", strings.Join(methodNames, ","), "`names` of the methods")
	f.IntVar(&o.splits, "splits", 0, "only the first `N` splits; 0: all")
	f.IntVar(&o.draws, "draws", 1000, "`N` draws of the weights in a prediction")
	f.Float64Var(&o.share, "epochs", 1, "train for this `share` of the epochs, to try things out")
	f.StringVar(&o.out, "out", "out/uci", "`directory` for results.json and the figure")
	f.Uint64Var(&o.seed, "seed", 1, "of which each split of each set has one of its own")
	f.BoolVar(&o.verbose, "v", false, "print each split's scores and the hyper-parameters chosen")
	f.BoolVar(&o.resume, "resume", false, "do not repeat what results.json has of the same seed, splits, draws and epochs")
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	o.sets, o.methods = list(sets), list(names)
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.data == "":
		return o, fmt.Errorf("-data: name the directory of NAME.csv and NAME.splits.txt")
	case len(o.sets) == 0:
		return o, fmt.Errorf("-sets: none is named")
	case o.splits < 0 || o.draws < 2 || !(o.share > 0):
		return o, fmt.Errorf("-splits %d, -draws %d, -epochs %g: want at least 0, at least 2 and a positive share", o.splits, o.draws, o.share)
	}
	return o, checkMethods(o.methods)
}

// list cuts names at commas.
func list(s string) (names []string) {
	for _, n := range strings.Split(s, ",") {
		if n = strings.TrimSpace(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}
