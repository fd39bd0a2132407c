package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Covariance is sum_k w_k (cov_k + (mean_k - mean)(mean_k - mean)'), for events that are vectors.
func (d Mixture) Covariance() *G.Node {
	means := d.each(Mean)
	mean := d.average(means)
	n := lastOf("mixture covariance", mean)
	var parts []*G.Node
	for k, c := range d.Components {
		off := ops.Sub(means[k], mean)
		each := ops.Add(entries(Covariance(c)), ops.BatchMatMul(off, off, 1, false, false))
		parts = append(parts, onShape(each, join(d.BatchShape(), tensor.Shape{n * n})))
	}
	return matrices(d.average(parts), n)
}

// Marginal is the mixture of the components' numbers j.
func (d Mixture) Marginal(j int) Distribution {
	d.check()
	out := Mixture{Mixing: d.Mixing}
	for _, c := range d.Components {
		out.Components = append(out.Components, Marginal(c, j))
	}
	return out
}

// Conditional is the mixture of the components' conditionals, with the weights that they have where number j is value.
func (d Mixture) Conditional(j int, value *G.Node) Distribution {
	batch := d.BatchShape()
	var logs []*G.Node
	out := Mixture{}
	for _, c := range d.Components {
		c = repeat(c, batch, 0)
		logs = append(logs, lastAxis(onShape(logDensity(Marginal(c, j), value), batch)))
		out.Components = append(out.Components, Conditional(c, j, value))
	}
	out.Mixing.Logits = ops.AddLogWeight(ops.Concat(-1, logs...), ops.LogSoftmax(d.Mixing.Logits))
	return out
}

// drawFrom draws every component and takes the one that Gumbel noise chooses.
func (d Mixture) drawFrom(noise *G.Node) *G.Node {
	s := noise.Shape()
	batch, k := s[:len(s)-1], d.Mixing.count()
	logits := onShape(d.Mixing.Logits, join(batch, tensor.Shape{k}))
	chosen := OneHotCategorical{Logits: logits}.sample(ops.Slice(noise, -1, 0, k))
	at := k
	var sum *G.Node
	for c, of := range d.Components {
		size, _ := noiseSize(of)
		each := drawFrom(repeat(of, batch, 0), ops.Slice(noise, -1, at, at+size))
		at += size
		mask := column(chosen, c)
		for range d.EventShape() {
			mask = lastAxis(mask)
		}
		only := ops.Where(mask, each, full(each, 0))
		if sum == nil {
			sum = only
			continue
		}
		sum = ops.Add(sum, only)
	}
	return sum
}
