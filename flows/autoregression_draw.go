package flows

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NoiseShape is (n, d, numbers of noise of each).
func (a autoregression) NoiseShape() tensor.Shape {
	return append(a.BatchShape(), len(a.order), max(a.noise, 1))
}

// Sample draws number after number of normal noise, in the order: what the first layer makes of those drawn is kept, and each adds its own. Of numbers with a
// density it has the gradient of a draw. Families whose draws are no formula, as those of counts, fail: a Joint draws them by their quantiles.
func (a autoregression) Sample(noise *G.Node) *G.Node {
	if a.noise == 0 {
		build.Fail("sample", nil, "%T has no draws in closed form; PredictJoint draws by its quantiles", a.of)
	}
	a = a.over("autoregression sample", noise, tensor.Shape{len(a.order), a.noise})
	batch := noise.Shape()[:noise.Dims()-2]
	net := a.Net.masked()
	sum, y := a.before(net, batch), make(G.Nodes, len(a.order))
	for place, left := 0, len(a.order); left > 0; place++ {
		hidden := net.after(sum)
		for j, of := range a.order {
			if of != place {
				continue
			}
			own := ops.Reshape(ops.Slice(noise, noise.Dims()-2, j, j+1), append(batch.Clone(), a.noise)...)
			raw := ops.Reshape(a.output(net, hidden, j), append(batch.Clone(), a.params())...)
			mean, sd := element(a.Mean, j), element(a.SD, j)
			drawn := draw(a.of.Distribution(raw, mean, sd), own)
			y[j] = ops.Reshape(drawn, append(batch.Clone(), 1)...)
			z := ops.Reshape(a.standard(drawn, mean, sd), batch.TotalSize(), 1)
			sum = ops.Add(sum, ops.Mul(z, ops.Slice(net.Kernels[0], 0, j, j+1)))
			left--
		}
	}
	return ops.Concat(len(batch), y...)
}

// before is what the first layer makes of the context and of no number, (rows, units).
func (a autoregression) before(net network, batch tensor.Shape) *G.Node {
	w, b, d := net.Kernels[0], net.Biases[0], len(a.order)
	if net.Context == nil {
		return ops.BroadcastTo(b, tensor.Shape{batch.TotalSize(), last(b.Shape())})
	}
	c := last(net.Context.Shape())
	context := ops.BroadcastTo(net.Context, append(batch.Clone(), c))
	return ops.Dense(ops.Reshape(context, batch.TotalSize(), c), ops.Slice(w, 0, d, d+c), b, ops.Activation(layers.None))
}

// after is the last hidden layer, of the sums of the first; without hidden layers these are the raw numbers.
func (n network) after(sum *G.Node) *G.Node {
	if len(n.Kernels) == 1 {
		return sum
	}
	h := n.activation.Forward(nil, sum)
	for i := 1; i < len(n.Kernels)-1; i++ {
		h = ops.Dense(h, n.Kernels[i], n.Biases[i], ops.Activation(n.activation))
	}
	return h
}

// output is the raw numbers of number j.
func (a autoregression) output(net network, hidden *G.Node, j int) *G.Node {
	p, last := a.params(), len(net.Kernels)-1
	if last == 0 {
		return ops.Slice(hidden, 1, j*p, (j+1)*p)
	}
	return ops.Dense(hidden, ops.Slice(net.Kernels[last], 1, j*p, (j+1)*p), ops.Slice(net.Biases[last], 0, j*p, (j+1)*p), ops.Activation(layers.None))
}

// noiseOf is how many numbers of noise a draw of one number takes, 0 if it has no formula.
func noiseOf(of Conditional, params int) int {
	g := G.NewGraph()
	full := func(v float64, shape ...int) *G.Node { return ops.Full(g, tensor.Float64, v, shape...) }
	return noiseSize(of.Distribution(full(0, 1, params), full(0), full(1)))
}

func noiseSize(d distributions.Distribution) int {
	switch d := d.(type) {
	case distributions.Bernoulli:
		return 1
	case distributions.Categorical:
		return last(d.Logits.Shape())
	case distributions.MixtureSameFamily:
		if each := noiseSize(d.Components); each > 0 {
			return last(d.Mixing.Logits.Shape()) * (1 + each)
		}
		return 0
	}
	if _, ok := d.(distributions.HasSample); ok && build.SameShape(distributions.NoiseShape(d), d.BatchShape()) {
		return 1
	}
	return 0
}

// draw is one of each number, of noise (..., noiseSize): a class by the largest of its logits with Gumbel noise, which is exact.
func draw(d distributions.Distribution, noise *G.Node) *G.Node {
	batch := lead(noise)
	switch d := d.(type) {
	case distributions.Bernoulli:
		e := ops.Reshape(noise, batch...)
		logistic := ops.Sub(ops.LogNormalCDF(e), ops.LogNormalCDF(ops.Neg(e)))
		return ops.Less(ops.Neg(d.Logits), logistic)
	case distributions.Categorical:
		k := last(d.Logits.Shape())
		index := make([]float64, k)
		for c := range index {
			index[c] = float64(c)
		}
		chosen := ops.StopGradient(distributions.OneHotCategorical(d).Sample(noise))
		return ops.Sum(ops.Mul(chosen, ops.Values(noise.Graph(), noise.Dtype(), index, k)), -1)
	case distributions.MixtureSameFamily:
		k, all := last(d.Mixing.Logits.Shape()), last(noise.Shape())
		full := append(batch.Clone(), k)
		chosen := distributions.OneHotCategorical(d.Mixing).Sample(ops.Slice(noise, len(batch), 0, k))
		each := draw(d.Components, ops.Reshape(ops.Slice(noise, len(batch), k, all), append(full.Clone(), all/k-1)...))
		return ops.Sum(ops.Where(chosen, each, ops.Full(each.Graph(), each.Dtype(), 0)), -1)
	}
	return distributions.Sample(d, ops.Reshape(noise, batch...))
}

// without is x without a part of an axis.
func without(x *G.Node, axis, from, to int) *G.Node {
	var parts G.Nodes
	if from > 0 {
		parts = append(parts, ops.Slice(x, axis, 0, from))
	}
	if size := x.Shape()[axis]; to < size {
		parts = append(parts, ops.Slice(x, axis, to, size))
	}
	return ops.Concat(axis, parts...)
}
