// Flow is the lecture's bonus notebook: a normalizing flow, which learns a density of any shape.
//
//  1. Four densities of the plane, each learned from points alone by a neural spline flow, on maps beside the true ones, with draws,
//     and what the flow does to a grid of the noise;
//  2. a density that depends on x: two moons that turn, and whose noise grows, with their regions of highest density;
//  3. the masses of galaxy clusters: a spline flow of one number given 14 features, and the mixture density network of the notebook
//     clustermass on the same rows, under the prior of the training masses and under a flat one.
//
// It prints tables, draws figures, and writes results.json. The true densities are known, and with them what is left to learn, the
// divergence.
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
	out        string
	seed       uint64
	points     int
	epochs     int
	catalogue  string
	clusters   int // rows of the catalogue; 0: all
	quick      bool
	checkpoint string
	cells      int // of a map, on each axis; 0: mapCells
}

func main() { program.Main("flow", parse, run) }

// The defaults: points of each density and passes over them, rows of the catalogue, and what -quick makes of these.
const (
	fullPoints, fullEpochs, fullClusters    = 100_000, 20, 0
	quickPoints, quickEpochs, quickClusters = 20_000, 5, 5_000
)

// minPoints fills a few batches.
const minPoints = 1000

// maxPoints is 2 GiB a column.
const maxPoints = 1 << 28

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("flow", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.out, "out", "out/flow", "`directory` for figures and results.json")
	f.Uint64Var(&o.seed, "seed", 1, "of the points, the parameters, the shuffles and the draws; the mock catalogue is always the same")
	f.IntVar(&o.points, "points", fullPoints, "train on `N` points of each density of the plane")
	f.IntVar(&o.epochs, "epochs", fullEpochs, "train each flow of the plane for `N` epochs")
	f.StringVar(&o.catalogue, "catalogue", "", "FITS `file` with the columns M200c, Ngal, sigv, R_mean ... v_kurt; without it a mock catalogue is made once and kept")
	f.IntVar(&o.clusters, "rows", fullClusters, "use `N` rows of the catalogue, drawn by the seed; 0 is all")
	f.BoolVar(&o.quick, "quick", false, fmt.Sprintf("take -points %d, -epochs %d and -rows %d, whatever they are", quickPoints, quickEpochs, quickClusters))
	checkpoint.Flag(f, &o.checkpoint)
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.quick {
		o.points, o.epochs, o.clusters = quickPoints, quickEpochs, quickClusters
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q: all options are flags, see -h", f.Arg(0))
	case o.epochs < 1:
		return o, fmt.Errorf("-epochs %d: want at least 1", o.epochs)
	case o.points < minPoints:
		return o, fmt.Errorf("-points %d: want at least %d", o.points, minPoints)
	case o.points > maxPoints:
		return o, fmt.Errorf("-points %d: want at most %d, more do not fit into memory", o.points, maxPoints)
	case o.clusters != 0 && o.clusters < catalogue.MinRows:
		return o, fmt.Errorf("-rows %d: want at least %d, or 0 for all", o.clusters, catalogue.MinRows)
	}
	return o, nil
}
