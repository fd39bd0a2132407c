// Bnn is the lecture's part on Bayesian networks: the ignorance of a network, beside the noise of its data.
//
// Cluster masses are predicted by one network made Bayesian in several ways and trained on 200 to 200,000 rows: the total
// variance is an aleatoric and an epistemic part, and both are compared with the noise there is, for few rows also those of the
// marginal likelihood, of NUTS and of cross-fitted errors. They are asked for again off the training rows, the lecture's
// "unknown unknowns"; functions are drawn from priors before any data, its "under what priors?"; and Blundell's toy regression is
// fitted by every method of the package bnn beside NUTS, which is exact up to its length. Last, weights are left out by their
// signal to noise and by their magnitude. It writes seven figures (see README.md) and results.json. With -checkpoint networks that
// were trained are not trained again; what is drawn by chains is.
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
	catalogue  string
	out        string
	rows       int
	seed       uint64
	effort     float64
	checkpoint string
}

func main() { program.Main("bnn", parse, run) }

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bnn", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.catalogue, "catalogue", "", "FITS `file` with the columns M200c, Ngal, sigv, R_mean ... v_kurt; without it a mock catalogue is made once and kept")
	f.StringVar(&o.out, "out", "out/bnn", "`directory` for figures and results.json")
	f.IntVar(&o.rows, "rows", 200_000, "train on 200, 2,000, ... up to `N` rows")
	f.Uint64Var(&o.seed, "seed", 1, "of the split, the parameters, the shuffles and the draws; the mock catalogue is always the same")
	f.Float64Var(&o.effort, "effort", 1, "multiply epochs, transitions and draws by `F`")
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.rows < fewest:
		return o, fmt.Errorf("-rows %d: want at least %d", o.rows, fewest)
	case !(o.effort > 0 && o.effort <= 1000):
		return o, fmt.Errorf("-effort %g: want a positive number, 1 for the whole program", o.effort)
	}
	return o, nil
}

// times is n by the effort, at least least.
func (o options) times(n, least int) int { return max(least, int(float64(n)*o.effort)) }
