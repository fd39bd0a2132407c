package distributions

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
)

// A closed last bin, values on edges in the bin above, as numpy.histogram.
func TestNewHistogramCounts(t *testing.T) {
	h, err := NewHistogram([]float64{0, .1, .25, .5, .5, .99, 1}, 4)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(h.Edges, []float64{0, .25, .5, .75, 1}) || !slices.Equal(h.Mass, []float64{2, 1, 2, 2}) {
		t.Errorf("edges %v, masses %v", h.Edges, h.Mass)
	}
	w, err := NewWeightedHistogram([]float64{0, 1, 2}, []float64{.5, 0, 2}, 2)
	if err != nil || !slices.Equal(w.Mass, []float64{.5, 2}) {
		t.Errorf("weighted masses %v, %v", w.Mass, err)
	}
}

func TestNewHistogramErrors(t *testing.T) {
	for _, c := range []struct {
		values, weights []float64
		bins            int
		want            string
	}{
		{[]float64{1, 2}, nil, 0, "0 bins"},
		{nil, nil, 4, "no values"},
		{[]float64{1, math.NaN()}, nil, 4, "value 1 is NaN"},
		{[]float64{1, math.Inf(1)}, nil, 4, "value 1 is +Inf"},
		{[]float64{1, 2}, []float64{1}, 4, "1 weights for 2 values"},
		{[]float64{1, 2}, []float64{1, -1}, 4, "weight 1 is -1"},
		{[]float64{3, 3}, nil, 4, "values from 3 to 3 cannot be cut into 4 bins"},
	} {
		if _, err := NewWeightedHistogram(c.values, c.weights, c.bins); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v does not say %q", err, c.want)
		}
	}
}

// The priors are densities: they integrate to 1 over their support and are -Inf outside.
func TestPriorsIntegrateToOne(t *testing.T) {
	gaps := Histogram{Edges: []float64{0, 1, 2, 4, 5, 6}, Mass: []float64{0, 3, 0, 2, 1}}
	smooth := gaps
	smooth.Smooth = true
	for name, p := range map[string]Prior{
		"uniform": FlatPrior{2, 5}, "histogram": gaps, "smooth": smooth,
		"one bin": Histogram{Edges: []float64{1, 3}, Mass: []float64{2}}, "one bin, smooth": Histogram{Edges: []float64{1, 3}, Mass: []float64{2}, Smooth: true},
		"log-spline": someSpline(), "64 bins": massHistogram(64, false), "64 bins, smooth": massHistogram(64, true),
	} {
		lo, hi := p.Support()
		cuts := append([]float64{lo, hi}, p.Breaks()...)
		slices.Sort(cuts)
		y, h := midpoints(slices.Compact(cuts), 20_000)
		fast, sum := prepared(p), 0.
		for j := range y {
			sum += math.Exp(fast.LogProb(y[j])) * h[j]
		}
		closeTo(t, name, sum, 1, 1e-6)
		closeTo(t, name+" at once", p.LogProb(y[3]), fast.LogProb(y[3]), 0)
		for _, out := range []float64{lo - 1e-9, hi + 1e-9} {
			if l := p.LogProb(out); !math.IsInf(l, -1) {
				t.Errorf("%s: log-density %v outside", name, l)
			}
		}
		if l := p.LogProb(hi); math.IsInf(l, -1) {
			t.Errorf("%s: the upper end is outside", name)
		}
	}
}

func TestHistogramLogProbOfInvalidLiteralIsNaN(t *testing.T) {
	if l := (Histogram{Edges: []float64{0, 1}, Mass: []float64{1, 1}}).LogProb(.5); !math.IsNaN(l) {
		t.Errorf("log-density %v", l)
	}
}

// The cubic is scipy's PCHIP; the goldens are made by testdata/pchip.py.
func TestSmoothHistogramMatchesPCHIP(t *testing.T) {
	var golden []struct{ X, V, At, Want []float64 }
	filetest.ReadJSON(t, "../testdata/pchip.json", &golden)
	for _, g := range golden {
		s := smoothHistogram{x: g.X, v: g.V, d: monotoneSlopes(g.X, g.V)}
		for i, y := range g.At {
			closeTo(t, "cubic", s.cubic(y), g.Want[i], 1e-13*max(1, math.Abs(g.Want[i])))
		}
	}
}

// Value and slope are continuous everywhere, bridged bins and straight ends included; at the centres the curve is the
// histogram.
func TestSmoothHistogramIsC1(t *testing.T) {
	h := Histogram{Edges: []float64{0, 1, 2, 4, 5, 6, 6.5}, Mass: []float64{5, 3, 0, 2, 9, 1}, Smooth: true}
	p := prepared(h)
	for _, x := range append(h.Breaks(), h.Edges[1:6]...) {
		const d = 1e-6
		left, right := (p.LogProb(x)-p.LogProb(x-d))/d, (p.LogProb(x+d)-p.LogProb(x))/d
		closeTo(t, "slope across", right, left, 1e-4) // second derivative times d, plus rounding over d
	}
	steps := prepared(Histogram{Edges: h.Edges, Mass: h.Mass})
	offset := p.LogProb(.5) - steps.LogProb(.5)
	closeTo(t, "at the centre of the fifth bin", p.LogProb(5.5)-steps.LogProb(5.5), offset, 1e-13)
}

func TestClassPrior(t *testing.T) {
	c := ClassPrior{1, 3, 0}
	closeTo(t, "log-mass", c.LogProb(1), math.Log(.75), 1e-16)
	for _, y := range []float64{-1, .5, 2, 3, math.NaN()} {
		if l := c.LogProb(y); !math.IsInf(l, -1) {
			t.Errorf("log-mass %v at %v", l, y)
		}
	}
}

// A literal that is not valid has no breaks, and no method of it panics.
func TestHistogramLiteralIsNotValid(t *testing.T) {
	for _, h := range []Histogram{{Edges: []float64{0}, Mass: []float64{1, 0}, Smooth: true}, {Mass: []float64{1}, Smooth: true}, {Smooth: true}} {
		lo, hi := h.Support()
		if b := h.Breaks(); b != nil || lo == lo || hi == hi || h.LogProb(0) == h.LogProb(0) {
			t.Errorf("%+v: breaks %v, support %v to %v", h, b, lo, hi)
		}
	}
}
