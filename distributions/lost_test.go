package distributions

import (
	"math"
	"strings"
	"testing"
)

// Betas whose log-density is rounding: what is known in closed form is right, and what is not is NaN or none, with a warning. The
// normal density of their mean and sd is what they are to 1e-8.
func TestBetasThatNoFloatFollows(t *testing.T) {
	for _, ab := range [][2]float64{{1e17, 1e17}, {1e18, 1e18}, {1e18, 3e17}, {1e20, 1e20}, {1e25, 1e25}, {1e26, 4e25}} {
		q := oneBeta(t, ab[0], ab[1])
		n := ab[0] + ab[1]
		mean, sd := ab[0]/n, math.Sqrt(ab[0]/n*ab[1]/n/n)
		ulp := 0x1p-53 / sd // that floats resolve, in sds
		for p, z := range map[float64]float64{.05: -1.6448536269514722, .5: 0, .9: 1.2815515655446004, .999999: 4.753424308817087} {
			if got := (q.Quantile(p)[0] - mean) / sd; !(math.Abs(got-z) <= 1e-6+3*ulp) {
				t.Errorf("Beta%v: quantile %v is %v sds from the mean, want %v", ab, p, got, z)
			}
		}
		const draws = 2000
		sum, squares := 0., 0.
		for _, y := range q.Sample(1, draws)[0] {
			z := (y - mean) / sd
			sum, squares = sum+z, squares+z*z
		}
		if m, v := sum/draws, squares/draws; math.Abs(m) > 5/math.Sqrt(draws)+3*ulp || math.Abs(v-1) > 5*math.Sqrt(2./draws)+ulp*ulp {
			t.Errorf("Beta%v: draws of mean %v and variance %v", ab, m, v)
		}
		if s := q.StdDev()[0]; math.Abs(s/sd-1) > 1e-9 {
			t.Errorf("Beta%v: sd %v, want %v", ab, s, sd)
		}
		if h := q.HPD(.9)[0]; len(h) != 0 || !math.IsNaN(q.Mode()[0]) || !math.IsNaN(q.CRPS([]float64{mean})[0]) {
			t.Errorf("Beta%v: %d regions, mode %v, CRPS %v from noise", ab, len(h), q.Mode(), q.CRPS([]float64{mean}))
		}
		if w := strings.Join(q.Warnings(), "\n"); !strings.Contains(w, "float64 makes noise of it") {
			t.Errorf("Beta%v: warnings %q", ab, w)
		}
	}
	for _, narrow := range []float64{1e38, 1e300} { // narrower than floats
		q := oneBeta(t, narrow, narrow)
		if y := q.Quantile(.9)[0]; math.Abs(y-.5) > 0x1p-53 {
			t.Errorf("Beta(%g, %[1]g): quantile %v", narrow, y)
		}
		if h := q.HPD(.9)[0]; len(h) > 0 && (h[0].Lo < .5-1e-15 || h[len(h)-1].Hi > .5+1e-15) {
			t.Errorf("Beta(%g, %[1]g): %d regions", narrow, len(h))
		}
		if y := q.Sample(1, 1)[0][0]; math.Abs(y-.5) > 0x1p-53 {
			t.Errorf("Beta(%g, %[1]g): draw %v", narrow, y)
		}
	}
}

// A row whose panels are as good as its cdf keeps them, warning or none.
func TestBetasThatFloatsFollow(t *testing.T) {
	for _, a := range []float64{2, 1e5, 1e10, 1e12} {
		q := oneBeta(t, a, a)
		if h := q.HPD(.9)[0]; len(h) != 1 || math.IsNaN(q.Mode()[0]) {
			t.Errorf("Beta(%g, %[1]g): %d regions, mode %v", a, len(h), q.Mode())
		}
	}
}
