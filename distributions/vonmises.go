package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// VonMises is the density exp(k cos(y - Loc)) / (2 pi I0(k)) of an angle y in [-pi, pi], with k = Concentration and the Bessel function I0:
// a normal on the circle. Loc is an angle, of any turn. Concentration is positive, or everything is NaN. Mode is the direction;
// Mean and Variance are those of the number y, of a circle cut open, and say little of a direction near the cut.
type VonMises struct {
	Loc           *G.Node // (n...)
	Concentration *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of Loc and Concentration.
func (d VonMises) BatchShape() tensor.Shape { return batchOf("von mises", d.Loc, d.Concentration) }

// EventShape is ().
func (d VonMises) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is k cos(y - Loc) - log(2 pi I0(k)) from -pi to pi, and -Inf elsewhere.
func (d VonMises) LogProb(y *G.Node) *G.Node {
	return onPoints("von mises log-prob", d, y, VonMises.logDensity)
}

// Mode is Loc, turned into [-pi, pi].
func (d VonMises) Mode() *G.Node {
	return onShape(turned(locOf(d.Loc, d.Concentration)), d.BatchShape())
}

// Entropy is log(2 pi I0(k)) - k A(k), with A = I1/I0, by e^-k I0(k) and 1 - A(k): right where k is large and it is that of a normal.
func (d VonMises) Entropy() *G.Node {
	k := ops.Add(positive(d.Concentration), ops.Sub(d.Loc, d.Loc)) // NaN where Loc is
	e := ops.LogBesselI0e(k)
	return onShape(ops.AddConst(ops.Add(e, ops.Mul(k, besselRest(k))), math.Log(2*math.Pi)), d.BatchShape())
}

// Bump is Mode, and the width 1/sqrt(1 + k).
func (d VonMises) Bump() (at, width *G.Node) {
	w := ops.Reciprocal(ops.Sqrt(ops.AddConst(positive(d.Concentration), 1)))
	return d.Mode(), onShape(w, d.BatchShape())
}

// CDF is the mass from -pi to y.
func (d VonMises) CDF(y *G.Node) *G.Node { return onPoints("von mises cdf", d, y, VonMises.cdf) }

// LogCDF is its logarithm.
func (d VonMises) LogCDF(y *G.Node) *G.Node {
	return onPoints("von mises log-cdf", d, y, VonMises.logCDF)
}

// LogSurvival is the log of the mass from y to pi.
func (d VonMises) LogSurvival(y *G.Node) *G.Node {
	return onPoints("von mises log-survival", d, y, VonMises.logSurvival)
}

// Sample is Loc plus the quantile, about 0, of the noise, turned into [-pi, pi], with implicit gradients.
func (d VonMises) Sample(noise *G.Node) *G.Node {
	return onPoints("von mises sample", d, noise, VonMises.sample)
}

func (d VonMises) logDensity(y *G.Node) *G.Node {
	k := positive(d.Concentration)
	outside := ops.Add(below(y, -math.Pi), ops.Less(full(y, math.Pi), y))
	t := ops.Sub(ops.Where(outside, full(y, 0), y), d.Loc)
	return ops.Where(outside, among(math.Inf(-1), d.Loc, k), ops.LogVonMisesDensity(t, k))
}

func (d VonMises) cdf(y *G.Node) *G.Node {
	low, high := d.logCDF(y), d.logSurvival(y)
	return ops.Where(ops.Less(low, high), ops.Exp(low), ops.Neg(ops.Expm1(high)))
}

func (d VonMises) logCDF(y *G.Node) *G.Node { return d.within(y, d.Loc) }

// logSurvival is the cdf of -y.
func (d VonMises) logSurvival(y *G.Node) *G.Node { return d.within(ops.Neg(y), ops.Neg(d.Loc)) }

// within is the log of the mass from -pi to y about loc: from t0, where -pi is seen from loc, to t = t0 + y + pi, which may pass
// pi and begin again.
func (d VonMises) within(y, loc *G.Node) *G.Node {
	k := positive(d.Concentration)
	under, over := ops.Between(y, math.Inf(-1), -math.Pi), ops.Between(y, math.Pi, math.Inf(1))
	outside := ops.Add(under, over)
	start := turned(ops.AddConst(ops.Neg(loc), -math.Pi))
	t := ops.Add(start, ops.AddConst(ops.Where(outside, full(y, 0), y), math.Pi))
	passed := ops.Less(full(t, math.Pi), t)
	end := ops.Where(passed, ops.AddConst(t, -2*math.Pi), t)
	lower, upper := sectorOf(start, k), sectorOf(ops.Neg(start), k)
	toEnd, fromEnd := sectorOf(end, k), sectorOf(ops.Neg(end), k)
	// one piece is a difference of tails on the side where they are small, two are a sum
	right := ops.Less(full(start, 0), start)
	big, small := ops.Where(right, upper.log, toEnd.log), ops.Where(right, fromEnd.log, lower.log)
	piece := ops.Add(big, ops.Log1mExp(ops.Where(passed, full(t, -1), ops.Sub(small, big))))
	log := ops.Where(passed, sumLogs(upper.log, toEnd.log), piece)
	growth := ops.Where(passed, ops.Add(upper.growth, toEnd.growth), ops.Neg(ops.Where(right, fromEnd.growth, lower.growth)))
	none := ops.Where(passed, ops.Maximum(upper.none, toEnd.none), ops.Where(right, fromEnd.none, lower.none))
	share := ops.Where(none, ops.Sub(ops.LogVonMisesDensity(full(k, math.Pi), k), log), full(log, 0))
	log = ops.Add(log, ops.Log1p(ops.Mul(growth, ops.Exp(share))))
	value := ops.Where(under, among(math.Inf(-1), loc, k), among(0, loc, k))
	return ops.Where(outside, value, log)
}

// A sector is the mass about 0 from -pi to t. Where it is none its logarithm has an infinite slope, which a sum with another mass has not:
// growth is 0, with the slope of t there.
type sector struct{ log, none, growth *G.Node }

func sectorOf(t, k *G.Node) sector {
	none := ops.Between(t, math.Inf(-1), -math.Pi)
	log := ops.LogVonMisesCDF(ops.Where(none, full(t, 0), t), k)
	growth := ops.Where(none, ops.Sub(t, ops.StopGradient(t)), full(t, 0))
	return sector{ops.Where(none, full(log, math.Inf(-1)), log), none, growth}
}

func (d VonMises) sample(noise *G.Node) *G.Node {
	return turned(ops.Add(d.Loc, ops.StandardVonMises(positive(d.Concentration), noise)))
}

// turned is the angle x in [-pi, pi].
func turned(x *G.Node) *G.Node {
	turns := ops.Floor(ops.MulConst(ops.AddConst(x, math.Pi), 1/(2*math.Pi)))
	return ops.Sub(x, ops.MulConst(turns, 2*math.Pi))
}

// Support is [-pi, pi].
func (VonMises) Support() Support { return ContinuousOn(-math.Pi, math.Pi) }
