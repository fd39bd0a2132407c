package density

import (
	"math"
	"slices"
)

// Masses on the integers of an interval, which may have no end: the rows of a Poisson, a binomial, a mixture of such. Up to
// maxSingle of them are summed one by one; beyond, blocks are, each by five integers that stand for all of it, on blocks in which the
// log-mass is next to a straight line. 1e15 +- 3e7 are then some 200 blocks.

const (
	maxSingle = 2048 // integers that are summed one by one
	maxBlocks = 4096
	short     = 16   // integers of a block that are summed one by one
	left      = 1e-9 // of a block's mass, which its five integers may leave out
	farBelow  = 45   // nats below the top: e^-45 of a width is 3e-20 of the mass there
)

// A block is w integers from first on, the log-masses at its first, the middle one and its last, and the sum of the masses.
type block struct {
	first, w float64
	lo, hi   float64
	middle   float64
	even     bool // it is not halved any more
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
	return math.NaN()
}

// A blockmaker is what the blocks are made from.
type blockmaker struct {
	lo, hi  float64 // of the support
	logMass func(y, out []float64)
	blocks  []block
	top     float64
}

func (l *blockmaker) one(y float64) float64 {
	in, out := [1]float64{y}, [1]float64{}
	l.logMass(in[:], out[:])
	return out[0]
}

// newBlocks cuts what carries mass into blocks. The bulk is looked for around the features.
func newBlocks(lo, hi float64, bulk []Feature, logMass func(y, out []float64)) *blockmaker {
	l := &blockmaker{lo: math.Ceil(lo), hi: math.Floor(hi), logMass: logMass, top: math.Inf(-1)}
	var cuts []float64
	for _, f := range l.places(bulk) {
		cuts = append(cuts, f.At)
		cuts = l.reach(cuts, f, -1)
		cuts = l.reach(cuts, f, 1)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	if len(cuts) == 0 {
		return l
	}
	end := cuts[len(cuts)-1]
	if end-cuts[0] < maxSingle {
		for k := 0.; k <= end-cuts[0]; k += short { // not first += short, which beyond 2^53 may be first
			l.blocks = append(l.blocks, unasked(cuts[0]+k, min(short, end-cuts[0]+1-k)))
		}
		return l
	}
	for k, c := range cuts {
		next := end + 1
		if k+1 < len(cuts) {
			next = cuts[k+1]
		}
		if next > c {
			l.blocks = append(l.blocks, unasked(c, next-c))
		}
	}
	l.halve()
	return l
}

// places are the integers to look around, and how far apart their neighbourhoods begin.
func (l *blockmaker) places(bulk []Feature) []Feature {
	out := make([]Feature, 0, len(bulk)+1)
	for _, f := range bulk {
		at := min(max(math.Round(f.At), l.lo), l.hi)
		if at-at == 0 {
			out = append(out, Feature{at, max(1, math.Ceil(min(f.Width, 1e300)))})
		}
	}
	if len(out) == 0 {
		at := min(max(0, l.lo), l.hi)
		if at-at == 0 {
			out = append(out, Feature{at, 1})
		}
	}
	for _, f := range out {
		l.top = max(l.top, l.one(f.At))
	}
	return out
}

// reach appends integers in one direction, at distances that double, up to where what is left is nothing.
func (l *blockmaker) reach(cuts []float64, f Feature, way float64) []float64 {
	for d := f.Width; ; d *= 2 {
		y := min(max(f.At+way*d, l.lo), l.hi)
		if y != math.Trunc(y) || math.IsInf(y, 0) {
			return cuts
		}
		cuts = append(cuts, y)
		p := l.one(y)
		l.top = max(l.top, p)
		if y == l.lo && way < 0 || y == l.hi && way > 0 || p != p || p+math.Log(d) < l.top-farBelow {
			return cuts
		}
	}
}

// halve cuts blocks in two until the log-mass bends and falls little in each, level by level. Nothing is asked twice: a half begins or
// ends where its block does or at its middle, and a block that is even stays so.
func (l *blockmaker) halve() {
	for range 64 {
		l.ask()
		next := make([]block, 0, 2*len(l.blocks))
		for k, b := range l.blocks {
			if half := math.Floor(b.w / 2); !b.even && b.uneven(l.top) && half >= 1 && len(next)+len(l.blocks)-k < maxBlocks {
				next = append(next, b.halves(half)...)
			} else {
				b.even = true
				next = append(next, b)
			}
		}
		done := len(next) == len(l.blocks)
		if l.blocks = next; done {
			return
		}
	}
}

// unasked is a block whose log-masses are not known.
func unasked(first, w float64) block {
	return block{first: first, w: w, lo: math.NaN(), middle: math.NaN(), hi: math.NaN()}
}

// halves are the first half integers of b and the rest, with the log-masses that b has of them.
func (b block) halves(half float64) []block {
	low, high := unasked(b.first, half), unasked(b.first+half, b.w-half)
	low.lo, high.lo = b.lo, b.middle
	if high.last() == b.last() { // beyond 2^53 it need not be
		high.hi = b.hi
	}
	return []block{low, high}
}

// ask gets the log-masses that are not known at the ends and middles of the blocks that may be halved.
func (l *blockmaker) ask() {
	at, into := make([]float64, 0, 3*len(l.blocks)), make([]*float64, 0, 3*len(l.blocks))
	want := func(y float64, log *float64) {
		if math.IsNaN(*log) {
			at, into = append(at, y), append(into, log)
		}
	}
	for k := range l.blocks {
		if b := &l.blocks[k]; !b.even {
			want(b.first, &b.lo)
			want(b.last(), &b.hi)
			want(b.center(), &b.middle)
		}
	}
	out := make([]float64, len(at))
	l.logMass(at, out)
	for k, log := range out {
		*into[k], l.top = log, max(l.top, log)
	}
}

// uneven reports whether five integers leave out too much of the mass, by the slope and the bend of the log-mass.
func (b block) uneven(top float64) bool {
	switch {
	case b.w <= short: // summed one by one
		return false
	case max(b.lo, b.middle, b.hi)+math.Log(b.w) < top-farBelow:
		return false
	}
	slope, bend := math.Abs(b.hi-b.lo)/2, math.Abs(b.lo-2*b.middle+b.hi)/2
	return !(slope < .5 && bend < .1 && leftOut(slope, bend, b.w) < left)
}
