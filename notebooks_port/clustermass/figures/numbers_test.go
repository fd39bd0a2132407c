package figures

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDensityCounts(t *testing.T) {
	x := []float64{0, .5, .99, .25, -.01, 1, math.Inf(1), .6}
	y := []float64{0, .5, .99, .75, .5, .5, .5, math.Inf(-1)}
	d := newDensity(x, y, 0, 1, .5)
	if diff := cmp.Diff([][]int{{1, 0}, {1, 2}}, d.n); diff != "" { // rows from below
		t.Errorf("counts differ (-want +got):\n%s", diff)
	}
	if d.max() != 2 || newDensity(nil, nil, 0, 1, .5).max() != 1 {
		t.Error("wrong largest count")
	}
}

// Every row of the catalogue's range falls into a cell.
func TestDensityKeepsAll(t *testing.T) {
	s := drawSynth(4, 5000)
	total := 0
	for _, row := range newDensity(s.truth, s.e.MDNMean, massMin, massMax, massCell).n {
		for _, n := range row {
			total += n
		}
	}
	if total != 5000 {
		t.Errorf("%d of 5000 rows are in the histogram", total)
	}
}

func TestShade(t *testing.T) {
	if shade(1, 1000) != 0 || shade(1000, 1000) != 255 || shade(1, 1) != 255 {
		t.Error("the ends of the scale are not the least and the largest count")
	}
	for n := 2; n <= 1000; n++ {
		if shade(n, 1000) < shade(n-1, 1000) {
			t.Errorf("%d points are lighter than %d", n, n-1)
		}
	}
}

func TestHistogram(t *testing.T) {
	h, err := newHistogram([]float64{13, 13.1, 13.6, 14, 15}, 4)
	if err != nil {
		t.Fatal(err)
	}
	want := histogram{13, 15, []float64{.8, .4, .4, .4}} // 2, 1, 1, 1 of 5 in bins of .5; the last is closed
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 4*0x1p-53 })
	if d := cmp.Diff(want, h, cmp.AllowUnexported(histogram{}), near); d != "" {
		t.Errorf("histogram differs (-want +got):\n%s", d)
	}
	if h.index(12.9) != -1 || h.index(15.1) != -1 || h.index(math.NaN()) != -1 || h.index(15) != 3 {
		t.Error("wrong bin of a value outside or at the end")
	}
}

// A density integrates to 1, and the outline is it, down at the floor where it is empty.
func TestHistogramLaws(t *testing.T) {
	h, err := newHistogram(append(drawSynth(5, 4000).truth, 16), 64)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.
	for k, d := range h.density {
		sum += d * (h.at(k+1) - h.at(k))
	}
	if math.Abs(sum-1) > 4001*0x1p-52 { // one rounding a value
		t.Errorf("the density integrates to %v", sum)
	}
	least, most := h.extremes()
	x, y := h.outline(least / 2)
	if len(x) != 2*64+2 || x[0] != h.lo || x[len(x)-1] != h.hi {
		t.Errorf("outline of %d points from %v to %v", len(x), x[0], x[len(x)-1])
	}
	for i, v := range y {
		if v < least/2 || v > most || (v > least/2 && v < least) {
			t.Errorf("outline point %d at %v, densities are %v to %v", i, v, least, most)
		}
	}
}

func TestInterpolate(t *testing.T) {
	x, y := []float64{1, 2, 4}, []float64{10, 20, 0}
	for v, want := range map[float64]float64{0: 10, 1: 10, 1.5: 15, 2: 20, 3: 10, 4: 0, 5: 0} {
		if got := interpolate(x, y, v); got != want {
			t.Errorf("interpolate at %v = %v, want %v", v, got, want)
		}
	}
	for v, want := range map[float64]float64{0: 10, 1.5: 20, 3: 20, 4: 20, 5: 0} {
		if got := peak(x, y, v); got != want {
			t.Errorf("peak at %v = %v, want %v", v, got, want)
		}
	}
}

func TestWithin(t *testing.T) {
	x, y := []float64{1, 2, 4}, []float64{10, 20, 0}
	for _, c := range []struct {
		in   [2]float64
		u, v []float64
	}{
		{[2]float64{1.5, 3}, []float64{1.5, 2, 3}, []float64{15, 20, 10}},
		{[2]float64{0, 9}, []float64{1, 2, 4}, []float64{10, 20, 0}},
		{[2]float64{3, 3}, nil, nil},
		{[2]float64{5, 6}, nil, nil},
	} {
		u, v := within(x, y, c.in)
		if d := cmp.Diff([][]float64{c.u, c.v}, [][]float64{u, v}); d != "" {
			t.Errorf("within %v differs (-want +got):\n%s", c.in, d)
		}
	}
}
