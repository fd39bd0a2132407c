package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// byTails reports whether quantiles are found by the logarithms of both tails, which are right where the cdf is next to 0 or 1.
func (c *Closed) byTails() bool {
	return c.LogCDF != nil && c.LogSurvival != nil && c.Charts == nil && !c.Discrete()
}

// tailQuantile moves y, about the quantile p of row i, to the floats between which the logarithm of the smaller tail passes that
// of p, and takes the one that is nearer to it. It looks at fan points at a time: from y on at distances that grow from a few ulps to all
// floats, then between the two that it is known to lie between.
func (q *Rows) tailQuantile(i int, y, p float64) float64 {
	has, lo, hi := q.Family.Has(), 0., 0.
	lo, hi = q.Family.Support(q.First + i)
	t := tailSearch{lower: p <= .5, tail: has.LogCDF, row: q.First + i, want: kernel.Log64(p)}
	if !t.lower {
		t.tail, t.want = has.LogSurvival, math.Log1p(-p)
	}
	if has.Jump != nil {
		at, _ := has.Jump(t.row)
		t.at[0], t.at[1] = rank(at)-1, rank(at)
		if l := t.ask(2); l[0] == l[0] && !t.passed(l[0]) && t.passed(l[1]) { // no float beside it is asked for
			return at
		}
	}
	from, to := rank(lo), rank(hi)
	if y != y || y < lo || y > hi {
		y = lo/2 + hi/2
		if y-y != 0 {
			y = min(max(0, lo), hi)
		}
	}
	t.bracket(from, to, rank(y))
	for gap(t.a, t.b) > 1 {
		if !t.narrow() {
			return math.NaN()
		}
	}
	return t.nearer()
}

// fan is how many points a search asks for at once.
const fan = 16

// A tailSearch is for where the logarithm of a tail passes what is wanted: between the floats a and b, by their order, where it is low and
// high, NaN where it has not been asked.
type tailSearch struct {
	lower     bool
	tail      func(i int, y, out []float64)
	row       int
	want      float64
	a, b      int64
	low, high float64
	astray    bool // the last points, about a guess, left much
	at        [fan]int64
	y         [fan]float64
	out       [fan]float64
}

// ask gets the tail at the first n points.
func (t *tailSearch) ask(n int) []float64 {
	for j, k := range t.at[:n] {
		t.y[j] = unrank(k)
	}
	t.tail(t.row, t.y[:n], t.out[:n])
	return t.out[:n]
}

// passed reports whether the cdf has passed p where the tail is l, no NaN.
func (t *tailSearch) passed(l float64) bool { return t.lower == (l >= t.want) || l == t.want }

// bracket begins with all floats between from and to, and asks around the one at middle.
func (t *tailSearch) bracket(from, to, middle int64) {
	t.a, t.b, t.low, t.high = from, to, math.NaN(), math.NaN()
	for step := uint(2); step < 64; {
		n := 0
		for ; n < fan && step < 64; n += 2 {
			d := uint64(1) << step
			t.at[n], t.at[n+1] = middle-int64(min(d, gap(from, middle))), middle+int64(min(d, gap(middle, to)))
			step += 3
		}
		for j, l := range t.ask(n) {
			switch k := t.at[j]; {
			case l != l:
			case !t.passed(l) && k > t.a:
				t.a, t.low = k, l
			case t.passed(l) && k < t.b:
				t.b, t.high = k, l
			}
		}
		if t.a > from && t.b < to {
			break
		}
	}
	t.b = max(t.a, t.b)
}

// narrow asks between a and b: of few floats for all, of many about where a straight line has what is wanted, or evenly. Where the tail
// is NaN it ends.
func (t *tailSearch) narrow() (ok bool) {
	wide := gap(t.a, t.b)
	share := (t.want - t.low) / (t.high - t.low)
	guess := wide > fan+1 && !t.astray && share >= 0 && share <= 1
	var n int
	if guess {
		n = t.around(min(uint64(share*float64(wide)), wide))
	} else {
		n = t.spread()
	}
	for j, l := range t.ask(n) {
		if l != l {
			return false
		}
		if t.passed(l) {
			t.b, t.high = t.at[j], l
			break
		}
		t.a, t.low = t.at[j], l
	}
	t.astray = guess && gap(t.a, t.b) > wide/fan
	return true
}

// spread makes points that cut what is between a and b into equal parts.
func (t *tailSearch) spread() int {
	wide := gap(t.a, t.b)
	n := min(fan, wide-1)
	for j := range n {
		t.at[j] = t.a + int64(wide/(n+1)*(j+1))
	}
	return int(n)
}

// around makes points at 0, 1, 3, 9, ... floats from the one that is so far after a, in their order, but for those outside.
func (t *tailSearch) around(after uint64) (n int) {
	for d := int64(-729); d <= 729; {
		if k := t.a + int64(after) + d; k > t.a && k < t.b {
			t.at[n] = k
			n++
		}
		switch {
		case d < 0:
			d /= 3
		case d == 0:
			d = 1
		default:
			d *= 3
		}
	}
	return n
}

// nearer is the one of the neighbours a and b at which the tail is nearer to p's.
func (t *tailSearch) nearer() float64 {
	t.at[0], t.at[1] = t.a, t.b
	if l := t.ask(2); math.Abs(l[0]-t.want) < math.Abs(l[1]-t.want) {
		return unrank(t.a)
	}
	return unrank(t.b)
}

// rank numbers the floats from -Inf to Inf, those of both zeros alike.
func rank(x float64) int64 {
	b := int64(math.Float64bits(x))
	if b < 0 {
		return math.MinInt64 - b
	}
	return b
}

// gap is how many floats b is after a.
func gap(a, b int64) uint64 { return uint64(b) - uint64(a) }

func unrank(k int64) float64 {
	if k < 0 {
		k = math.MinInt64 - k
	}
	return math.Float64frombits(uint64(k))
}
