package layers

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// byHand is the rows (1, 10), (2, 30), (4, 20) with weights 1, 2 and 1, and a row of weight 0.
func byHand() *Targets {
	return NewTargets(2, func() (y, weights []float64) {
		return []float64{1, 10, 2, 30, 4, 20, 1e9, -1e9}, []float64{1, 2, 1, 0}
	})
}

func TestTargetsByHand(t *testing.T) {
	s := byHand()
	cov := ((1-2.25)*(10-22.5) + 2*(2-2.25)*(30-22.5) + (4-2.25)*(20-22.5)) / 4
	sd := []float64{math.Sqrt((1.25*1.25 + 2*.25*.25 + 1.75*1.75) / 4), math.Sqrt((12.5*12.5 + 2*7.5*7.5 + 2.5*2.5) / 4)}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"mean", s.Mean(0), 2.25}, {"mean of the second", s.Mean(1), 22.5},
		{"sd", s.StdDev(0), sd[0]}, {"sd of the second", s.StdDev(1), sd[1]},
		{"correlation", s.Correlation(0, 1), cov / sd[0] / sd[1]}, {"with itself", s.Correlation(1, 1), 1},
		{"least", s.Min(0), 1}, {"most", s.Max(1), 30},
		{"median", s.Quantile(0, .5), 2}, {"quantile .75", s.Quantile(0, .75), 2}, {"quantile .76", s.Quantile(0, .76), 4},
		{"share of 2", s.Average(func(y []float64) float64 { return map[bool]float64{true: 1}[y[0] == 2] }), .5},
	} {
		if math.Abs(c.got-c.want) > 1e-14*math.Abs(c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if s.Columns() != 2 || s.Rows() != 4 || !s.Known() {
		t.Errorf("%d columns of %d rows, known: %v", s.Columns(), s.Rows(), s.Known())
	}
}

// Targets that are constant, huge, tiny, or none.
func TestTargetsEdges(t *testing.T) {
	of := func(y ...float64) *Targets {
		return NewTargets(1, func() ([]float64, []float64) { return y, nil })
	}
	if c := of(3, 3, 3); c.StdDev(0) != 0 || c.Mean(0) != 3 || c.Correlation(0, 0) != 0 {
		t.Errorf("constant: %v, %v", c.Mean(0), c.StdDev(0))
	}
	for _, unit := range []float64{1e300, 1e-300} {
		if s := of(-unit, unit).StdDev(0); math.Abs(s/unit-1) > 1e-15 {
			t.Errorf("the sd of %v is %v", unit, s)
		}
	}
	var none *Targets
	if none.Columns() != 0 || none.Known() || of().Known() || !math.IsNaN(of().Quantile(0, .5)) || !math.IsNaN(of().Mean(0)) {
		t.Error("no targets are known")
	}
	for _, columns := range []int{0, -1} {
		if NewTargets(columns, func() ([]float64, []float64) { return nil, nil }) != nil {
			t.Errorf("targets of %d columns", columns)
		}
	}
	var err error
	func() {
		defer build.Recover(&err)
		NewTargets(2, func() ([]float64, []float64) { return []float64{1, 2, 3}, nil }).Mean(0)
	}()
	if err == nil || !strings.Contains(err.Error(), "2 numbers a row") {
		t.Errorf("three numbers in rows of two: %v", err)
	}
}

// A scope has targets where first values are made, and nowhere else.
func TestScopeTargets(t *testing.T) {
	for _, c := range []struct {
		pass Pass
		want bool
	}{
		{Pass{Init: true, Targets: byHand()}, true},
		{Pass{Targets: byHand()}, false},
		{Pass{Init: true}, false},
	} {
		c.pass.Graph = G.NewGraph()
		if got := c.pass.Scope().Targets(); (got != nil) != c.want {
			t.Errorf("%+v: %v", c.pass, got)
		}
	}
}
