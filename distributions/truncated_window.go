package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// part is the logarithm of the part of the window's mass between from and to, of which one is y, where it is neither none nor
// all of it: there a difference of two equal numbers would have an infinite logarithm, and a NaN for a gradient.
func (d Truncated) part(y, from, to *G.Node, where func(y *G.Node) (none, all *G.Node)) *G.Node {
	none, all := where(d.moved(y))
	mask := eitherMask(none, all)
	if mask != nil {
		mask = opposite(mask)
	}
	v := ops.Sub(logMassWhere(d.Base, from, to, mask), d.logTotal())
	return instead(none, instead(all, v, 0), math.Inf(-1))
}

// notAbove is where y <= low, notBelow where y >= high; nil ends are infinite.
func notAbove(y, low *G.Node) *G.Node {
	if low == nil {
		return nil
	}
	return ops.Maximum(ops.Less(y, low), ops.Equal(y, low))
}

func notBelow(y, high *G.Node) *G.Node {
	if high == nil {
		return nil
	}
	return ops.Maximum(ops.Less(high, y), ops.Equal(y, high))
}

// ends are the window's for a cdf: of masses the integers before Low and up to High, and before a mass at 0 a number so near to it that
// no density is between.
func (d Truncated) ends() (low, high *G.Node) {
	switch s := SupportOf(d.Base); {
	case s.AtZero && d.Low != nil:
		return ops.Where(ops.Between(d.Low, 0, 0), full(d.Low, -1e-36), d.Low), d.High
	case s.Kind != Integers:
		return d.Low, d.High
	}
	if low, high = d.Low, d.High; low != nil {
		low = ops.AddConst(ops.Neg(ops.Floor(ops.Neg(low))), -1)
	}
	if high != nil {
		high = ops.Floor(high)
	}
	return low, high
}

// logTotal is the logarithm of the window's mass, NaN where it has none.
func (d Truncated) logTotal() *G.Node {
	low, high := d.ends()
	if low == nil && high == nil {
		return full(nodeOf(d), 0)
	}
	z := logMass(d.Base, low, high)
	return ops.Where(ops.Equal(z, full(z, math.Inf(-1))), full(z, math.NaN()), z)
}

// moved is y moved into the window, and of masses down to an integer.
func (d Truncated) moved(y *G.Node) *G.Node {
	low, high := d.ends()
	if SupportOf(d.Base).Kind == Integers {
		y = ops.Floor(y)
	}
	if low != nil {
		y = ops.Maximum(y, low)
	}
	if high != nil {
		y = ops.Minimum(y, high)
	}
	return y
}

// edgesWithin is where Base begins and ends and jumps, moved into the window if it is outside: (n, k) each.
func (d Truncated) edgesWithin() (out G.Nodes) {
	if SupportOf(d.Base).Kind != Continuous || len(edgesOf(d.Base)) == 0 {
		return nil
	}
	batch := d.BatchShape()
	within := func(at, end *G.Node, f func(a, b *G.Node) *G.Node) *G.Node {
		if end == nil {
			return at
		}
		return f(at, flat(end, batch))
	}
	for _, at := range edgesOf(asRows(d.Base, batch)) {
		out = append(out, within(within(flat(at, batch), d.Low, ops.Maximum), d.High, ops.Minimum))
	}
	return out
}
