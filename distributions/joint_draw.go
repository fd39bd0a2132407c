package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// noiseSize is how many numbers of noise drawFrom takes for each member of d's batch.
func noiseSize(d Distribution) (size int, ok bool) {
	switch d := d.(type) {
	case MixtureSameFamily:
		each, ok := noiseSize(d.Components)
		return d.Mixing.count() * (1 + each), ok
	case Mixture:
		size, ok = d.Mixing.count(), true
		for _, c := range d.Components {
			each, can := noiseSize(c)
			size, ok = size+each, ok && can
		}
		return size, ok
	case Independent:
		each, ok := noiseSize(d.Base)
		_, event := d.split()
		return each * event[:d.dims()].TotalSize(), ok
	}
	if t, ok := d.(Transformed); ok && mixes(t.Base) {
		return noiseSize(t.Base)
	}
	if _, ok := d.(HasSample); !ok {
		return 0, false
	}
	return NoiseShape(d).TotalSize() / d.BatchShape().TotalSize(), true
}

// mixes reports whether draws of d choose a component.
func mixes(d Distribution) bool {
	switch d := d.(type) {
	case MixtureSameFamily, Mixture:
		return true
	case Independent:
		return mixes(d.Base)
	case Transformed:
		return mixes(d.Base)
	}
	return false
}

// drawFrom is a draw of d, of standard normal noise (batch..., size), whose batch is d's or one that it broadcasts to: of a mixture one of its
// components, chosen by Gumbel noise, which has no gradient but asks for no quantile of the mixture.
func drawFrom(d Distribution, noise *G.Node) *G.Node {
	batch := noise.Shape()[:len(noise.Shape())-1]
	switch d := d.(type) {
	case MixtureSameFamily:
		k, total := d.Mixing.count(), lastOf("draw", noise)
		full := join(batch, tensor.Shape{k})
		chosen := OneHotCategorical{Logits: onShape(d.Mixing.Logits, full)}.sample(ops.Slice(noise, -1, 0, k))
		of := ops.Reshape(ops.Slice(noise, -1, k, total), join(full, tensor.Shape{total/k - 1})...)
		each := drawFrom(repeat(d.Components, full, 0), of)
		for range d.EventShape() {
			chosen = lastAxis(chosen)
		}
		only := ops.Where(chosen, each, ops.Full(each.Graph(), each.Dtype(), 0))
		return ops.Sum(only, len(full)-1)
	case Mixture:
		return d.drawFrom(noise)
	case Independent:
		_, event := d.split()
		return drawFrom(d.Base, ops.Reshape(noise, join(batch, event[:d.dims()], tensor.Shape{-1})...))
	case Transformed:
		if mixes(d.Base) {
			return d.forward(drawFrom(d.Base, noise))
		}
	}
	return Sample(d, ops.Reshape(noise, join(batch, NoiseShape(d)[len(d.BatchShape()):])...))
}
