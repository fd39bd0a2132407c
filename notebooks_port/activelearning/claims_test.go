package main

import (
	"strings"
	"testing"
)

// learned is a result of two repeats in which BALD and variance win, entropy loses.
func learned() results {
	of := func(name string, accuracy, labels, wasted float64, repeats int) scores {
		return scores{
			Method: name, Accuracy: series{[]float64{.6, accuracy}, []float64{.01, .005}}, Wasted: estimate{wasted, .01},
			Reach: []reach{{Accuracy: .8}, {Accuracy: .9, Labels: estimate{labels, 2}, Repeats: repeats}},
		}
	}
	return results{Seed: 1, Repeats: 2, Methods: []scores{
		of("BALD", .95, 40, .05, 2), of("variance", .95, 45, .04, 2), of("entropy", .85, 120, .5, 1), of("random", .9, 100, .3, 1),
	}}
}

// Each claim holds of that result, and no more once its number is changed.
func TestClaims(t *testing.T) {
	for _, s := range table().Say(learned()) {
		if !s.Holds {
			t.Errorf("%s does not hold of %v: %q", s.Name, s.Numbers, s.Says)
		}
	}
	if said := table().Say(learned()).Of(fewerClaim.Name); said != "to an accuracy of 0.90 BALD needs 40 labels and variance 45, no more than half of random's, which are at least 100" {
		t.Errorf("%q", said)
	}
	for _, c := range []struct {
		name, want string
		change     func(r results)
	}{
		{dependsClaim.Name, "What labels teach", func(r results) { r.Methods[0].Accuracy.Mean[1] = .86 }},
		{fewerClaim.Name, "a repeat may not be there: BALD", func(r results) { r.Methods[1].Reach[1].Labels.Mean = 60 }},
		{fewerClaim.Name, "a repeat may not be there: BALD", func(r results) { r.Methods[0].Reach[1].Repeats = 1 }},
		{coinsClaim.Name, "50% of what entropy buys and 30% of what BALD does: they do not keep", func(r results) { r.Methods[0].Wasted.Mean = .3 }},
		{coinsClaim.Name, "do not keep entropy behind BALD, with all labels 0.940, 0.950", func(r results) { r.Methods[2].Accuracy.Mean[1] = .94 }},
	} {
		r := learned()
		c.change(r)
		if said := table().Say(r).Of(c.name); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", c.name, said, c.want)
		}
	}
}
