package report

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBiasBins(t *testing.T) {
	// Binary fractions: the differences are exact. 14.0625 is alone; the bins between are empty and left out.
	truth := []float64{13.5, 13.5625, 14.0625, 13.53125}
	b, err := BiasBins(truth, Estimates{
		MSE:      []float64{13.75, 13.6875, 14, 13.53125},
		MDNMean:  truth,
		FlatMean: []float64{13.5, 13.5, 14.5, 13.5},
		FlatMode: []float64{13.625, 13.6875, 14.1875, 13.65625},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Bias{
		BinCentre: []float64{13.55, 14.05}, Count: []int{3, 1},
		MSE: []float64{.125, -.0625}, MDNMean: []float64{0, 0}, FlatMean: []float64{-.03125, .4375}, FlatMode: []float64{.125, .125}, Hosts: []int{3, 1},
		// Of the signs of three hosts, +1/2, -1/2 and 0, the sum of squares times 3/2 is .75: the quantiles at .5 ± sqrt(.75)/3 of
		// (0, .125, .25) are .25 sqrt(.75)/3 apart on either side.
		Error: Errors{[]float64{.25 * math.Sqrt(.75) / 3, 0}, []float64{0, 0}, []float64{.0625 * math.Sqrt(.75) / 3, 0}, []float64{0, 0}},
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-15 })
	if d := cmp.Diff(want, b, near); d != "" {
		t.Errorf("bias differs (-want +got):\n%s", d)
	}
}

func TestBiasBinsOfOneRow(t *testing.T) {
	one := func(x float64) []float64 { return []float64{x} }
	b, err := BiasBins(one(15.25), Estimates{one(15), one(15.25), one(15.5), one(15.125)})
	if err != nil {
		t.Fatal(err)
	}
	want := Bias{[]float64{15.25}, []int{1}, one(-.25), one(0), one(.25), one(-.125), []int{1}, Errors{one(0), one(0), one(0), one(0)}}
	if d := cmp.Diff(want, b); d != "" {
		t.Errorf("bias differs (-want +got):\n%s", d)
	}
}

func TestBiasBinsOfNoRows(t *testing.T) {
	b, err := BiasBins(nil, Estimates{})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.BinCentre)+len(b.Count)+len(b.MSE) != 0 {
		t.Errorf("bias of no rows has bins: %v", b)
	}
}

// The bins with rows enough are kept whole, in every list.
func TestFilled(t *testing.T) {
	truth, e := sample(300)
	all, err := BiasBins(truth, e)
	if err != nil {
		t.Fatal(err)
	}
	f, k := all.Filled(), 0
	for i, n := range all.Count {
		if n < Fewest {
			continue
		}
		for j, v := range f.All() {
			if v.Values[k] != all.All()[j].Values[i] || f.Error.All()[j].Values[k] != all.Error.All()[j].Values[i] {
				t.Errorf("%s at %v is not that of all bins", v.Name, f.BinCentre[k])
			}
		}
		if f.BinCentre[k] != all.BinCentre[i] || f.Count[k] != n || f.Hosts[k] != all.Hosts[i] {
			t.Errorf("bin %d of %v is %v, %d rows of %d hosts", k, all.BinCentre[i], f.BinCentre[k], f.Count[k], f.Hosts[k])
		}
		k++
	}
	if k == len(all.Count) || k != len(f.Count) || k == 0 {
		t.Errorf("%d of %d bins have rows enough, %d are kept", k, len(all.Count), len(f.Count))
	}
}

// A constant added to an estimator is added to its bias and to no other's.
func TestBiasShift(t *testing.T) {
	truth, e := sample(2000)
	plain, err := BiasBins(truth, e)
	if err != nil {
		t.Fatal(err)
	}
	e.FlatMean = append([]float64{}, e.FlatMean...)
	for i := range e.FlatMean {
		e.FlatMean[i] += .25
	}
	moved, err := BiasBins(truth, e)
	if err != nil {
		t.Fatal(err)
	}
	for k := range plain.FlatMean {
		// Two roundings of numbers below 16 in the estimate and one in each difference.
		if d := moved.FlatMean[k] - plain.FlatMean[k] - .25; math.Abs(d) > 4*16*0x1p-53 {
			t.Errorf("bin %d moved by .25 %+g", k, d)
		}
	}
	moved.FlatMean, moved.Error.FlatMean = plain.FlatMean, plain.Error.FlatMean
	if d := cmp.Diff(plain, moved); d != "" {
		t.Errorf("other estimators moved:\n%s", d)
	}
}

func TestEstimatesRefuse(t *testing.T) {
	ok := []float64{14, 14}
	for _, c := range []struct {
		e    Estimates
		want string
	}{
		{Estimates{ok, ok[:1], ok, ok}, "report: MDN mean has 1 values for 2 true masses: predict every test row once"},
		{Estimates{ok, ok, ok, nil}, "report: flat-prior mode has 0 values for 2 true masses: predict every test row once"},
		{Estimates{ok, ok, []float64{14, math.NaN()}, ok}, "report: flat-prior mean of row 1 is NaN: the estimates must be finite"},
		{Estimates{[]float64{math.Inf(1), 14}, ok, ok, ok}, "report: MSE network of row 0 is +Inf: the estimates must be finite"},
	} {
		if _, err := BiasBins(ok, c.e); err == nil || err.Error() != c.want {
			t.Errorf("error %v\nwant  %s", err, c.want)
		}
	}
	if _, err := BiasBins([]float64{14, math.NaN()}, Estimates{ok, ok, ok, ok}); err == nil || !strings.Contains(err.Error(), "row 1") {
		t.Errorf("NaN truth: error %v, want one naming row 1", err)
	}
}

// sample is n rows on a fixed low-discrepancy sequence, with estimates shrunk to 13.8 by four factors.
func sample(n int) (truth []float64, e Estimates) {
	truth = make([]float64, n)
	at := func(shrink float64) []float64 {
		v := make([]float64, n)
		for i, x := range truth {
			v[i] = 13.8 + shrink*(x-13.8)
		}
		return v
	}
	for i := range truth {
		_, u := math.Modf(float64(i+1) * math.Phi)
		truth[i] = 13.5 + 1.8*u*u
	}
	return truth, Estimates{at(.7), at(.72), at(.95), at(1)}
}
