package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sameFamilyKL is the bound for mixtures of as many components of one family.
func sameFamilyKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(MixtureSameFamily)
	b, other := q.(MixtureSameFamily)
	if !ok || !other {
		return Divergence{}, false
	}
	a.check()
	b.check()
	if a.Mixing.count() != b.Mixing.count() {
		return Divergence{}, false
	}
	d, ok := exactKL(a.Components, b.Components)
	if !ok {
		return d, false
	}
	each := onShape(d.Value, klShape(a.Components, b.Components))
	return mixedKL(a.Mixing, b.Mixing, each), true
}

// mixtureKL is the bound for mixtures of as many components, each of the family of the other's.
func mixtureKL(p, q Distribution) (Divergence, bool) {
	a, ok := p.(Mixture)
	b, other := q.(Mixture)
	if !ok || !other || len(a.Components) != len(b.Components) {
		return Divergence{}, false
	}
	batch := klShape(a, b)
	each := make([]*G.Node, len(a.Components))
	for k, c := range a.Components {
		d, ok := exactKL(c, b.Components[k])
		if !ok {
			return d, false
		}
		each[k] = ops.Reshape(onShape(d.Value, batch), join(batch, tensor.Shape{1})...)
	}
	return mixedKL(a.Mixing, b.Mixing, ops.Concat(len(batch), each...)), true
}

// mixedKL is sum_k w_k (log(w_k/v_k) + each_k).
func mixedKL(w, v Categorical, each *G.Node) Divergence {
	weights := lessUncertain(ops.LogSoftmax(w.Logits), ops.LogSoftmax(v.Logits))
	return Divergence{Value: lastSum(ops.Add(weights, ops.XMulY(w.Probs(), each))), How: Bounded}
}

// lessUncertain is e^a (a - b) for log-probabilities a and b, and 0 where e^a is 0.
func lessUncertain(a, b *G.Node) *G.Node {
	none := ops.Between(a, inf(-1), inf(-1))
	a = ops.Where(none, full(a, -1), a)
	return ops.Where(none, full(a, 0), ops.Mul(ops.Exp(a), ops.Sub(a, b)))
}
