// Which prints the table of package bnn's documentation: every method, with its default settings where it has some, fitted to
// one task beside NUTS, which is exact up to its length. The task is 100 rows of y ~ N(sin 3x, 1/100) on [-1, 1], in a network of
// 20 tanh units and a normal of learned noise, under N(0, 1/fan-in). It takes about a minute, and with
// -checkpoint it goes on by methods if it was stopped.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"text/tabwriter"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

const (
	n      = 100
	points = 71 // of the grid on [-1, 2.5]
	mixed  = 400
)

// options are the command line, and the share of their length for which methods are fitted.
type options struct {
	checkpoint string
	effort     float64
}

func main() {
	o := options{effort: 1}
	flag.StringVar(&o.checkpoint, "checkpoint", "", "leave in `directory` what each method came to: a second call takes what is done, begins anew what was stopped, and prints the same but for seconds")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "which: unexpected argument %q: all options are flags, see -h\n", flag.Arg(0))
		os.Exit(2)
	}
	if err := run(context.Background(), o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "which:", err)
		os.Exit(1)
	}
}

// net is what is fitted.
type net struct{}

func (net) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: 20, Activation: layers.Tanh}, x)
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, h), x.Shape()[0]),
		Scale: ops.AddConst(ops.Softplus(s.Param("noise", layers.Zeros, 1)), 1e-3),
	}
}

func rows() data.Set {
	s := data.Set{X: mat.NewDense(n, 1, nil), Y: make([]float64, n)}
	x := s.X.RawMatrix().Data
	rng.New(1, "x", 0, 0).Uniform64(x, 0)
	rng.New(1, "noise", 0, 0).Normal64(s.Y, 0)
	for i := range x {
		x[i] = 2*x[i] - 1
		s.Y[i] = math.Sin(3*x[i]) + .1*s.Y[i]
	}
	return s
}

// curve is mean and epistemic standard deviation on the grid.
type curve struct {
	Mean []float64 `json:"mean"`
	SD   []float64 `json:"sd"`
}

// against is the root mean squared distance of means over the yardstick's sd, and the ratio of the root mean squared sds,
// from lo to hi.
func (c curve) against(yardstick curve, lo, hi float64) (off, width float64) {
	var own, theirs, apart float64
	for i := range points {
		if x := gridAt(i); x >= lo && x <= hi {
			own += c.SD[i] * c.SD[i]
			theirs += yardstick.SD[i] * yardstick.SD[i]
			apart += (c.Mean[i] - yardstick.Mean[i]) * (c.Mean[i] - yardstick.Mean[i])
		}
	}
	return math.Sqrt(apart / theirs), math.Sqrt(own / theirs)
}

func gridAt(i int) float64 { return -1 + 3.5*float64(i)/(points-1) }

// run fits every method.
func run(ctx context.Context, o options, out io.Writer) error {
	train, x := rows(), mat.NewDense(points, 1, nil)
	for i := range points {
		x.Set(i, 0, gridAt(i))
	}
	var yardstick curve
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "method\tseconds\toff, data\twidth, data\toff, beyond\twidth, beyond")
	for i, method := range methods(o.effort) {
		f, err := o.fitted(ctx, method, train, x)
		if err != nil {
			return fmt.Errorf("%s: %w", method.name, err)
		}
		c := f.Curve
		if i == 0 {
			yardstick = c
		}
		off, width := c.against(yardstick, -1, 1)
		offBeyond, widthBeyond := c.against(yardstick, 1, 2.5)
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.2f\t%.1f\t%.2f\n", method.name, f.Seconds, off, width, offBeyond, widthBeyond)
	}
	return w.Flush()
}

// trainer is Adam along half a cosine.
func trainer(epochs int, loss losses.Loss) training.Trainer {
	return training.Trainer{Loss: loss, Seed: 1, BatchSize: 25, Solver: &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)}}
}
