package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
)

func evenly(components ...distributions.Distribution) distributions.Distribution {
	return distributions.Mixture{Mixing: distributions.Categorical{Logits: distributiontest.Array(make([]float64, len(components)), 1, len(components))}, Components: components}
}

// Rows know where the components of a mixture begin and end if that is a number, also beside one that depends on parameters, and where a
// density in a window jumps.
func TestEndsWithin(t *testing.T) {
	c := distributions.Constant
	log2 := math.Log(2)
	uniform := evenly(distributions.Uniform{Low: c(1), High: c(2)}, distributions.Exponential{Rate: c(1)})
	ramp := evenly(distributions.Uniform{Low: c(-1), High: c(0)}, distributions.Kumaraswamy{Alpha: c(2), Beta: c(1)})
	stairs := distributions.Truncated{Base: distributions.PiecewiseLinear{Levels: []float64{.1, .3, .7, .9}, Values: distributiontest.Array([]float64{-1, 0, .5, 3}, 1, 4)}, Low: c(-.5), High: c(2)}
	// of stairs the densities .2, .8 and .08 on lengths .5, .5 and 1.5, over the mass .62
	step := func(p, length float64) float64 { return -p * length / .62 * math.Log(p/.62) }
	for name, w := range map[string]struct {
		d             distributions.Distribution
		mean, entropy float64
		mode          float64
		runs          int                    // in which half of the mass is densest
		half          distributions.Interval // the last of them
	}{
		"uniform and exponential": {uniform, 1.25, math.NaN(), 1, 1, distributions.Interval{Lo: 1, Hi: math.NaN()}},
		// 1/2 on [-1, 0] and y on [0, 1]: above 1/2 it is denser
		"uniform and ramp": {ramp, (-.5 + 2./3) / 2, log2/2 + .25, 1, 2, distributions.Interval{Lo: .5, Hi: 1}},
		"stairs":           {stairs, math.NaN(), step(.2, .5) + step(.8, .5) + step(.08, 1.5), .25, 1, distributions.Interval{Lo: .25 - .31/.8/2, Hi: .25 + .31/.8/2}},
	} {
		q, err := distributions.Numbers(w.d)
		if err != nil {
			t.Fatal(err)
		}
		check := func(what string, got, want float64) {
			t.Helper()
			if !math.IsNaN(want) {
				within(t, name+": "+what, got, want, 1e-13)
			}
		}
		for _, s := range q.Warnings() {
			t.Errorf("%s: %s", name, s)
		}
		check("mean", q.Mean()[0], w.mean)
		check("mode", q.Mode()[0], w.mode)
		if !math.IsNaN(w.entropy) {
			within(t, name+": entropy", q.Entropy()[0], w.entropy, 1e-10)
		}
		if runs := q.HPD(.5)[0]; len(runs) != w.runs {
			t.Errorf("%s: half of the mass is in %v", name, runs)
		} else {
			check("lower end of half", runs[w.runs-1].Lo, w.half.Lo)
			check("upper end of half", runs[w.runs-1].Hi, w.half.Hi)
		}
	}
	if q, err := distributions.Numbers(uniform); err != nil || q.Support()[0] != (distributions.Interval{Lo: 0, Hi: inf}) {
		t.Errorf("the support is %v (%v)", q.Support(), err)
	}
}
