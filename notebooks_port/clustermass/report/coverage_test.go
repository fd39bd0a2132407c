package report

import (
	"math"
	"testing"
)

func TestCoverageOfUniform(t *testing.T) {
	// The midpoints of 1000 equal cells: each level holds its share exactly, since no midpoint lies on an interval's end.
	u := make([]float64, 1000)
	for i := range u {
		u[i] = (float64(i) + .5) / 1000
	}
	c, err := CoverageOf(u)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Coverage{.5, .68, .9, .95}); c != want {
		t.Errorf("coverage %v, want %v", c, want)
	}
}

func TestCoverageKnown(t *testing.T) {
	for _, c := range []struct {
		u    []float64
		want Coverage
	}{
		{[]float64{.5}, Coverage{1, 1, 1, 1}},
		{[]float64{0, 1}, Coverage{}},
		{[]float64{.25, .75, .2, .06}, Coverage{.5, .75, 1, 1}},              // ends belong to the interval
		{[]float64{-0x1p-52, 1 + 0x1p-52, .5, .5}, Coverage{.5, .5, .5, .5}}, // rounding, not an error
		{[]float64{.5, .97}, Coverage{.5, .5, .5, 1}},
	} {
		got, err := CoverageOf(c.u)
		if err != nil || got != c.want {
			t.Errorf("coverage of %v = %v, %v; want %v", c.u, got, err, c.want)
		}
	}
}

func TestCoverageRefuses(t *testing.T) {
	for _, c := range []struct {
		u    []float64
		want string
	}{
		{nil, "report: coverage of no rows: keep some rows for the test"},
		{[]float64{.5, math.NaN()}, "report: cdf at the truth of row 1 is NaN: want a number from 0 to 1"},
		{[]float64{1.5}, "report: cdf at the truth of row 0 is 1.5: want a number from 0 to 1"},
		{[]float64{-.1}, "report: cdf at the truth of row 0 is -0.1: want a number from 0 to 1"},
	} {
		if _, err := CoverageOf(c.u); err == nil || err.Error() != c.want {
			t.Errorf("error %v\nwant  %s", err, c.want)
		}
	}
}

func TestCoverageString(t *testing.T) {
	want := "coverage of central intervals: 50% 0.503, 68% 0.685, 90% 0.904, 95% 0.953"
	if got := (Coverage{.5031, .685, .9038, .953}).String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// By hand: two hosts of two rows, of whom the one is held twice and the other never, are two numbers, 1 and 0, whose mean has the
// standard error 1/2; four hosts of a row each are four numbers; one host says nothing.
func TestHostError(t *testing.T) {
	for _, c := range []struct {
		truth, x []float64
		want     float64
	}{
		{[]float64{14, 14, 15, 15}, []float64{1, 1, 0, 0}, .5},
		{[]float64{14, 15, 14.5, 15.5}, []float64{1, 1, 0, 0}, math.Sqrt(1. / 3 / 4)},
		{[]float64{14, 15, 14, 15}, []float64{1, 1, 0, 0}, 0}, // each host half
		{[]float64{14, 14}, []float64{1, 0}, 0},
	} {
		if got := HostError(c.truth, c.x); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%v by hosts %v: %v, want %v", c.x, c.truth, got, c.want)
		}
	}
}
