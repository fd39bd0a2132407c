// Clustermass is the lecture's main notebook: the mass of a galaxy cluster from 14 features of its galaxies.
//
// A network trained on squared error learns the mean of the mass under the masses it was trained on. A mixture density network gives
// the whole posterior, which can be divided by that prior. The program trains both, prints and draws the bias of four estimators
// with errors by the number of hosts, says from these numbers where the change of prior and the mode take it away and where not, draws
// what the estimate of the training prior does to it, and writes results.json.
package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/deepprob/deepprob/notebooks_port/internal/catalogue"
	"github.com/deepprob/deepprob/notebooks_port/internal/checkpoint"
	"github.com/deepprob/deepprob/notebooks_port/internal/program"
)

// options are the command line.
type options struct {
	catalogue  string
	out        string
	rows       int
	seed       uint64
	components string
	start      string // "": random
	members    int
	epochs     int // of the mixture density network; 0: mdnEpochs
	prior      string
	dot        string
	numbers    bool // no figures
	checkpoint string
}

func main() { program.Main("clustermass", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("clustermass", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.catalogue, "catalogue", "", "FITS `file` with the columns M200c, Ngal, sigv, R_mean ... v_kurt; without it a mock catalogue is made once and kept")
	f.StringVar(&o.out, "out", "out/clustermass", "`directory` for figures and results.json")
	f.IntVar(&o.rows, "rows", 0, "use `N` rows of the catalogue, drawn by the seed; 0 is all")
	f.Uint64Var(&o.seed, "seed", 1, "of the split, the parameters and the shuffles; the mock catalogue is always the same")
	f.StringVar(&o.components, "components", "beta", "`kind` of the mixture's components, beta or normal")
	f.StringVar(&o.start, "start", "random", "where components `start`: random, as in the notebook, or quantiles of the training masses")
	f.IntVar(&o.members, "members", 1, "`number` of mixture density networks, whose mixture is the posterior; for few rows 5, with -start quantiles")
	f.IntVar(&o.epochs, "epochs", mdnEpochs, "train the mixture density network for `N` epochs; for 5 members of Betas on few rows 20")
	f.StringVar(&o.prior, "prior", "logspline", "`estimate` of the training prior that posteriors are divided by: logspline, with others to compare, or histogram, as in the notebook")
	checkpoint.Flag(f, &o.checkpoint)
	f.StringVar(&o.dot, "dot", "", "also draw the mixture density network to `file` in the dot language")
	f.BoolVar(&o.numbers, "numbers", false, "draw no figures, which take longer than the networks of few rows")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.components != "beta" && o.components != "normal":
		return o, fmt.Errorf("-components %q: want beta or normal", o.components)
	case o.start != "quantiles" && o.start != "random":
		return o, fmt.Errorf("-start %q: want random or quantiles", o.start)
	case o.members < 1:
		return o, fmt.Errorf("-members %d: want at least 1", o.members)
	case o.epochs < 2:
		return o, fmt.Errorf("-epochs %d: want at least 2", o.epochs)
	case o.prior != "logspline" && o.prior != "histogram":
		return o, fmt.Errorf("-prior %q: want logspline or histogram", o.prior)
	case o.rows < 0 || o.rows > 0 && o.rows < catalogue.MinRows:
		return o, fmt.Errorf("-rows %d: want at least %d, or 0 for all", o.rows, catalogue.MinRows)
	}
	return o, nil
}
