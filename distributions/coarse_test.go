package distributions

import (
	"fmt"
	"math"
	"testing"
)

// binsAround is a prior of 64 bins, half a scale each, around loc.
func binsAround(loc, scale float64) Histogram {
	h := Histogram{Edges: make([]float64, 65), Mass: make([]float64, 64)}
	for i := range h.Edges {
		h.Edges[i] = loc + scale*(float64(i)/2-16)
	}
	for i := range h.Mass {
		h.Mass[i] = 1 + float64(i%7)
	}
	return h
}

// costs is the evaluations of an entropy and of a swap by a prior of 64 bins, and the entropy's error.
func costs(t *testing.T, loc, scale float64) (entropy, swap int, off float64) {
	t.Helper()
	q := newPosterior(counting{normals(1, loc, scale), &entropy})
	off = q.Entropy()[0] - (math.Log(scale) + .5 + logSqrt2Pi)
	h := binsAround(loc, scale)
	s := must1(SwapPrior(newPosterior(counting{normals(1, loc, scale), &swap}), h, FlatPrior{h.Edges[1], h.Edges[63]}))
	if w := s.Warnings(); len(w) > 0 {
		t.Errorf("Normal(%v, %v): %s", loc, scale, w)
	}
	return entropy, swap, off
}

// A row that is narrow against the floats around it costs what Normal(0, 1) does, and is as exact: its points are rounded,
// but it is known where they are.
func TestNarrowRowsCostWhatWideOnesDo(t *testing.T) {
	entropy, swap, _ := costs(t, 0, 1)
	for _, loc := range []float64{0, -3, 14.2, -80113.64, 1e6, 1e10} {
		for scale := 1.; scale > max(2e-11*math.Abs(loc), 1e-30); scale /= 9.7 {
			e, s, off := costs(t, loc, scale)
			if 2*e > 3*entropy || 4*s > 5*swap {
				t.Errorf("Normal(%v, %v): %d and %d densities, Normal(0, 1) %d and %d", loc, scale, e, s, entropy, swap)
			}
			closeTo(t, fmt.Sprintf("entropy of Normal(%v, %v)", loc, scale), off, 0, 1e-12*max(1, -math.Log(scale)))
		}
	}
}

// So does a mixture for each of its components, however different they are.
func TestMixturesOfDifferentScales(t *testing.T) {
	one := 0
	newPosterior(counting{normals(1, 0, 1), &one}).Entropy()
	for _, c := range [][]float64{
		{.3, -3, 1e-8, .3, 5, 1e-6, .4, 0, 1},
		{.5, -80113.64, 1.6e-5, .5, 0, 1},
		{.2, -3, 1e-10, .2, -3, 1e-5, .2, -3, 1, .2, 1e4, 1e-6, .2, 14, .1},
		{1e-6, -3, 1e-9, .999999, 1e3, 50},
	} {
		asked := 0
		q := newPosterior(counting{normals(c...), &asked})
		q.Entropy()
		if k := len(c) / 3; asked > 3*k*one {
			t.Errorf("%v: %d densities for %d components, one of width 1 at 0 has %d", c, asked, k, one)
		}
		bare := newPosterior(bare{normals(c...)})
		if w := bare.Warnings(); len(w) > 0 {
			t.Errorf("%v: %s", c, w)
		}
		closeTo(t, fmt.Sprintf("mean of %v", c), bare.Mean()[0], q.Mean()[0], 1e-11*q.StdDev()[0])
		closeTo(t, fmt.Sprintf("sd of %v", c), bare.StdDev()[0], q.StdDev()[0], 1e-10*q.StdDev()[0])
		for i := 0; i+3 < len(c); i += 3 { // halfway through a component that is apart
			if c[i+2] < 1e-5 {
				half := newPosterior(normals(c...)).CDF([]float64{c[i+1]})[0]
				closeTo(t, fmt.Sprintf("cdf of %v", c), bare.CDF([]float64{c[i+1]})[0], half, 1e-10)
			}
		}
	}
}
