package density

import (
	"math"
	"testing"
)

// The integers that stand for a block lie in it, and sum polynomials of degree 5 exactly, whatever its length.
func TestNodesSumPolynomials(t *testing.T) {
	for _, w := range []float64{17, 18, 19, 20, 31, 48, 49, 50, 100, 1001, 1e6, 1e6 + 1} {
		y, stands := nodes(-3, w, nil, nil)
		if len(y) > 6 || y[0] < -3 || y[len(y)-1] > w-4 {
			t.Fatal(w, y)
		}
		for degree := range 6 {
			power := func(k float64) float64 { return math.Pow((k+3)/w, float64(degree)) }
			got, want := 0., 0.
			for j, k := range y {
				got += stands[j] * power(k)
			}
			for k := range int(w) {
				want += power(float64(k) - 3)
			}
			within(t, "sum", got, want, 1e-12*w)
		}
	}
	y, stands := nodes(0, 1e300, nil, nil)
	sum := 0.
	for _, s := range stands {
		sum += s
	}
	within(t, "length", sum/1e300, 1, 1e-14)
	within(t, "mean", y[3]/1e300, .5, 1e-14)
}

// What five integers leave out of a sum of e^(slope x + bend x^2) is about what leftOut says, and no more than twice that.
func TestNodesLeaveOut(t *testing.T) {
	for _, w := range []float64{17, 23, 41, 60, 101, 1000, 30001} {
		for _, slope := range []float64{0, .1, .2, .35, .5} {
			for _, bend := range []float64{-.1, -.03, -.01, 0, .01, .1} {
				half := (w - 1) / 2
				f := func(k float64) float64 { x := (k - half) / half; return math.Exp(slope*x + bend*x*x) }
				got, want := 0., 0.
				y, stands := nodes(0, w, nil, nil)
				for j, k := range y {
					got += stands[j] * f(k)
				}
				for k := range int(w) {
					want += f(float64(k))
				}
				most := 2*leftOut(slope, math.Abs(bend), w) + 1e-13
				if miss := math.Abs(got/want - 1); miss > most {
					t.Errorf("%v integers, slope %v, bend %v: %.2g is left out, more than %.2g", w, slope, bend, miss, most)
				}
			}
		}
	}
}

// Many counts are few questions: a row of a million, and one of 1e15, ask for some thousand masses, in some twenty calls.
func TestIntegersAskLittle(t *testing.T) {
	for _, m := range []float64{1e6, 1e15} {
		calls, asked := 0, 0
		f := bell(m, math.Sqrt(m))
		r := solveIntegers(0, math.Inf(1), f.bulk, func(y, out []float64) {
			calls, asked = calls+1, asked+len(y)
			f.LogProb(0, y, out)
		})
		if calls > 30 || asked > 5000 {
			t.Errorf("%v: %d masses in %d calls", m, asked, calls)
		}
		calls, asked = 0, 0
		r.entropy()
		if calls > 0 {
			t.Errorf("%v: the entropy asked again for %d masses", m, asked)
		}
		r.CRPS(m)
		if calls > 5 || asked > 200 {
			t.Errorf("%v: CRPS asked for %d masses in %d calls", m, asked, calls)
		}
		calls, asked = 0, 0
		for k := range 100 {
			r.Quantile((float64(k) + .5) / 100)
		}
		if calls > 600 || asked > 6000 {
			t.Errorf("%v: 100 quantiles asked for %d masses in %d calls", m, asked, calls)
		}
	}
}
