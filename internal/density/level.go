package density

import "math"

// levels is the search for the density above which lies the wanted mass: by the bounds of the panels between two
// densities first, then on the slopes of the panels that reach into there.
type levels struct {
	r          *panelRow
	want, base float64 // base is the mass of the panels above high
	low, high  float64
	slopes     []slope
	work       []float64 // memory
}

// levels starts the search for the level that leaves a mass of want.
func (r *panelRow) levels(want float64) *levels {
	l := &levels{r: r, want: want}
	if !r.shared {
		l.slopes, l.work = r.slopes[:0], r.works
		defer func() { r.slopes = l.slopes }()
	}
	l.high = float64(r.heaviest(r.high, want))
	l.low = float64(r.heaviest(r.low, want))
	for k := range r.low {
		switch {
		case l.inside(k):
			l.base += r.cum[k+1] - r.cum[k]
		case float64(r.high[k]) >= l.low:
			l.addSlopes(k)
		}
	}
	return l
}

// inside reports whether panel k is above all levels in question.
func (l *levels) inside(k int) bool { return float64(l.r.low[k]) > l.high }

// heaviest is the largest of the values v of the panels such that those with at least that have a mass of want: 0 if
// none have. It halves the range of floats, whose bits are in order.
func (r *panelRow) heaviest(v []float32, want float64) float32 {
	from, to := uint32(0), math.Float32bits(float32(math.Inf(1)))+1 // at from there is enough, at to there is not
	for to-from > 1 {
		mid := from + (to-from)/2
		limit, sum := math.Float32frombits(mid), 0.
		above, below := uint32(math.MaxUint32), uint32(0)
		for k, x := range v {
			b := math.Float32bits(x)
			if x >= limit {
				sum += r.cum[k+1] - r.cum[k]
				above = min(above, b)
			} else {
				below = max(below, b)
			}
		}
		if sum >= want && sum > 0 {
			from = above // as much as at mid
		} else {
			to = max(below, from) + 1
		}
	}
	return math.Float32frombits(from)
}

// miss is the mass above v less the wanted one, with how fast it falls as v rises.
func (l *levels) miss(v float64) (sum, rate float64) {
	sum = l.base - l.want
	for i := range l.slopes {
		m, d := l.r.above(&l.slopes[i], v)
		sum, rate = sum+m, rate+d
	}
	return sum, rate
}

// find returns the level, or that of a plateau over which the mass passes what is wanted, and what the mass above it misses:
// by Newton's steps while they stay in a bracket that shrinks. The slopes know their parts above it.
func (l *levels) find() (v, miss float64) {
	a, b := l.low, min(l.high, math.MaxFloat64)
	v, width := middle(a, b), b-a
	for turn := range 2200 {
		var rate float64
		miss, rate = l.miss(v)
		if math.Abs(miss) <= 0x1p-50*l.want {
			break
		}
		if miss > 0 {
			a = v
		} else {
			b = v
		}
		next := v + miss/rate
		still := math.Abs(next-v) <= 0x1p-52*v
		if still && math.Abs(miss) <= 1e-12*l.r.mass {
			break
		}
		if still || !(next > a && next < b) || turn%4 == 3 && !(b-a < width/2) {
			if next = middle(a, b); next == a || next == b {
				break
			}
		}
		if turn%4 == 3 {
			width = b - a
		}
		v = next
	}
	return v, miss
}

// settled takes what the mass above v misses off the slopes that pass v, or adds it to them, if no other float does better for
// v: where the density varies by 1e-9, as that of Beta(1, 1 + 1e-9), a neighbour of v has 1e-7 of the mass more or less above
// it. It reports false, and does nothing, if v could do better or plateaus hold what is missing.
func (l *levels) settled(v, miss float64) bool {
	const most = 1e300 // a rate where the slope is 0
	total := 0.
	for i := range l.slopes {
		if s := &l.slopes[i]; s.rate > 0 && !s.level() {
			total += min(s.rate, most)
		}
	}
	if math.Abs(miss) <= 1e-12*l.r.mass || !(math.Abs(miss) <= 8*Spacing(v)*total) {
		return false
	}
	for i := range l.slopes {
		s := &l.slopes[i]
		if !(s.rate > 0) || s.level() {
			continue
		}
		part := min(max(s.part-miss*(min(s.rate, most)/total), 0), s.mass)
		if s.v0 >= v {
			s.hi = l.r.tAt(s.panel, s.before+part)
		} else {
			s.lo = l.r.tAt(s.panel, s.before+s.mass-part)
		}
	}
	return true
}

// middle is between a and b, in the logarithm if they are far apart.
func middle(a, b float64) float64 {
	if a > 0 && b > 4*a {
		return math.Sqrt(a) * math.Sqrt(b)
	}
	return a + (b-a)/2
}
