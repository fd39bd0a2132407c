package figure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		t    plot.ConstantTicks
		want []string
	}{
		{Ticks(13.5, 15, .5, 1, 1), []string{"13.5", "14.0", "14.5", "15.0"}},
		{Ticks(0, 1, 1, 0, 3), []string{"0", "", "", "1"}},
		{Nice(-.18, .14), []string{"−0.15", "−0.10", "−0.05", "0.00", "0.05", "0.10"}},
		{Nice(0, 3.4), []string{"0", "1", "2", "3"}},
		{Nice(0, 9), []string{"0", "2", "4", "6", "8"}},
		{Nice(0, 1.2), []string{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"}},
		{Nice(.0048, .0063), []string{"0.0048", "0.0050", "0.0052", "0.0054", "0.0056", "0.0058", "0.0060", "0.0062"}},
		{Decades(.02, 12), []string{"", "", "", "", "", "", "", "", "0.1", "", "", "", "", "", "", "", "", "1", "", "", "", "", "", "", "", "", "10"}},
		{Decades(.018, .12), []string{"0.02", "", "", "0.05", "", "", "", "", "0.1"}},
		{Epochs(3), []string{"1", "2", "3"}},
		{Epochs(25), []string{"1", "4", "7", "10", "13", "16", "19", "22", "25"}},
		{Bare(Ticks(0, 1, 1, 0, 1)), []string{"", ""}},
	} {
		var got []string
		for _, tick := range c.t {
			got = append(got, tick.Label)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("ticks differ (-want +got):\n%s", d)
		}
	}
}

// Between four and ten ticks: fewer than four at half the base leave a range below two bases, with at most ten fifths, inside
// the range, whatever it is.
func TestNiceLaw(t *testing.T) {
	for i := range 2000 {
		_, a := math.Modf(float64(i) * math.Phi)
		_, b := math.Modf(float64(i) * math.Sqrt2)
		lo := (a - .5) * math.Pow(10, float64(i%12)-6)
		hi := lo + math.Pow(10, 6*b-3)
		n := Nice(lo, hi)
		slack := 1e-9 * (hi - lo)
		if len(n) < 4 || len(n) > 10 || n[0].Value < lo-slack || n[len(n)-1].Value > hi+slack {
			t.Fatalf("nice(%v, %v) = %v", lo, hi, n)
		}
	}
}

// A logarithmic plot with a label fills its canvas as one without it does.
func TestLog(t *testing.T) {
	height := func(label string) vg.Length {
		p := NewPlot()
		p.Y.Min, p.Y.Max, p.Y.Scale, p.Y.Tick.Marker = .01, 10, Log{}, Decades(.01, 10)
		p.Y.Label.Text = label
		return p.DataCanvas(everything().Canvas).Size().Y
	}
	if a, b := height(""), height("a label of some length"); a != b {
		t.Errorf("the plot is %v high with a label, %v without", b, a)
	}
	if l := (Log{}); l.Normalize(1, 100, 10) != .5 || l.Normalize(1, 100, 1) != 0 || l.Normalize(1, 100, 100) != 1 {
		t.Error("the scale is not logarithmic")
	}
}
