package density

import "math"

// A block is w integers from first on, the log-masses at its first, the middle one and its last, and the sum of the masses.
type block struct {
	first, w float64
	lo, hi   float64
	middle   float64
	inside   [4]float64 // log-masses at the other integers that stand for it, ascending
	before   float64    // the sixth of the block that it is half of
	mass     float64
	peak     float64 // the heaviest integer, and its log-mass: for regions
	top      float64
}

func (b block) last() float64 { return b.first + b.w - 1 }

// center is where b is cut in two.
func (b block) center() float64 { return b.first + math.Floor(b.w/2) }

// known is the log-mass at y if b has it, else NaN.
func (b block) known(y float64) float64 {
	switch y {
	case b.first:
		return b.lo
	case b.center():
		return b.middle
	case b.last():
		return b.hi
	}
	for j, at := range b.between() {
		if y == at {
			return b.inside[j]
		}
	}
	return math.NaN()
}

// between are the integers besides the middle one that stand for a wide block.
func (b block) between() [4]float64 {
	near, far := aside(b.w)
	m := b.center()
	return [4]float64{m - far, m - near, m + near, m + far}
}

// unasked is a block whose log-masses are not known.
func unasked(first, w float64) block {
	nan := math.NaN()
	return block{first: first, w: w, lo: nan, middle: nan, hi: nan, inside: [4]float64{nan, nan, nan, nan}, before: math.Inf(1)}
}

// halves are the first half integers of b and the rest, with the log-masses that b has of them.
func (b block) halves(half float64) (low, high block) {
	low, high = unasked(b.first, half), unasked(b.first+half, b.w-half)
	low.lo, high.lo = b.lo, b.middle
	if b.tried() {
		low.before, high.before = b.sixth(), b.sixth()
	}
	if high.last() == b.last() { // beyond 2^53 it need not be
		high.hi = b.hi
	}
	return low, high
}

// little reports whether b is summed one by one, or is next to nothing.
func (b block) little(l *blockmaker) bool {
	return b.w <= short || max(b.lo, b.middle, b.hi)+math.Log(b.w) < l.top-farBelow
}

// least is the mass that b has at least, in units of e^top, if it rises or falls along it.
func (b block) least(top float64) float64 {
	if l := min(b.lo, b.middle, b.hi); l == l && top-top == 0 {
		return b.w * math.Exp(l-top)
	}
	return 0
}

// uneven reports whether five integers leave out too much of the mass, by the slope and the bend of the log-mass.
func (b block) uneven(l *blockmaker) bool {
	if b.little(l) {
		return false
	}
	slope, bend := math.Abs(b.hi-b.lo)/2, math.Abs(b.lo-2*b.middle+b.hi)/2
	return !(slope < .5 && bend < .1 && leftOut(slope, bend, b.w) < b.allowed(l))
}

// allowed is the share of its mass that five integers may leave out: more if all of it is below a thousandth of what there is.
func (b block) allowed(l *blockmaker) float64 {
	share := math.Exp(max(b.lo, b.middle, b.hi)-l.top) * b.w / l.least
	return left * min(max(1, math.Sqrt(1e-3/share)), 1e4)
}

// tried reports whether all integers that stand for b are known.
func (b block) tried() bool { return !math.IsNaN(b.inside[0]) }

// curved reports whether they do by the masses at seven integers, if these are known: next to a singularity, or where a narrow bump begins,
// the log-mass is no parabola. What is not much less than in twice the length, and may be rounding, is that.
func (b block) curved(l *blockmaker) bool {
	if !b.tried() {
		return false
	}
	sixth := b.sixth()
	if far := max(math.Abs(b.first), math.Abs(b.last())); sixth > b.before/8 && sixth < 0x1p-46*(1+far*math.Log1p(far)) {
		return false
	}
	return !(.3/b.w*sixth+.0015*math.Pow(sixth, 5./3) < b.allowed(l))
}

// sixth is the size of the coefficient of x^6 in the polynomial through the masses that are known, in units of that in the middle, for x
// from -1 to 1 along b: a divided difference.
func (b block) sixth() float64 {
	at, middle, half := b.between(), b.center(), b.w/2
	x := [7]float64{b.first, at[0], at[1], middle, at[2], at[3], b.last()}
	f := [7]float64{b.lo, b.inside[0], b.inside[1], b.middle, b.inside[2], b.inside[3], b.hi}
	for j := range x {
		x[j], f[j] = (x[j]-middle)/half, math.Expm1(f[j]-b.middle)
	}
	for n := 1; n < len(x); n++ {
		for j := range len(x) - n {
			f[j] = (f[j+1] - f[j]) / (x[j+n] - x[j])
		}
	}
	return math.Abs(f[0])
}
