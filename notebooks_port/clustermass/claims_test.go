package main

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// of are results whose four estimators have the same medians in bins at centre, of 100 rows and errors of .01.
func of(centre, median []float64) (r report.Results) {
	b := report.Bias{BinCentre: centre, MSE: median, MDNMean: median, FlatMean: median, FlatMode: median}
	for range centre {
		b.Count, b.Hosts = append(b.Count, 100), append(b.Hosts, 30)
		b.Error.MSE = append(b.Error.MSE, .01)
	}
	e := b.Error.MSE
	b.Error = report.Errors{MSE: e, MDNMean: e, FlatMean: e, FlatMode: e}
	r.Bias = b
	return r
}

func TestDirection(t *testing.T) {
	centre := []float64{13.55, 13.65, 13.95, 14.25, 15.05, 15.25}
	for _, c := range []struct {
		median []float64
		want   string
	}{
		{[]float64{.09, .03, -.08, -.09, -.02, -.1}, "high at low mass, low above 13.8"}, // what the case study's network of squared error has
		{[]float64{.11, .05, -.02, -.01, 0, -.1}, "high at low mass only"},               // flat-prior mean
		{[]float64{.01, .02, -.01, 0, .02, -.1}, "nearly unbiased"},                      // flat-prior mode, three seeds
		{[]float64{.01, .02, -.01, 0, .05, -.1}, "high above 14.8"},                      // of one seed
		{[]float64{-.1, -.1, .1, .1, .1, 0}, "low at low mass, high above 13.8"},
		{[]float64{0, 0, .1, .1, -.1, 0}, "high above 13.8, low above 14.8"},
		{[]float64{0, 0, -.1, -.1, -.1, 0}, "low above 13.8"},
		{[]float64{-.1, -.1, 0, 0, 0, 0}, "low at low mass only"},
	} {
		if got := table().Say(of(centre, c.median)).Of("direction of the MDN mean"); got != c.want {
			t.Errorf("direction of %v = %q, want %q", c.median, got, c.want)
		}
	}
	for _, few := range [][]float64{nil, {13.55}, {14.25}} {
		if got := table().Say(of(few, make([]float64, len(few)))).Of("direction of the MSE network"); got != "" {
			t.Errorf("direction of bins at %v = %q, want nothing", few, got)
		}
	}
}

// A mode as far off as squared error removes nothing; one within errors by the number of hosts is not called biased.
func TestWhatIsLeft(t *testing.T) {
	r := of([]float64{13.55, 14.05, 14.85, 15.05}, []float64{.08, -.08, .03, .01})
	for name, c := range map[string]struct {
		mode      []float64
		low, high string
	}{
		"as before": {r.Bias.MSE, "is still there", "off by +0.020 ± 0.007, squared error by +0.020 ± 0.007: the mode is biased there"},
		"better":    {[]float64{.01, -.01, .01, .01}, "squared error by 0.080 and 0.080: most of the bias is gone", "no more than two"},
	} {
		r.Bias.FlatMode = c.mode
		said := table().Say(r)
		if low, high := said.Of(removedClaim.Name), said.Of(heavyClaim.Name); !strings.HasSuffix(low, c.low) || !strings.Contains(high, c.high) {
			t.Errorf("%s: %q and %q", name, low, high)
		}
	}
	r.Bias.Count = []int{1, 1, 1, 1} // no bin has rows enough
	if said := table().Say(r); said.Of(removedClaim.Name)+said.Of(heavyClaim.Name) != "" {
		t.Errorf("of single rows it says %+v", said)
	}
	if e := errorOver([]float64{1, 2, 3}, []float64{3, 4, 9}, .5, 2.5); e != 2.5 {
		t.Errorf("error of a mean %v, want sqrt(9 + 16)/2", e)
	}
	if m := meanOver(nil, nil, 0, 1); !math.IsNaN(m) {
		t.Errorf("mean of nothing %v", m)
	}
}
