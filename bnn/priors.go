package bnn

import (
	"cmp"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ScaleMixture is independent mixtures of two normals around 0, Pi N(0, Wide²) + (1-Pi) N(0, Narrow²): many weights near
// 0 and a few that are not (Blundell et al. 2015, equation 7). Its divergence is sampled. A weight however far away is
// pulled by the wide part.
type ScaleMixture struct {
	Pi     float64 // share of the wide part; 0: 1/2
	Wide   float64 // its standard deviation; 0: 1
	Narrow float64 // that of the other; 0: e^-6
}

// Density is that of the weights of the given shape.
func (p ScaleMixture) Density(_ *layers.Scope, shape ...int) Density {
	p = ScaleMixture{cmp.Or(p.Pi, .5), cmp.Or(p.Wide, 1), cmp.Or(p.Narrow, math.Exp(-6))}
	if !(p.Pi > 0 && p.Pi < 1) || !(p.Narrow > 0 && p.Narrow <= p.Wide) || math.IsInf(p.Wide, 1) {
		build.Fail("scale mixture", []tensor.Shape{shape}, "Pi %g, Wide %g, Narrow %g: want 0 < Pi < 1 and 0 < Narrow <= Wide", p.Pi, p.Wide, p.Narrow)
	}
	return scaleMixture{p, shape}
}

type scaleMixture struct {
	ScaleMixture
	shape []int
}

// LogProb is log Pi + log N(w; 0, Wide²) + softplus(log of the ratio of the narrow part to the wide).
func (d scaleMixture) LogProb(w *G.Node) *G.Node {
	ratio := math.Log((1 - d.Pi) / d.Pi * d.Wide / d.Narrow)
	slope := (1/(d.Wide*d.Wide) - 1/(d.Narrow*d.Narrow)) / 2
	squares := ops.Square(w)
	more := ops.Sum(ops.Softplus(ops.AddConst(ops.MulConst(squares, slope), ratio)))
	wide := ops.MulConst(ops.Sum(squares), -.5/(d.Wide*d.Wide))
	n := float64(tensor.Shape(d.shape).TotalSize())
	return ops.AddConst(ops.Add(wide, more), n*(math.Log(d.Pi/d.Wide)-logSqrt2Pi))
}

// Sample chooses a part for each weight.
func (d scaleMixture) Sample(s *layers.Scope) *G.Node {
	u := ops.Uniform(s.SharedKey(), s.Stream("prior_part"), s.Dtype(), d.shape...)
	number := func(c float64) *G.Node { return ops.Full(s.Graph(), s.Dtype(), c, 1) }
	return ops.Mul(ops.Where(ops.Less(u, number(d.Pi)), number(d.Wide), number(d.Narrow)), priorNoise(s, "prior_draw", d.shape))
}

// LaplacePrior is independent double exponentials, e^(-|w|/Scale)/(2 Scale), under which the best weights are sparse. Its
// divergence from normals is in closed form.
type LaplacePrior struct {
	Scale      float64 // mean of |w|; 0: 1. The standard deviation is sqrt(2) times it
	FanIn      bool    // divide Scale by sqrt(fan-in)
	TrainScale bool    // learn one for each tensor, from Scale: the parameter prior_scale
}

// Density is that of the weights of the given shape.
func (p LaplacePrior) Density(s *layers.Scope, shape ...int) Density {
	return laplace{shape, priorScale(s, p.Scale, p.FanIn, p.TrainScale, shape)}
}

type laplace struct {
	shape []int
	scale width
}

// LogProb is -sum |w|/Scale + log(2 Scale).
func (d laplace) LogProb(w *G.Node) *G.Node { return ops.Neg(d.cross(ops.Abs(w))) }

// CrossEntropy is by E|w| = sd sqrt(2/pi) e^(-z²/2) + loc erf(z/sqrt 2) with z = loc/sd.
func (d laplace) CrossEntropy(loc, sd *G.Node) *G.Node {
	z := ops.Div(loc, sd)
	tail := ops.MulConst(ops.Mul(sd, ops.Exp(ops.MulConst(ops.Square(z), -.5))), math.Sqrt(2/math.Pi))
	return d.cross(ops.Add(tail, ops.Mul(loc, ops.Erf(ops.MulConst(z, 1/math.Sqrt2)))))
}

func (d laplace) cross(abs *G.Node) *G.Node {
	n := tensor.Shape(d.shape).TotalSize()
	return d.scale.plusLogs(d.scale.times(ops.Sum(abs), -1), n, float64(n)*math.Ln2)
}

// Sample is Scale |(a, b)| c for standard normals a, b, c: a normal whose variance is exponential.
func (d laplace) Sample(s *layers.Scope) *G.Node {
	a, b, c := priorNoise(s, "prior_draw", d.shape), priorNoise(s, "prior_draw_b", d.shape), priorNoise(s, "prior_draw_c", d.shape)
	return d.scale.times(ops.Mul(ops.Sqrt(ops.Add(ops.Square(a), ops.Square(b))), c), 1)
}

// Horseshoe is normals N(0, (Scale v)²) with v half-Cauchy, one for each weight: an infinite density at 0 and tails as
// heavy as Cauchy's, so that small weights are shrunk to nothing and large ones left alone (Carvalho, Polson and Scott 2010,
// Biometrika 97, 465). v is integrated out, p(w) = e^t E1(t)/(Scale sqrt(2 pi³)) with t = w²/(2 Scale²), instead of given a
// posterior as Louizos, Ullrich and Welling (2017) do: the bound is tighter by that posterior's misfit. The divergence is
// sampled.
type Horseshoe struct {
	Scale      float64 // of all weights, "global"; 0: 1
	FanIn      bool    // divide Scale by sqrt(fan-in)
	TrainScale bool    // learn one for each tensor, from Scale: the parameter prior_scale
}

// Density is that of the weights of the given shape.
func (p Horseshoe) Density(s *layers.Scope, shape ...int) Density {
	return horseshoe{shape, priorScale(s, p.Scale, p.FanIn, p.TrainScale, shape)}
}

type horseshoe struct {
	shape []int
	scale width
}

// leastT keeps the density of a weight of 0 finite: weights below 1e-10 Scale count as that.
const leastT = 1e-20

// LogProb is sum log(e^t E1(t)) - log Scale - log(2 pi³)/2.
func (d horseshoe) LogProb(w *G.Node) *G.Node {
	t := ops.AddConst(ops.MulConst(ops.Square(d.scale.times(w, -1)), .5), leastT)
	n := tensor.Shape(d.shape).TotalSize()
	return ops.Neg(d.scale.plusLogs(ops.Neg(ops.Sum(ops.LogExpE1(t))), n, float64(n)*math.Log(2*math.Pow(math.Pi, 3))/2))
}

// Sample is Scale a b/c for standard normals a, b, c: |b/c| is half-Cauchy.
func (d horseshoe) Sample(s *layers.Scope) *G.Node {
	a, b, c := priorNoise(s, "prior_draw", d.shape), priorNoise(s, "prior_draw_b", d.shape), priorNoise(s, "prior_draw_c", d.shape)
	return d.scale.times(ops.Div(ops.Mul(a, b), c), 1)
}
