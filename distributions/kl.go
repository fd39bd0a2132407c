package distributions

import (
	"math"
	"reflect"

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

// independentKL is the sum over the elements.
func independentKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(Independent)
	b, other := q.(Independent)
	if !ok || !other || a.dims() != b.dims() {
		return Divergence{}, false
	}
	d, ok := exactKL(a.Base, b.Base)
	if ok {
		d.Value = a.sum(onShape(d.Value, klShape(a.Base, b.Base)))
		d.How = max(d.How, Ruled)
	}
	return d, ok
}

// transformedKL is that of the bases: a bijector renames the points.
func transformedKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(Transformed)
	b, other := q.(Transformed)
	if !ok || !other || !sameNodes(reflect.ValueOf(a.Bijector), reflect.ValueOf(b.Bijector)) || !build.SameShape(a.Base.EventShape(), b.Base.EventShape()) {
		return Divergence{}, false
	}
	d, ok := exactKL(a.Base, b.Base)
	if !ok {
		return d, false
	}
	d.Value = onShape(d.Value, klShape(a.Base, b.Base))
	d.How = max(d.How, Ruled)
	return d, true
}

// sameNodes reports whether two values of one type hold the same nodes and numbers.
func sameNodes(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	switch a.Kind() {
	case reflect.Interface:
		return sameNodes(a.Elem(), b.Elem())
	case reflect.Pointer:
		return a.Pointer() == b.Pointer() || a.Type() != nodeType && !a.IsNil() && !b.IsNil() && sameNodes(a.Elem(), b.Elem())
	case reflect.Struct:
		for i := range a.NumField() {
			if !sameNodes(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !sameNodes(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return a.Comparable() && a.Equal(b)
}

// sampledKL is the mean over draws of log p - log q.
func sampledKL(p, q Distribution, batch tensor.Shape, noise *G.Node) Divergence {
	if SupportOf(p).Kind != Continuous {
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

// summedKL is the sum over a finite support.
func summedKL(p, q Distribution) (Divergence, bool) {
	s := SupportOf(p)
	if s.Kind != Integers || s.Lower != nil || s.Upper != nil || !(s.Hi-s.Lo < maxClasses) || SupportOf(q).Kind != Integers {
		return Divergence{}, false
	}
	batch := klShape(p, q)
	var each []*G.Node
	for k := math.Ceil(s.Lo); k <= s.Hi; k++ {
		y := ops.Full(anyNode(p).Graph(), anyNode(p).Dtype(), k, batch...)
		each = append(each, lessUncertain(LogProb(repeat(p, batch, 0), y), LogProb(repeat(q, batch, 0), y)))
	}
	sum := each[0]
	for _, v := range each[1:] {
		sum = ops.Add(sum, v)
	}
	return Divergence{Value: sum, How: Summed}, len(each) > 0
}

// anyNode is a parameter of d.
func anyNode(d Distribution) *G.Node {
	all := fieldsOf(d)
	if len(all) == 0 {
		build.Fail("kl", nil, "%T has no parameter", d)
	}
	return all[0].node
}
