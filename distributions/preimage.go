package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// preimage is what a point y is before a bijector. Where there is nothing before it, low or high is 1 and x is any other point,
// so that no formula sees a number which it, or its derivative, is infinite at.
type preimage struct {
	x, logDet *G.Node // inverse; log |det dx/dy|, of the batch's shape
	low, high *G.Node // y is below, or above, the whole image; nil: nowhere
	falling   *G.Node // y falls as x grows; nil: nowhere
}

// outside is where y is no value of the map.
func (p preimage) outside() *G.Node { return eitherMask(p.low, p.high) }

// pull goes back through b from y, whose events have rank axes.
func pull(b Bijector, y *G.Node, rank int) preimage {
	p := preimage{x: y}
	for _, leaf := range slices.Backward(leaves(b)) {
		in, out := eventDims(leaf)
		safe := p.enter(leaf, out, rank-out)
		x := leaf.Inverse(safe)
		p.logDet = plus(p.logDet, sumLast(inverseLogDet(leaf, safe, x), rank-out))
		p.x = p.leave(leaf, x, rank-out)
		p.falling, rank = oneOf(p.falling, decreasing(leaf)), rank-out+in
	}
	if p.logDet == nil { // an empty chain
		p.logDet = noLogDet(y, rank)
	}
	return p
}

// enter marks where p.x is no value of leaf, which takes the last out axes together and maps the extra ones before them one by
// one, and gives it a value there.
func (p *preimage) enter(leaf Bijector, out, extra int) *G.Node {
	y := p.x
	if c, ok := leaf.(constrained); ok {
		s := y.Shape()
		sum := sumLast(y, out)
		mask := onShape(ops.Maximum(c.contains(y), opposite(ops.Equal(sum, sum))), s[:len(s)-out]) // NaN stays NaN
		p.low = eitherMask(p.low, anyOf(opposite(mask), extra))
		for range out {
			mask = ops.Reshape(mask, join(mask.Shape(), tensor.Shape{1})...)
		}
		return ops.Where(mask, y, c.within(y))
	}
	low, high := imageEnds(leaf, y)
	p.mark(low, high, extra)
	_, codomain := domainsOf(leaf)
	return movedIn(y, eitherMask(low, high), codomain)
}

// leave marks the x that are at an end of a half-line only because floats do not go on: nothing is before such a y. (e^-800, of
// which Log has the -800, is 0.)
func (p *preimage) leave(leaf Bijector, x *G.Node, extra int) *G.Node {
	domain, codomain := domainsOf(leaf)
	half := func(s Support) bool { return math.IsInf(s.Lo, 0) != math.IsInf(s.Hi, 0) }
	if !half(domain) {
		return x
	}
	low, high := ops.Between(x, domain.Lo, domain.Lo), ops.Between(x, domain.Hi, domain.Hi)
	if half(codomain) && math.IsInf(domain.Lo, 0) {
		high = nil // the end that belongs to both
	} else if half(codomain) {
		low = nil
	}
	if falling := decreasing(leaf); falling != nil {
		low, high = swap(falling, low, high)
	}
	p.mark(low, high, extra)
	return movedIn(x, eitherMask(low, high), domain)
}

// mark notes what is below and above the image of a part, as seen from the outside.
func (p *preimage) mark(low, high *G.Node, extra int) {
	if p.falling != nil {
		low, high = swap(p.falling, low, high)
	}
	p.low, p.high = eitherMask(p.low, anyOf(low, extra)), eitherMask(p.high, anyOf(high, extra))
}

// movedIn is x, or a number well inside s where the mask is.
func movedIn(x, mask *G.Node, s Support) *G.Node {
	if mask == nil {
		return x
	}
	return ops.Where(mask, full(x, interior(s.Lo, s.Hi)), x)
}

// imageEnds are masks of what is beyond the codomain of a map of numbers. An end of it belongs to it if it is the image of a
// finite x: of the domain's end on the same side, or on the other where the map decreases.
func imageEnds(b Bijector, y *G.Node) (low, high *G.Node) {
	domain, codomain := domainsOf(b)
	falling := decreasing(b)
	at := func(c, same, other float64) *G.Node { // where y = c is beyond the image
		out := [2]bool{math.IsInf(same, 0), math.IsInf(other, 0)}
		switch equal := ops.Between(y, c, c); {
		case out[0] && (out[1] || falling == nil):
			return equal
		case falling == nil || !out[0] && !out[1]:
			return nil
		case out[0]:
			return ops.Mul(equal, opposite(falling))
		default:
			return ops.Mul(equal, falling)
		}
	}
	if c := codomain.Lo; !math.IsInf(c, 0) {
		low = eitherMask(ops.Less(y, full(y, c)), at(c, domain.Lo, domain.Hi))
	}
	if c := codomain.Hi; !math.IsInf(c, 0) {
		high = eitherMask(ops.Less(full(y, c), y), at(c, domain.Hi, domain.Lo))
	}
	return low, high
}

// swap exchanges low and high where falling.
func swap(falling, low, high *G.Node) (*G.Node, *G.Node) {
	pick := func(a, b *G.Node) *G.Node {
		switch {
		case a == nil && b == nil:
			return nil
		case a == nil:
			return ops.Mul(opposite(falling), b)
		case b == nil:
			return ops.Mul(falling, a)
		}
		return ops.Where(falling, a, b)
	}
	return pick(high, low), pick(low, high)
}

// eitherMask is where one of two masks is.
func eitherMask(a, b *G.Node) *G.Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return ops.Maximum(a, b)
}

// anyOf is where the mask holds for one of the elements of the last n axes.
func anyOf(mask *G.Node, n int) *G.Node {
	if mask == nil || n == 0 {
		return mask
	}
	return ops.Max(mask, lastAxes(mask, n)...)
}

// instead is value where the mask is, and v elsewhere; NaN stays NaN. A nil mask is nowhere.
func instead(mask, v *G.Node, value float64) *G.Node {
	if mask == nil {
		return v
	}
	fixed := ops.StopGradient(v)
	return ops.Where(mask, ops.Where(ops.Equal(fixed, fixed), full(v, value), fixed), v)
}
