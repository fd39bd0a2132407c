package density

import "math"

const (
	halvings       = 60    // of a stretch, at most
	mostHalved     = 2048  // stretches in all, besides 4 for each first one: what is rounding all over would be halved for ever
	integralError  = 1e-14 // of a stretch, in units of the integral of the absolute values, besides that of rounding
	slowest        = -1e-6 // growth per nat of x from which on an integral is taken for infinite
	slowestRounded = -5e-3 // that at an end where distances are rounded
	negligiblePart = 1e-12
)

// integrate is the integral of h over the region: every stretch is halved until the rule agrees with that of its halves, to what rounding
// makes of the whole: rows that differ by 1e-8 would be halved for seconds to find the last digits of the noise between them. It is
// infinite where h is, or where it does not fall on the way to an end.
func (g *region) integrate(h integrand) float64 {
	work := g.stretches()
	sum, size, noise := 0., 0., 0.
	for k := range work {
		s := &work[k]
		whole, part, rounded := s.rule(h, s.a, s.b)
		s.whole, noise = whole, noise+rounded
		if size += part; math.IsNaN(size) || math.IsInf(size, 1) {
			return size
		}
	}
	for _, upper := range []bool{false, true} {
		rest := g.rest(h, upper, size)
		if math.IsInf(rest, 0) {
			return math.Inf(1)
		}
		sum += rest
	}
	for more := mostHalved + 4*len(work); len(work) > 0; more-- {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		middle := s.a/2 + s.b/2
		left, leftSize, _ := s.rule(h, s.a, middle)
		right, rightSize, _ := s.rule(h, middle, s.b)
		size = max(size, leftSize+rightSize)
		done := math.Abs(left+right-s.whole) <= integralError*size+noise
		switch {
		case math.IsNaN(left+right) || math.IsInf(leftSize+rightSize, 1):
			return leftSize + rightSize
		case done || s.halved == halvings || more < 0 || !(s.a < middle && middle < s.b):
			sum += left + right
		default:
			a, b := s, s
			a.b, a.whole, b.a, b.whole = middle, left, middle, right
			a.halved, b.halved = s.halved+1, s.halved+1
			work = append(work, a, b)
		}
	}
	return sum
}

// rest is what lies beyond the last point of a tail, where h is a power law, or infinite: so it is if h does not fall on the
// way there, nor on that to the float nearest to a finite end.
func (g *region) rest(h integrand, upper bool, size float64) float64 {
	kind, from := g.start(upper)
	if kind == nearEnd {
		end := g.lo
		if upper {
			end = g.hi
		}
		least := slowest
		if end != 0 {
			least = slowestRounded
		}
		to := math.Log(nearest(end))
		if last, slope := g.falls(h, kind, upper, from, to); slope > least && last > negligiblePart*size && !g.stated {
			return math.Inf(1)
		}
		return 0
	}
	last, slope := g.falls(h, kind, upper, from, g.reach(upper))
	switch {
	case !(math.Abs(last) > 0):
		return 0
	case slope > slowest && last > negligiblePart*size:
		return math.Inf(1)
	case slope > slowest:
		return 0
	}
	return -last / slope
}

// falls is h at to, and its logarithm's mean slope on the second half of the way there, in the direction of it.
func (g *region) falls(h integrand, kind stretchKind, upper bool, from, to float64) (last, slope float64) {
	var x, v, noise [2]float64
	x[0], x[1] = (from+to)/2, to
	h(stretch{kind: kind, upper: upper}, x[:], v[:], noise[:])
	if v[0] == 0 || v[1] == 0 {
		return v[1], math.Inf(-1)
	}
	return math.Abs(v[1]), (math.Log(math.Abs(v[1])) - math.Log(math.Abs(v[0]))) / math.Abs(x[1]-x[0])
}
