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
	from, to := rank(lo), rank(hi)
	if y != y || y < lo || y > hi {
		y = lo/2 + hi/2
		if y-y != 0 {
			y = min(max(0, lo), hi)
		}
	}
	a, b := t.bracket(from, to, rank(y))
	for gap(a, b) > 1 {
		c, d, ok := t.narrow(a, b)
		if !ok {
			return math.NaN()
		}
		a, b = c, d
	}
	return t.nearer(unrank(a), unrank(b))
}

// fan is how many points a search asks for at once.
const fan = 16

type tailSearch struct {
	lower bool
	tail  func(i int, y, out []float64)
	row   int
	want  float64
	y     [fan]float64
	out   [fan]float64
}

// reached sets out to whether the cdf has passed p, 1 or 0, at the points y; NaN stays.
func (t *tailSearch) passed(n int) []float64 {
	t.tail(t.row, t.y[:n], t.out[:n])
	for j, l := range t.out[:n] {
		switch {
		case l != l:
		case t.lower == (l >= t.want) || l == t.want:
			t.out[j] = 1
		default:
			t.out[j] = 0
		}
	}
	return t.out[:n]
}

// bracket is an interval of floats, by their order, around the one at middle: the cdf passes p in it.
func (t *tailSearch) bracket(from, to, middle int64) (a, b int64) {
	a, b = from, to
	for step := uint(2); step < 64; {
		n := 0
		var at [fan]int64
		for ; n < fan && step < 64; n += 2 {
			d := uint64(1) << step
			at[n], at[n+1] = middle-int64(min(d, gap(from, middle))), middle+int64(min(d, gap(middle, to)))
			step += 3
		}
		for j := range n {
			t.y[j] = unrank(at[j])
		}
		for j, p := range t.passed(n) {
			switch {
			case p == 0:
				a = max(a, at[j])
			case p == 1:
				b = min(b, at[j])
			}
		}
		if a > from && b < to {
			break
		}
	}
	return a, max(a, b)
}

// narrow asks between a and b.
func (t *tailSearch) narrow(a, b int64) (c, d int64, ok bool) {
	n := min(fan, gap(a, b)-1)
	at := func(j int) int64 { return a + int64(gap(a, b)/(n+1)*uint64(j+1)) }
	for j := range int(n) {
		t.y[j] = unrank(at(j))
	}
	c, d = a, b
	for j, p := range t.passed(int(n)) {
		switch {
		case p == 1:
			return c, at(j), true
		case p == 0:
			c = at(j)
		default:
			return a, b, false
		}
	}
	return c, d, true
}

// nearer is the one of two neighbours at which the tail is nearer to p's.
func (t *tailSearch) nearer(a, b float64) float64 {
	t.y[0], t.y[1] = a, b
	t.tail(t.row, t.y[:2], t.out[:2])
	if math.Abs(t.out[0]-t.want) < math.Abs(t.out[1]-t.want) {
		return a
	}
	return b
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
