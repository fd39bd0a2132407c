package density

import (
	"math"
	"testing"
)

// powerTail has the density max(1, |y|)^-(1+a) from lo on, but for a factor, and counts how often it is asked.
type powerTail struct {
	a, lo float64
	has   Closed
	asked *int
}

func (p powerTail) Rows() int { return 1 }

func (p powerTail) Has() *Closed { return &p.has }

func (p powerTail) Support(int) (lo, hi float64) { return p.lo, math.Inf(1) }

func (p powerTail) Breaks(_ int, dst []float64) []float64 { return append(dst, -1, 1) }

func (p powerTail) Features(_ int, dst []Feature) []Feature {
	return append(dst, Feature{At: 0, Width: 1})
}

func (p powerTail) LogProb(_ int, y, out []float64) {
	*p.asked += len(y)
	for j, v := range y {
		out[j] = -(1 + p.a) * math.Log(max(1, math.Abs(v)))
	}
}

// A moment of the order of the tail's power or above does not exist, and that is known without following the tail.
func TestMomentsWithoutEndAreSeenAtOnce(t *testing.T) {
	for _, lo := range []float64{math.Inf(-1), 0} {
		for _, a := range []float64{.5, 1, 1.9, 2, 3.5} {
			for k := 1; k < 5; k++ {
				asked := 0
				f := powerTail{a: a, lo: lo, asked: &asked}
				endless := float64(k) >= a
				if got := Endless(f, 0, float64(k)); got != endless {
					t.Errorf("tail of power %v, order %d: without end is %v", a, k, got)
				}
				asked = 0
				if m := Moment(f, 0, 0, 1, k, new(Solver)); endless && (!math.IsNaN(m) || asked > 8) {
					t.Errorf("tail of power %v, order %d: %v after %d numbers", a, k, m, asked)
				}
			}
		}
	}
}

// Tails that fall faster than any power, or do not reach far, have all moments.
func TestMomentsWithAnEnd(t *testing.T) {
	if f := newNormals([]float64{1, 0, 1}); Endless(f, 0, 40) {
		t.Error("a normal has no moment of order 40")
	}
	if f := newNormals([]float64{1, 0, 2e170}); Endless(f, 0, 2) {
		t.Error("a wide normal has no variance")
	}
	if asked := 0; Endless(powerTail{a: 3.00001, asked: &asked}, 0, 3) {
		t.Error("a moment just below the tail's power does not exist")
	}
	if Endless(logNormal{}, 0, 3) { // at 2^500 it still falls as y^-2.3
		t.Error("a log-normal has no moment of order 3")
	}
}

// logNormal is the log-normal of scale 15.
type logNormal struct{ powerTail }

func (logNormal) Support(int) (lo, hi float64) { return 0, math.Inf(1) }

func (logNormal) LogProb(_ int, y, out []float64) {
	for j, v := range y {
		l := math.Log(v)
		out[j] = -l - l*l/450
	}
}
