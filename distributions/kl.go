package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// How says how a divergence was made.
type How int

const (
	Closed  How = iota // a formula
	Summed             // the sum over all points of a finite support
	Ruled              // from those of the parts, exactly
	Bounded            // an upper bound, from those of the parts
	Sampled            // a mean over draws
)

// String is in words.
func (h How) String() string {
	if h < Closed || h > Sampled {
		return "unknown"
	}
	return [...]string{"closed form", "sum over the support", "rule", "upper bound", "Monte Carlo"}[h]
}

// A Divergence is what KL gives.
type Divergence struct {
	Value  *G.Node // of the batch's shape, in nats
	StdErr *G.Node // standard error of a value that is sampled, else nil
	How    How
}

// HasKL has a Kullback-Leibler divergence of its own from some q; ok is false for others, of which KL then tries the rest of what it
// knows. The node has the common shape of both batches.
type HasKL interface {
	KL(q Distribution) (v *G.Node, ok bool)
}

// KL is the Kullback-Leibler divergence E log(p(Y)/q(Y)) of p from q under p, in nats, of the shape that the batches broadcast to: 0
// if they are the same, +Inf where p has mass that q has not. How it is made, the first of these that there is:
//
//   - p's own method, or the closed form of a pair of families;
//   - for Independent the sum over its elements, for Transformed by the same bijector that of the bases;
//   - for mixtures of as many components the bound sum_k w_k (log(w_k/v_k) + KL(p_k, q_k)) of the log-sum inequality (Cover and Thomas
//     2006, Elements of Information Theory, theorem 2.7.1), which is 0 too if both are the same in the same order;
//   - for masses on at most 4096 integers, whose ends are numbers, their sum;
//   - the mean over draws of p, with its standard error: noise is then standard normal of shape batch + (m) + event for m >= 2 draws each
//     (p's NoiseShape with m after the batch), and p needs a Sample and a density.
//
// A nil noise leaves the last one out; then it is an error if nothing else is left. Posterior.KL has the integral, as numbers.
func KL(p, q Distribution, noise *G.Node) Divergence {
	given("kl", p)
	given("kl", q)
	batch := klShape(p, q)
	if d, ok := exactKL(p, q); ok {
		d.Value = onShape(d.Value, batch)
		return d
	}
	if noise == nil {
		build.Fail("kl", []tensor.Shape{p.BatchShape(), q.BatchShape()}, "%T from %T has no closed form: give standard normal noise of shape batch + (m) + event for m draws, or ask distributions.Posterior for KL", p, q)
	}
	return sampledKL(p, q, batch, noise)
}

// klShape is the shape of the result.
func klShape(p, q Distribution) tensor.Shape {
	if a, b := p.EventShape(), q.EventShape(); !build.SameShape(a, b) {
		build.Fail("kl", []tensor.Shape{a, b}, "the events of %T and %T differ in shape", p, q)
	}
	return batchOfShapes("kl", p.BatchShape(), q.BatchShape())
}

// exactKL is all but the sampled one.
func exactKL(p, q Distribution) (Divergence, bool) {
	if own, ok := p.(HasKL); ok {
		if v, ok := own.KL(q); ok {
			return Divergence{Value: v}, true
		}
	}
	if f := closedKL[pairOf(p, q)]; f != nil {
		if v := f(p, q); v != nil {
			return Divergence{Value: v}, true
		}
	}
	if v := normalsKL(p, q); v != nil {
		return Divergence{Value: v}, true
	}
	for _, rule := range []func(p, q Distribution) (Divergence, bool){independentKL, transformedKL, sameFamilyKL, mixtureKL, summedKL} {
		if d, ok := rule(p, q); ok {
			return d, true
		}
	}
	return Divergence{}, false
}

// sampledKL is the mean over draws of log p - log q.
func sampledKL(p, q Distribution, batch tensor.Shape, noise *G.Node) Divergence {
	if s := SupportOf(p); s.Kind != Continuous || s.AtZero {
		build.Fail("kl", nil, "%T from %T has no closed form, and a draw of masses that has a gradient is not one of its points: ask distributions.Posterior for KL", p, q)
	}
	if !build.SameShape(batch, p.BatchShape()) {
		p = repeat(p, batch, 0)
	}
	at := len(batch)
	if s := noise.Shape(); len(s) <= at || s[at] < 2 {
		build.Fail("kl", []tensor.Shape{s, batch}, "the noise must have an axis of two draws or more after the batch's, for the standard error")
	}
	y := Sample(p, noise)
	m := y.Shape()[at]
	gap := ops.Sub(LogProb(p, y), LogProb(repeat(q, batch, 0), y)) // batch + (m)
	mean := ops.Mean(gap, -1)
	off := ops.Sub(gap, ops.Reshape(mean, join(batch, tensor.Shape{1})...))
	variance := ops.MulConst(lastSum(ops.Square(off)), 1/float64(m-1)/float64(m))
	return Divergence{Value: mean, StdErr: ops.Sqrt(variance), How: Sampled}
}
