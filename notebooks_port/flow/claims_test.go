package main

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// result is one that carries every claim.
func result() (r results) {
	for _, name := range []string{"two moons", "rings"} {
		r.Densities = append(r.Densities, learned{Name: name, KL: estimate{.03, .001}})
	}
	r.Turning = conditional{Rows: 200, Inside: []float64{.48, .91}}
	w := weighed{NLL: -.9, Coverage: report.Coverage{P68: .675, P95: .953}, Mean: bias{Median: []float64{.1, -.08}}, FlatMode: bias{Median: []float64{.01, -.01}}}
	r.Clusters = clusters{Rows: report.Rows{Train: 10, Test: 5}, BinCentre: []float64{13.55, 14.05}, MDN: w, Flow: w}
	r.Clusters.MDN.NLL = -.8
	return r
}

// Each claim holds of that result, and no more once its number is changed.
func TestClaims(t *testing.T) {
	for _, s := range table().Say(result()) {
		if !s.Holds {
			t.Errorf("%s does not hold of %v: %q", s.Name, s.Numbers, s.Says)
		}
	}
	for _, c := range []struct {
		name, want string
		change     func(r *results)
	}{
		{planeClaim.Name, "on the way, up to 0.20 nats", func(r *results) { r.Densities[1].KL.Mean = .2 }},
		{turningClaim.Name, "hold 20% and 91% of 200 fresh points, not what", func(r *results) { r.Turning.Inside[0] = .2 }},
		{likelihoodClaim.Name, "in favour of the mixture", func(r *results) { r.Clusters.Flow.NLL = -.7 }},
		{intervalsClaim.Name, "hold 60.0% and 95.3% of the test rows (the mixture's 67.5% and 95.3%), not", func(r *results) { r.Clusters.Flow.Coverage.P68 = .6 }},
		{modeClaim.Name, "off by 0.080 dex on average, its mean as trained by 0.090 (the mixture's by 0.010 and 0.090): most of the bias is still", func(r *results) { r.Clusters.Flow.FlatMode.Median = []float64{.1, -.06} }},
	} {
		r := result()
		c.change(&r)
		if said := table().Say(r).Of(c.name); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
	if said := table().Say(results{Densities: result().Densities}); len(said) != 1 {
		t.Errorf("of two densities alone it says %+v", said)
	}
}
