package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// implicit is the draw z with F(z) = Phi(noise), the inverse cdf found numerically, as a differentiable function of d's parameters
// and of noise: dz/dtheta = -(dF/dtheta)/p(z) and dz/dnoise = phi(noise)/p(z) (Figurnov, Mohamed and Mnih 2018, arXiv:1805.08498,
// equation 5). d is a density of numbers whose cdf is a node with gradients by the parameters, and noise broadcasts against its
// batch.
//
// The graph is z0 + dz/dg ((t - [t]) - (g - [g])) with g = log F(z0), t = log Phi(noise) below the median and g = -log S(z0), t =
// -log Phi(-noise) above, [.] without gradient: z0 in value, and of the first derivative above, in which nothing cancels or
// underflows however far out. Second derivatives by it are not those of z.
func implicit(d Distribution, noise *G.Node) *G.Node {
	if event := d.EventShape(); len(event) > 0 {
		build.Fail("sample", []tensor.Shape{event}, "%T of vectors has no sample in closed form", d)
	}
	if SupportOf(d).Kind != Continuous {
		build.Fail("sample", shapesOf(d), "%T has no sample in closed form: no differentiable function of noise draws masses", d)
	}
	if SupportOf(d).AtZero {
		build.Fail("sample", shapesOf(d), "%T has no sample in closed form: no differentiable function of noise draws its mass at 0", d)
	}
	z := inverseCDF(d, noise)
	noise = ops.Clip(noise, -math.MaxFloat32, math.MaxFloat32) // beyond, z is an end of the support
	left := ops.Less(noise, full(noise, 0))
	at := ops.StopGradient(z)
	at = ops.Where(ops.Between(at, 0, tinyDraw(z)), full(z, tinyDraw(z)), at)
	below, above := tailsOf(d, at)
	g := ops.Where(left, below, ops.Neg(above))
	t := ops.Where(left, ops.LogNormalCDF(noise), ops.Neg(ops.LogNormalCDF(ops.Neg(noise))))
	log := ops.Sub(ops.Where(left, below, above), logDensity(d, at))
	slope := ops.StopGradient(ops.Clip(ops.Exp(log), 0, largest(z)))
	slope = ops.Where(ops.Equal(slope, slope), slope, full(z, 0)) // at an infinite z; one that is NaN stays so
	return ops.Add(z, ops.Mul(slope, ops.Sub(change(t), change(g))))
}

// inverseCDF is the node z with F(z) = Phi(noise) elementwise, without a gradient. It has as many numbers as noise and d's batch
// together.
func inverseCDF(d Distribution, noise *G.Node) *G.Node {
	in, use := distinct(d)
	shape := build.Broadcast(d.BatchShape(), noise.Shape())
	solver := newQuantileSolver(d, use, shape, len(in))
	return solved("quantile", append(G.Nodes{noise}, in...), shape, func(in []G.Value) []float64 {
		return solver.solve(spreadTo(ops.Data[float64](in[0]), in[0].Shape(), shape), in[1:])
	})
}

// tinyDraw is a draw so small that its derivatives are nothing, and not so small that the density there, as that of a Gamma of a small
// shape, is beyond the range of floats.
func tinyDraw(z *G.Node) float64 {
	if z.Dtype() == tensor.Float32 {
		return 1e-30
	}
	return 1e-290
}

// change is 0 with the gradient of x.
func change(x *G.Node) *G.Node {
	fixed := ops.StopGradient(x)
	finite := ops.Between(fixed, -largest(x), largest(x))
	return ops.Where(finite, ops.Sub(x, fixed), full(x, 0))
}

// tailsOf is log F and log S, of the cdf if d has no logarithms: then what is beyond 1e-16 of the upper tail is lost.
func tailsOf(d Distribution, y *G.Node) (below, above *G.Node) {
	if _, ok := d.(HasLogCDF); ok {
		below = logCDF(d, y)
	} else {
		below = ops.Log(cdf(d, y))
	}
	if _, ok := d.(HasLogSurvival); ok {
		return below, logSurvival(d, y)
	}
	return below, ops.Log1p(ops.Neg(cdf(d, y)))
}
