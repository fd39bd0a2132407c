package source

import (
	"math"
	"strings"
	"testing"
)

// Features are checked, and what is wrong with them is said.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want string
	}{
		{nil, "there are 0 features, the network takes 2"},
		{[]float64{1, 2, 3}, "there are 3 features"},
		{[]float64{1, math.NaN()}, "feature b is NaN"},
		{[]float64{math.Inf(-1), 1}, "feature a is -Inf"},
	} {
		err := Check(c.x)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.x, err, c.want)
		}
		func() {
			defer func() {
				if r := recover(); r == nil || r.(error).Error() != err.Error() {
					t.Errorf("%v: Predict panics with %v, want %v", c.x, r, err)
				}
			}()
			Predict(c.x)
		}()
	}
	if err := Check([]float64{1, 2}); err != nil {
		t.Error(err)
	}
	if q := Predict([]float64{1, 2}); q != (Normal{12, 4}) {
		t.Errorf("%+v", q)
	}
}

// Weights are little-endian base64, of any line breaks.
func TestDecode(t *testing.T) {
	if w := decode("AAAAAAAA\n8D8AAAAAAAAAwA=="); len(w) != 2 || w[0] != 1 || w[1] != -2 {
		t.Error(w)
	}
}

// Components of weight 0 do not count, wherever they are, and where one is NaN all is.
func TestMixture(t *testing.T) {
	d := Mixture[Normal]{[]float64{.5, 0, .5}, []Normal{{-3, 1}, {math.Inf(1), 1}, {3, 1}}}
	if d.Mean() != 0 || math.Abs(d.Variance()-10) > 1e-14 || math.Abs(d.CDF(0)-.5) > 1e-15 || math.Abs(d.Quantile(.5)) > 1e-9 {
		t.Error(d.Mean(), d.Variance(), d.CDF(0), d.Quantile(.5))
	}
	if got, want := d.LogProb(0), (Normal{-3, 1}).LogProb(0); math.Abs(got-want) > 1e-14 {
		t.Errorf("%v, want %v", got, want)
	}
	if lo, hi := d.Quantile(0), d.Quantile(1); !math.IsInf(lo, -1) || !math.IsInf(hi, 1) {
		t.Error(lo, hi)
	}
	d.Components[0].Loc = math.NaN()
	if !math.IsNaN(d.Mean()) || !math.IsNaN(d.CDF(0)) || !math.IsNaN(d.Quantile(.3)) || !math.IsNaN(d.LogProb(0)) {
		t.Error(d.Mean(), d.CDF(0), d.Quantile(.3), d.LogProb(0))
	}
}

// A mixture of points, an ensemble of networks that predict a number, has its mass there.
func TestMixtureOfPoints(t *testing.T) {
	d := Mixture[Point]{equal(4), []Point{{1}, {2}, {4}, {5}}}
	for p, want := range map[float64]float64{0: 1, .1: 1, .25: 1, .3: 2, .5: 2, .74: 4, .75: 4, .76: 5, 1: 5} {
		if got := d.Quantile(p); got != want {
			t.Errorf("the quantile of %v is %v, want %v", p, got, want)
		}
	}
}

// Quantiles of the law of quantiles are those it is made of, and cdfs are their inverse.
func TestQuantiles(t *testing.T) {
	d := Quantiles{[]float64{.1, .5, .9}, []float64{-1, 0, 4}}
	for i, p := range d.Levels {
		if got := d.Quantile(p); got != d.Values[i] {
			t.Errorf("the quantile of %v is %v, want %v", p, got, d.Values[i])
		}
	}
	for _, p := range []float64{1e-300, 1e-5, .05, .1, .2, .5, .7, .9, .95, .99999} {
		if got := d.CDF(d.Quantile(p)); math.Abs(got-p) > 1e-15*(1-math.Log(p))*p { // as an exponential is known
			t.Errorf("the cdf at the quantile of %v is %v", p, got)
		}
	}
}
