package density

import (
	"math"
	"testing"
)

// waiting is 0 with probability w, and else an exponential; it counts how often its tails are asked for.
type waiting struct {
	w     float64
	calls int
	has   Closed
}

func newWaiting(w float64) *waiting {
	f := &waiting{w: w}
	tail := func(of func(y float64) float64) func(i int, y, out []float64) {
		return func(_ int, y, out []float64) {
			f.calls++
			for j, v := range y {
				out[j] = of(v)
			}
		}
	}
	over := func(y float64) float64 { return (1 - w) * math.Exp(-max(y, 0)) }
	f.has.Jump = func(int) (at, logMass float64) { return 0, math.Log(w) }
	f.has.LogCDF = tail(func(y float64) float64 {
		if y < 0 {
			return math.Inf(-1)
		}
		return math.Log1p(-over(y))
	})
	f.has.LogSurvival = tail(func(y float64) float64 {
		if y < 0 {
			return 0
		}
		return math.Log(over(y))
	})
	return f
}

func (f *waiting) Rows() int                               { return 1 }
func (f *waiting) Support(int) (lo, hi float64)            { return 0, math.Inf(1) }
func (f *waiting) Breaks(_ int, dst []float64) []float64   { return append(dst, 0) }
func (f *waiting) Features(_ int, dst []Feature) []Feature { return append(dst, Feature{1, 1}) }
func (f *waiting) Has() *Closed                            { return &f.has }
func (f *waiting) LogProb(_ int, y, out []float64) {
	for j, v := range y {
		switch out[j] = math.Inf(-1); {
		case v == 0:
			out[j] = math.Log(f.w)
		case v > 0:
			out[j] = math.Log1p(-f.w) - v
		}
	}
}

// A quantile at a point mass takes one question, not a search of the floats beside it, and one elsewhere is as exact as the tails.
func TestQuantileAtAPointMass(t *testing.T) {
	f := newWaiting(.6)
	q := &Rows{Family: f, N: 1}
	for _, c := range []struct{ p, want float64 }{{.16, 0}, {.59, 0}, {.6, 0}, {.8, math.Ln2}, {.999, math.Log(400)}} {
		f.calls = 0
		within(t, "quantile", q.Quantile(c.p)[0], c.want, 2e-14*c.want)
		if c.want == 0 && f.calls > 1 {
			t.Errorf("p = %v: the tails were asked %d times", c.p, f.calls)
		}
	}
}
