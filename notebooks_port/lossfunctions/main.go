// Lossfunctions is the lecture's notebook on what a loss teaches: squared error asks for the mean of p(y | x), absolute error for the
// median, and the likelihood of a mixture for the whole density, its mode included.
//
// The data are y = 2x + e^(xz), x uniform on [.1, 1.5] and z standard normal, so that all three are known: 2x + exp(x²/2),
// 2x + 1 and 2x + exp(-x²). The entropy of y given x is known too, 1.0178 nats a row; the likelihood's loss above it is the
// divergence of the network's density from the true one. The program writes results.json and
//
//   - curves.png: the three learned curves on the data, against the truth, and their deviation from it, beside what the rows tell of the mean;
//   - kl.png: the divergence after each epoch, from held-out rows and as an integral;
//   - densities.png: the mixture's density at four x over the true one, with its mean, median and mode.
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
	rows       int
	epochs     int
	checkpoint string
	seed       uint64
}

func main() { program.Main("lossfunctions", parse, run) }

// minRows is the least that fills a few batches.
const minRows = 1000

// maxRows is 2 GiB a column.
const maxRows = 1 << 28

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("lossfunctions", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/lossfunctions", "`directory` for figures and results.json")
	f.IntVar(&o.rows, "rows", 100_000, "train on `N` rows")
	f.IntVar(&o.epochs, "epochs", 20, "train each network for `N` epochs; the notebook's are 20")
	f.Uint64Var(&o.seed, "seed", 1, "of the rows, the parameters and the shuffles")
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.epochs < 1:
		return o, fmt.Errorf("-epochs %d: want at least 1", o.epochs)
	case o.rows < minRows:
		return o, fmt.Errorf("-rows %d: want at least %d", o.rows, minRows)
	case o.rows > maxRows:
		return o, fmt.Errorf("-rows %d: want at most %d, more do not fit into memory", o.rows, maxRows)
	}
	return o, nil
}
