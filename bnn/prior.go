package bnn

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Prior is what the weights are believed to be before any data.
//
// Laws: Density declares the prior's own parameters, if it has any, in the scope it is given, which is below the path of
// the weight, under names other than loc, scale and factor.
type Prior interface {
	// Density is the prior of the weights of the given shape below whose path s is.
	Density(s *layers.Scope, shape ...int) Density
}

// Density is the prior density p of a tensor of weights. One that is also a CrossEntropy(loc, sd *G.Node) *G.Node gives
// -E log p(w) for independent normals w in closed form, a scalar; without it the expectation is sampled.
type Density interface {
	// LogProb is log p(w) in nats, summed over all elements: a scalar.
	LogProb(w *G.Node) *G.Node
	// Sample is a draw, of noise from s.SharedKey.
	Sample(s *layers.Scope) *G.Node
}

// closed is a Density whose cross-entropy is not sampled.
type closed interface {
	CrossEntropy(loc, sd *G.Node) *G.Node
}

// diverging is a closed Density whose divergence from independent normals keeps its digits where both are nearly equal.
type diverging interface {
	divergence(loc, sd *G.Node) *G.Node
}

// NormalPrior is independent normals, N(0, Scale²). The zero value is standard normal.
type NormalPrior struct {
	Scale float64 // standard deviation; 0: 1
	FanIn bool    // divide Scale by sqrt(fan-in), under which a layer of any width passes on the variance of its input

	// TrainLoc learns the mean of each weight, from 0, TrainScale one standard deviation for each tensor, from Scale:
	// empirical Bayes. They are the parameters prior_loc and prior_scale.
	TrainLoc, TrainScale bool

	center *trained // the mean instead; nil: 0
}

// Density is that of the weights of the given shape.
func (p NormalPrior) Density(s *layers.Scope, shape ...int) Density {
	d := normalDensity{shape: shape, sd: priorScale(s, p.Scale, p.FanIn, p.TrainScale, shape)}
	switch {
	case p.center != nil && p.TrainLoc:
		build.Fail("normal prior", []tensor.Shape{shape}, "a prior around trained weights has its mean: leave TrainLoc off")
	case p.center != nil:
		init, _ := p.center.at(s.Path())
		d.loc = s.State("prior_loc", init, shape...)
	case p.TrainLoc:
		d.loc = s.Param("prior_loc", layers.Zeros, shape...)
	}
	return d
}

// width is a positive number, fixed or a node.
type width struct {
	fixed float64
	node  *G.Node // scalar; nil: fixed
}

// priorScale is the scale of the priors of this package.
func priorScale(s *layers.Scope, scale float64, byFanIn, train bool, shape []int) width {
	if scale == 0 {
		scale = 1
	}
	if !(scale > 0) || math.IsInf(scale, 1) {
		build.Fail("prior", []tensor.Shape{shape}, "a scale of %g for the prior of %s: it must be positive and finite", scale, s.Path())
	}
	if byFanIn {
		scale /= math.Sqrt(fanIn(shape))
	}
	if !train {
		return width{fixed: scale}
	}
	return width{node: ops.Softplus(ops.Sum(s.Param("prior_scale", layers.Constant(softplusInverse(scale)), 1)))}
}

// times is x times the width to the power 1 or -1.
func (w width) times(x *G.Node, power float64) *G.Node {
	switch {
	case w.node == nil:
		return ops.MulConst(x, math.Pow(w.fixed, power))
	case power > 0:
		return ops.Mul(x, w.node)
	}
	return ops.Div(x, w.node)
}

// plusLogs is x + n log width + c.
func (w width) plusLogs(x *G.Node, n int, c float64) *G.Node {
	if w.node == nil {
		return ops.AddConst(x, float64(n)*math.Log(w.fixed)+c)
	}
	return ops.AddConst(ops.Add(x, ops.MulConst(ops.Log(w.node), float64(n))), c)
}

// normalDensity is N(loc, sd²).
type normalDensity struct {
	shape []int
	loc   *G.Node // nil: 0
	sd    width
}

// LogProb is -sum (w - loc)²/(2 sd²) + log sd + log(2 pi)/2.
func (d normalDensity) LogProb(w *G.Node) *G.Node { return ops.Neg(d.cross(d.squares(w))) }

// CrossEntropy is sum ((m - loc)² + s²)/(2 sd²) + log sd + log(2 pi)/2 of normals N(m, s²).
func (d normalDensity) CrossEntropy(m, s *G.Node) *G.Node {
	return d.cross(ops.Add(d.squares(m), ops.Sum(ops.Square(s))))
}

// divergence is sum (m - loc)²/(2 sd²) + (r - 1)²/2 + (r - 1 - log r) with r = s/sd, of which no term is a difference.
func (d normalDensity) divergence(m, s *G.Node) *G.Node {
	off := d.sd.times(d.sd.times(ops.MulConst(d.squares(m), .5), -1), -1)
	return ops.Add(off, ops.Sum(widthDivergence(s, d.sd)))
}

// widthDivergence is ((s/w)² - 1)/2 - log(s/w): by s - w, which is exact, where they are close.
func widthDivergence(s *G.Node, w width) *G.Node {
	r := w.times(s, -1)
	over := ops.AddConst(s, -w.fixed)
	if w.node != nil {
		over = ops.Sub(s, w.node)
	}
	e := w.times(over, -1)
	near := ops.Less(ops.Full(s.Graph(), s.Dtype(), .5), r)
	gap := ops.Where(near, ops.LogGap(e), ops.Sub(ops.AddConst(r, -1), ops.Log(r)))
	return ops.Add(ops.MulConst(ops.Square(e), .5), gap)
}

func (d normalDensity) squares(w *G.Node) *G.Node {
	if d.loc != nil {
		w = ops.Sub(w, d.loc)
	}
	return ops.Sum(ops.Square(w))
}

func (d normalDensity) cross(squares *G.Node) *G.Node {
	n := tensor.Shape(d.shape).TotalSize()
	return d.sd.plusLogs(d.sd.times(d.sd.times(ops.MulConst(squares, .5), -1), -1), n, float64(n)*logSqrt2Pi)
}

// Sample is loc + sd times standard normals.
func (d normalDensity) Sample(s *layers.Scope) *G.Node {
	w := d.sd.times(priorNoise(s, "prior_draw", d.shape), 1)
	if d.loc != nil {
		w = ops.Add(w, d.loc)
	}
	return w
}

func priorNoise(s *layers.Scope, name string, shape []int) *G.Node {
	return ops.Normal(s.SharedKey(), s.Stream(name), s.Dtype(), shape...)
}
