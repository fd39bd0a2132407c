package main

import (
	"math"
	"strings"
	"testing"
)

// shrinking is two methods whose parts go as a lecture would have it, or as they do.
func shrinking(aleatoric, epistemic []float64) (r results) {
	m := methodResult{Aleatoric: aleatoric, Epistemic: epistemic}
	for i := range aleatoric {
		m.Total = append(m.Total, math.Hypot(aleatoric[i], epistemic[i]))
	}
	r.Clusters = clustersResult{Rows: []int{200, 200_000}, Methods: map[string]methodResult{"bbb": m, "dropout": m}}
	return r
}

// The lecture's sentence, that the aleatoric part stays and the epistemic goes, is said of numbers that are so and of no others.
func TestBooked(t *testing.T) {
	as := table().Say(shrinking([]float64{.222, .131}, []float64{.091, .009}))
	if s := as.Of(bookedClaim.Name); !strings.Contains(s, "80 to 80% was called noise") {
		t.Errorf("of Bayes by Backprop it says %q", s)
	}
	if s := as.Of(rowsClaim.Name); !strings.Contains(s, "the aleatoric part falls too, from 0.22-0.22 to 0.13-0.13") {
		t.Errorf("of Bayes by Backprop it says %q", s)
	}
	lecture := table().Say(shrinking([]float64{.13, .13}, []float64{.1, .01}))
	if s := lecture.Of(bookedClaim.Name) + lecture.Of(rowsClaim.Name); strings.Contains(s, "called noise") || strings.Contains(s, "falls") {
		t.Errorf("of noise that stays it says %q", s)
	}
	if s := lecture.Of(dropoutClaim.Name); strings.Contains(s, "does not learn") {
		t.Errorf("of a part that goes from .1 to .01 it says %q", s)
	}
	one := shrinking([]float64{.2}, []float64{.1})
	one.Clusters.Rows = one.Clusters.Rows[:1]
	if s := table().Say(one); s.Of(bookedClaim.Name)+s.Of(rowsClaim.Name)+s.Of(dropoutClaim.Name) != "" {
		t.Errorf("of one size it says %+v", s)
	}
}

// A method that parts the two is named only if it does, and if the others do not.
func TestPartingClaim(t *testing.T) {
	for name, c := range map[string]struct {
		own, other partResult
		parts      bool
	}{
		"parts":           {partResult{AsNoise: .1, AsIgnorance: 1.2}, partResult{AsNoise: .9, AsIgnorance: .2}, true},
		"all is noise":    {partResult{AsNoise: 1, AsIgnorance: .1}, partResult{AsNoise: .9, AsIgnorance: .2}, false},
		"much too unsure": {partResult{AsNoise: 0, AsIgnorance: 5}, partResult{AsNoise: .9, AsIgnorance: .2}, false},
		"so do others":    {partResult{AsNoise: .1, AsIgnorance: 1}, partResult{AsNoise: .1, AsIgnorance: 1}, false},
	} {
		var r results
		r.Clusters.Parting.Rows = []int{200}
		r.Clusters.Parting.Methods = map[string][]partResult{"laplace": {c.own}, "bbb": {c.other}}
		if s := table().Say(r).Of(partingClaim.Name); strings.Contains(s, "After 200 rows the marginal likelihood tells") != c.parts {
			t.Errorf("%s: %q", name, s)
		}
	}
}

func TestFreely(t *testing.T) {
	share := []float64{0, .1, .2, .3, .4}
	for _, c := range []struct {
		nll  []float64
		want float64
	}{
		{[]float64{-.8, -.801, -.795, -.789, -.7}, .2},
		{[]float64{-.8, -.7, -.8, -.8, -.8}, 0}, // what comes after does not count
		{[]float64{-.8, -.8, -.8, -.8, -.8}, .4},
		{[]float64{-.8, math.NaN(), -.8, -.8, -.8}, 0},
	} {
		if got := freely(share, c.nll); got != c.want {
			t.Errorf("%v: %v, want %v", c.nll, got, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	var r results
	r.Toy.Methods = map[string]curveResult{yardstick: {}}
	for name, ratio := range map[string]float64{"a": .7, "b": 1.4, "c": .1, "d": 1.6, "e": math.Inf(1)} {
		r.Toy.Methods[name] = curveResult{Right: against{SDRatio: ratio}}
	}
	if s := table().Say(r).Of(toyClaim.Name); !strings.HasPrefix(s, "Off the rows 2 of 5 methods") {
		t.Errorf("it says %q", s)
	}
}
