// Classification is the lecture's derivation of the binary cross-entropy as a program: a class is a random number, a network's
// output its distribution, and the loss its negative log-likelihood.
//
// A network learns p(class | x) for two normal clouds, of which the exact answer is known. The program compares the Bernoulli's
// negative log-likelihood with the cross-entropy, and the probabilities with what came to pass: where the classes are mixed as in
// training, where they are not, and there after distributions.SwapPrior. Then a convolutional network reads pictures of digits, and is
// asked about pictures that are none. It writes results.json and
//
//   - calibration.png: how often the class came against its predicted probability, as trained, deployed under another class prior,
//     and with the prior swapped;
//   - prior.png: p(class 1 | x) along a line through both clouds, network and exact, under the training prior and the other one;
//   - digits.png: pictures of digits, with what the network takes them for where it errs, and pictures that are no digits;
//   - confusion.png: which digits are taken for which;
//   - entropy.png: the calibration of the digit network's surest class, and its entropy on digits and on other pictures.
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
	images     int
	checkpoint string
	seed       uint64
}

func main() { program.Main("classification", parse, run) }

// minRows and minImages are the least that fill the bins of a reliability diagram, or teach anything.
const minRows, minImages = 1000, 200

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("classification", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/classification", "`directory` for figures and results.json")
	f.IntVar(&o.rows, "rows", 50_000, "train on `N` points of the two clouds")
	f.IntVar(&o.images, "images", 20_000, "train on `N` pictures of digits")
	f.Uint64Var(&o.seed, "seed", 1, "of the data, the parameters and the shuffles")
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.rows < minRows:
		return o, fmt.Errorf("-rows %d: want at least %d", o.rows, minRows)
	case o.images < minImages:
		return o, fmt.Errorf("-images %d: want at least %d", o.images, minImages)
	}
	return o, nil
}
