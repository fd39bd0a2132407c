package density

import (
	"cmp"
	"math"
	"slices"
)

// Masses on the integers of an interval, which may have no end: the rows of a Poisson, a binomial, a mixture of such. Up to
// maxSingle of them are summed one by one; beyond, blocks are, each by five integers that stand for all of it, on blocks in which the
// log-mass is next to a straight line. 1e15 +- 3e7 are then some 200 blocks.

const (
	maxSingle = 2048 // integers that are summed one by one
	maxBlocks = 4096
	short     = 16    // integers of a block that are summed one by one
	left      = 3e-10 // of a block's mass, which its five integers may leave out next to the top
	farBelow  = 45    // nats below the top: e^-45 of a width is 3e-20 of the mass there
)

// A blockmaker is what the blocks are made from.
type blockmaker struct {
	lo, hi  float64 // of the support
	logMass func(y, out []float64)
	blocks  []block
	top     float64
	least   float64 // mass that the blocks have at least, in units of e^top, if it rises or falls along each
	settled float64 // that of those that are not halved any more
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

// halve cuts blocks in two until the log-mass bends and falls little in each and the mass is next to a polynomial, level by level.
// Nothing is asked twice: a half begins or ends where its block does or at its middle, and a block that is even stays so.
func (l *blockmaker) halve() {
	var even, next []block // those that are settled are left alone: a row may be halved fifty times at one of its ends
	for range 64 {
		l.ask()
		next = next[:0]
		for k, b := range l.blocks {
			half := math.Floor(b.w / 2)
			switch room := half >= 1 && len(even)+len(next)+len(l.blocks)-k < maxBlocks; {
			case room && (b.uneven(l) || b.curved(l)):
				low, high := b.halves(half)
				next = append(next, low, high)
			case b.little(l) || b.tried() || !room:
				even = append(even, b)
				l.settled += b.least(l.top)
			default:
				next = append(next, b)
			}
		}
		if l.blocks, next = next, l.blocks; len(l.blocks) == 0 {
			break
		}
	}
	l.blocks = append(even, l.blocks...)
	slices.SortStableFunc(l.blocks, func(a, b block) int { return cmp.Compare(a.first, b.first) })
}

// ask gets the log-masses that are not known at the ends and middles of the blocks that may be halved, and, where these do not say that
// they must be, at the others that stand for them.
func (l *blockmaker) ask() {
	at, into := make([]float64, 0, 4*len(l.blocks)), make([]*float64, 0, 4*len(l.blocks))
	want := func(y float64, log *float64) {
		if math.IsNaN(*log) {
			at, into = append(at, y), append(into, log)
		}
	}
	for k := range l.blocks {
		switch b := &l.blocks[k]; {
		case math.IsNaN(b.middle):
			want(b.first, &b.lo)
			want(b.last(), &b.hi)
			want(b.center(), &b.middle)
		default:
			for j, y := range b.between() {
				want(y, &b.inside[j])
			}
		}
	}
	out := make([]float64, len(at))
	l.logMass(at, out)
	top := l.top
	for k, log := range out {
		*into[k], l.top = log, max(l.top, log)
	}
	if l.settled > 0 {
		l.settled *= math.Exp(top - l.top)
	}
	l.least = l.settled
	for _, b := range l.blocks {
		l.least += b.least(l.top)
	}
}
