package main

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/exact"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// The rates of the scales of cases 2 and 4.
const aleatoricRate, bothRate = .05, .01

// line is a line with unit noise, N(k x + b, 1), for rate 0, else one whose noise is softplus of another line:
// N(k0 x + b0, exact.Floor + softplus(rate (k1 x + b1))). The kernel starts as given.
type line struct {
	Rate   float64
	Kernel layers.Initializer
}

// Forward declares line/kernel (1, units) and line/bias (units), with one unit or two.
func (l line) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	if l.Rate == 0 {
		loc := s.Call("line", layers.Dense{Units: 1, Kernel: l.Kernel}, x)
		return distributions.Normal{Loc: ops.Reshape(loc, n), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
	}
	t := ops.Split(s.Call("line", layers.Dense{Units: 2, Kernel: l.Kernel}, x), 1, 1, 1)
	scale := ops.AddConst(ops.Softplus(ops.MulConst(t[1], l.Rate)), exact.Floor)
	return distributions.Normal{Loc: ops.Reshape(t[0], n), Scale: ops.Reshape(scale, n)}
}

func init() { training.Register(line{}, functional{}) }

// functional is a Gaussian process over x times a weight, with the notebook's starts: length 0.69, amplitude 0.69 that hardly
// moves, unit noise, inducing points all over the range.
type functional struct{ Marginal bool }

// Forward declares stretch/kernel (1, 1) and the process's parameters.
func (f functional) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	stretched := s.Call("stretch", layers.Dense{Units: 1, NoBias: true, Kernel: layers.Constant(1)}, x)
	return bnn.VariationalGP{
		Inducing:      40,
		Points:        layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 { return grid(shape[0]) }),
		Amplitude:     bnn.Softplus{Rate: .1},
		LengthScale:   bnn.Softplus{Rate: 5},
		NoiseVariance: bnn.Softplus{Start: .54},
		Unwhitened:    true,
		Marginal:      f.Marginal,
	}.Forward(s.Sub("process"), stretched)
}
