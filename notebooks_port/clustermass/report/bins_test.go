package report

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every edge belongs to the bin it opens, and its neighbour below to the one before: in floating point (13.6 - 13.5)/.1 < 1.
func TestEdges(t *testing.T) {
	for k := range 19 {
		x := edge(k)
		if got := binOf(x); got != k {
			t.Errorf("binOf(%v) = %d, want %d", x, got, k)
		}
		if got := binOf(math.Nextafter(x, 0)); got != k-1 {
			t.Errorf("binOf(just below %v) = %d, want %d", x, got, k-1)
		}
	}
	for x, want := range map[float64]int{13.55: 0, 13.6: 1, 14.1: 6, 15.3334: 18} {
		if got := binOf(x); got != want {
			t.Errorf("binOf(%v) = %d, want %d", x, got, want)
		}
	}
	for _, x := range []float64{0, 1, -14, 13.499999} {
		if binOf(x) >= 0 {
			t.Errorf("binOf(%v) = %d, want a negative bin", x, binOf(x))
		}
	}
}

func TestGroup(t *testing.T) {
	b, err := Group([]float64{14.21, 13.5, 13.49, 13.6, 14.29, 13.59})
	if err != nil {
		t.Fatal(err)
	}
	want := Bins{Centre: []float64{13.55, 13.65, 14.25}, Rows: [][]int{{1, 5}, {3}, {0, 4}}}
	if d := cmp.Diff(want, b); d != "" {
		t.Errorf("bins differ (-want +got):\n%s", d)
	}
}

func TestGroupOfNothing(t *testing.T) {
	for _, truth := range [][]float64{nil, {}, {13.2}} {
		b, err := Group(truth)
		if err != nil || len(b.Centre) != 0 || len(b.Rows) != 0 {
			t.Errorf("Group(%v) = %v, %v; want no bins", truth, b, err)
		}
	}
}

func TestGroupRefuses(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e14} {
		_, err := Group([]float64{14, x})
		if err == nil || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("Group with %v: error %v, want one naming row 1", x, err)
		}
	}
}

// The values are numpy.percentile's, by hand.
func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		v       []float64
		p, want float64
	}{
		{[]float64{7}, 0, 7}, {[]float64{7}, .5, 7}, {[]float64{7}, 1, 7},
		{[]float64{1, 2}, .5, 1.5}, {[]float64{1, 2}, 1, 2},
		{[]float64{1, 2, 4}, .5, 2}, {[]float64{1, 2, 4}, .75, 3},
		{[]float64{0, 10, 20, 30, 40}, .05, 2}, {[]float64{0, 10, 20, 30, 40}, .95, 38},
	} {
		// The products and sums above take at most three roundings of numbers below 64.
		if got := quantile(c.v, c.p); math.Abs(got-c.want) > 3*64*0x1p-53 {
			t.Errorf("quantile(%v, %v) = %v, want %v", c.v, c.p, got, c.want)
		}
	}
}

func TestQuantilesAreOfTheDifference(t *testing.T) {
	truth := []float64{13.5, 14, 13.5625, 13.515625}
	estimate := []float64{13.75, 14.5, 13.5625, 13.5}
	b, err := Group(truth)
	if err != nil {
		t.Fatal(err)
	}
	got := b.Quantiles(truth, estimate, 0, .5, 1)
	want := [][]float64{{-.015625, .5}, {0, .5}, {.25, .5}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("quantiles differ (-want +got):\n%s", d)
	}
}
