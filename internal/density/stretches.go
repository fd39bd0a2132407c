package density

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"gonum.org/v1/gonum/integrate/quad"
)

// A stretch is a part of the line in a coordinate x in which what is integrated is smooth: y itself between two cuts, the
// logarithm of the distance from a finite end of the region next to it, or from its middle beyond the last cut if it has none.
type stretch struct {
	kind   stretchKind
	upper  bool // of an end
	a, b   float64
	whole  float64 // the integral by one rule
	halved int
}

type stretchKind uint8

const (
	inside stretchKind = iota
	nearEnd
	outward
)

// A region is what two sides are compared on.
type region struct {
	lo, hi float64
	middle float64
	cuts   []float64
	limit  [2]float64 // of x in the tails
	stated bool       // densities are powers of the distance next to finite ends
}

const (
	closest  = -1 << 20 // log-distance from an end at which any power of it is nothing
	farthest = 345      // logarithm of the largest number whose square is a float
)

// newRegion is [lo, hi], cut where either side is.
func newRegion(lo, hi float64, sides ...*Side) *region {
	g := &region{lo: lo, hi: hi}
	for _, s := range sides {
		g.cuts = s.cuts(g.cuts)
	}
	g.cuts = slices.DeleteFunc(g.cuts, func(c float64) bool { return !(c > lo && c < hi) || math.IsInf(c, 0) })
	slices.Sort(g.cuts)
	g.cuts = slices.Compact(g.cuts)
	if len(g.cuts) == 0 {
		g.cuts = append(g.cuts, between(lo, hi))
	}
	if math.IsInf(lo, -1) && math.IsInf(hi, 1) && len(g.cuts) == 1 {
		c := g.cuts[0]
		g.cuts = []float64{c - max(1, 8*Spacing(c)), c, c + max(1, 8*Spacing(c))}
	}
	first, last := g.cuts[0], g.cuts[len(g.cuts)-1]
	g.middle = first/2 + last/2
	if first == last {
		g.middle = first
	}
	return g
}

// between is a point of (lo, hi).
func between(lo, hi float64) float64 {
	switch {
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		return 0
	case math.IsInf(lo, -1):
		return hi - max(1, Spacing(hi)*1e6)
	case math.IsInf(hi, 1):
		return lo + max(1, Spacing(lo)*1e6)
	}
	return lo/2 + hi/2
}

// stretches are those of the whole region.
func (g *region) stretches() []stretch {
	var out []stretch
	for k := range len(g.cuts) - 1 {
		out = append(out, stretch{a: g.cuts[k], b: g.cuts[k+1]})
	}
	return g.outer(g.outer(out, false), true)
}

// outer appends those between the last cut and an end.
func (g *region) outer(dst []stretch, upper bool) []stretch {
	kind, from := g.start(upper)
	for length := 1.; ; length *= 2 {
		s := stretch{kind: kind, upper: upper}
		if kind == nearEnd {
			s.a, s.b = max(from-length, closest), from
			if dst = append(dst, s); s.a == closest {
				return dst
			}
			from = s.a
			continue
		}
		s.a, s.b = from, min(from+length, g.reach(upper))
		if !(s.a < s.b) {
			return dst
		}
		dst, from = append(dst, s), s.b
	}
}

// start is the x of the last cut before an end.
func (g *region) start(upper bool) (kind stretchKind, x float64) {
	end, cut := g.lo, g.cuts[0]
	if upper {
		end, cut = g.hi, g.cuts[len(g.cuts)-1]
	}
	if math.IsInf(end, 0) {
		return outward, kernel.Log64(math.Abs(cut - g.middle))
	}
	return nearEnd, kernel.Log64(math.Abs(cut - end))
}

// reach is how far a tail is followed.
func (g *region) reach(upper bool) float64 {
	k := 0
	if upper {
		k = 1
	}
	if g.limit[k] == 0 {
		_, from := g.start(upper)
		g.limit[k] = min(max(farthest, from+50), 709)
	}
	return g.limit[k]
}

// at sets y to the points at x.
func (g *region) at(s stretch, x, y []float64) {
	for j, v := range x {
		switch {
		case s.kind == inside:
			y[j] = v
		case s.kind == nearEnd && s.upper:
			y[j] = g.hi - math.Exp(v)
		case s.kind == nearEnd:
			y[j] = g.lo + math.Exp(v)
		case s.upper:
			y[j] = g.middle + math.Exp(v)
		default:
			y[j] = g.middle - math.Exp(v)
		}
	}
}

// legendre is Gauss and Legendre's points and weights on [-1, 1].
var legendre = func() (l struct{ x, w [16]float64 }) {
	quad.Legendre{}.FixedLocations(l.x[:], l.w[:], -1, 1)
	return l
}()

// An integrand sets out to a function at points x of a stretch, dy/dx included, and noise to how far rounding may have it off.
type integrand func(s stretch, x, out, noise []float64)

// rule integrates h over [a, b] of a stretch, its size and its noise.
func (s stretch) rule(h integrand, a, b float64) (sum, size, rounded float64) {
	var x, v, noise [16]float64
	for j, t := range legendre.x {
		x[j] = a/2 + b/2 + (b/2-a/2)*t
	}
	h(s, x[:], v[:], noise[:])
	for j, w := range legendre.w {
		w *= b/2 - a/2
		sum, size, rounded = sum+w*v[j], size+w*math.Abs(v[j]), rounded+w*noise[j]
	}
	return sum, size, rounded
}
