package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A bumpy distribution has several bumps, or what it is made of has: one about all of them would hide that nothing is between.
type bumpy interface {
	// eachBump is place and width of each, of shape batch + (m).
	eachBump() (at, width *G.Node)
}

// bumpsOf is place and width of each bump of d, of shape batch + (m): of a mixture those of its components, wherever that stands.
func bumpsOf(d Distribution) (at, width *G.Node) {
	if d, ok := d.(bumpy); ok {
		return d.eachBump()
	}
	at, width = bumpOf(d)
	return lastAxis(onShape(at, d.BatchShape())), lastAxis(onShape(width, d.BatchShape()))
}

// bumpsIn is those of a part of what has such a batch.
func bumpsIn(part Distribution, batch tensor.Shape) (at, width *G.Node) {
	at, width = bumpsOf(part)
	s := join(batch, tensor.Shape{last(at.Shape())})
	return onShape(at, s), onShape(width, s)
}

func (d MixtureSameFamily) eachBump() (at, width *G.Node) {
	d.check()
	batch := d.BatchShape()
	at, width = bumpsIn(d.Components, join(batch, tensor.Shape{d.Mixing.count()}))
	s := join(batch, tensor.Shape{d.Mixing.count() * last(at.Shape())})
	return ops.Reshape(at, s...), ops.Reshape(width, s...)
}

func (d Mixture) eachBump() (at, width *G.Node) {
	batch := d.BatchShape()
	var ats, widths G.Nodes
	for _, c := range d.Components {
		at, width = bumpsIn(c, batch)
		ats, widths = append(ats, at), append(widths, width)
	}
	return ops.Concat(len(batch), ats...), ops.Concat(len(batch), widths...)
}

func (d Truncated) eachBump() (at, width *G.Node) {
	at, width = bumpsIn(d.Base, d.BatchShape())
	return d.within(at, width, lastAxis)
}

// eachBump is the images of Base's.
func (d Transformed) eachBump() (at, width *G.Node) {
	d.numbers("bump")
	at, width = bumpsIn(d.Base, d.BatchShape())
	return carried(spread(d, 0).(Transformed).Bijector, at, width)
}

func (d ZeroInflated) eachBump() (at, width *G.Node) {
	return d.zero().eachBump(d.BatchShape())
}

func (d Hurdle) eachBump() (at, width *G.Node) {
	if d.discrete() {
		return d.zero().eachBump(d.BatchShape())
	}
	return bumpsIn(d.Base, d.BatchShape())
}

// eachBump is Base's, and that at 0: there may be nothing between.
func (z atZero) eachBump(batch tensor.Shape) (at, width *G.Node) {
	at, width = bumpsIn(z.base, batch)
	zero := ops.Full(at.Graph(), at.Dtype(), 0, join(batch, tensor.Shape{1})...)
	return ops.Concat(len(batch), zero, at), ops.Concat(len(batch), ops.AddConst(zero, 1), width)
}
