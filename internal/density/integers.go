package density

import (
	"math"
	"slices"
)

// Masses on the integers of an interval, which may have no end: the rows of a Poisson, a binomial, a mixture of such. Up to
// maxSingle of them are summed one by one; beyond, blocks are, each by three integers that stand for all of it: a rule that sums
// polynomials of degree 3 over the block's integers exactly, on blocks in which the log-mass is next to a
// straight line. 1e15 +- 3e7 are then some 300 blocks.

const (
	maxSingle = 2048 // integers that are summed one by one
	maxBlocks = 4096
	short     = 48 // integers of a block that are summed one by one
	farBelow  = 45 // nats below the top: e^-45 of a width is 3e-20 of the mass there
)

// A block is w integers from first on, the log-masses at its first and last, and their sum in units of e^top.
type block struct {
	first, w float64
	lo, hi   float64
	mass     float64
	peak     float64 // the heaviest integer, and its log-mass: for regions
	top      float64
}

func (b block) last() float64 { return b.first + b.w - 1 }

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
			l.blocks = append(l.blocks, block{first: cuts[0] + k, w: min(short, end-cuts[0]+1-k)})
		}
		return l
	}
	for k, c := range cuts {
		next := end + 1
		if k+1 < len(cuts) {
			next = cuts[k+1]
		}
		if next > c {
			l.blocks = append(l.blocks, block{first: c, w: next - c})
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

// halve cuts blocks in two until the log-mass bends and falls little in each, level by level.
func (l *blockmaker) halve() {
	for range 64 {
		l.ends()
		ask := make([]float64, len(l.blocks))
		for k, b := range l.blocks {
			ask[k] = b.first + math.Floor(b.w/2)
		}
		middle := make([]float64, len(ask))
		l.logMass(ask, middle)
		for _, p := range middle {
			l.top = max(l.top, p)
		}
		next := make([]block, 0, 2*len(l.blocks))
		for k, b := range l.blocks {
			if half := math.Floor(b.w / 2); b.uneven(middle[k], l.top) && half >= 1 && len(next)+len(l.blocks)-k < maxBlocks {
				next = append(next, block{first: b.first, w: half}, block{first: b.first + half, w: b.w - half})
			} else {
				next = append(next, b)
			}
		}
		done := len(next) == len(l.blocks)
		if l.blocks = next; done {
			return
		}
	}
}

// ends asks for the log-masses at the ends of the blocks.
func (l *blockmaker) ends() {
	ask := make([]float64, 0, 2*len(l.blocks))
	for _, b := range l.blocks {
		ask = append(ask, b.first, b.last())
	}
	out := make([]float64, len(ask))
	l.logMass(ask, out)
	for k := range l.blocks {
		l.blocks[k].lo, l.blocks[k].hi = out[2*k], out[2*k+1]
		l.top = max(l.top, out[2*k], out[2*k+1])
	}
}

// uneven reports whether three points leave more than about 1e-8 of the mass out: a seventh of a nat of slope, or a bend.
func (b block) uneven(middle, top float64) bool {
	switch {
	case b.w <= short: // summed one by one
		return false
	case max(b.lo, middle, b.hi)+math.Log(b.w) < top-farBelow:
		return false
	}
	return !(math.Abs(b.hi-b.lo) < .15 && math.Abs(b.lo-2*middle+b.hi) < .02)
}

// nodes appends the integers that stand for the w integers from first on, and for how many each does.
func nodes(first, w float64, y, stands []float64) ([]float64, []float64) {
	if w <= short {
		for k := range int(w) {
			y, stands = append(y, first+float64(k)), append(stands, 1)
		}
		return y, stands
	}
	if math.Mod(w, 2) == 0 {
		y, stands, first, w = append(y, first), append(stands, 1), first+1, w-1
	}
	half := (w - 1) / 2
	d := math.Round(math.Sqrt(.6) * w / 2)
	side := w / 24 * (w/d*(w/d) - 1/d/d) // the sum of squares is right, and that of w overflows
	return append(y, first+half-d, first+half, first+half+d), append(stands, side, w-2*side, side)
}
