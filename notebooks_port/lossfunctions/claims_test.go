package main

import (
	"strings"
	"testing"
)

// Each claim by hand: of a result that carries it, and of one that does not.
func TestClaims(t *testing.T) {
	r := results{
		L2: curve{From: distances{Mean: .1, Median: .2, Mode: .3}}, L1: curve{From: distances{Mean: .2, Median: .1, Mode: .3}},
		MDN: curve{From: distances{Mean: .3, Median: .2, Mode: .1}},
		KL:  []divergence{{}, {NLL: estimate{1.1, .01}, Excess: .08, Exact: .07}},
	}
	if said := table().Say(r); !strings.HasPrefix(said.Of(learnedClaim.Name), "What a loss teaches: ") || !strings.Contains(said.Of(exceedsClaim.Name), "exceeds") {
		t.Errorf("%+v", said)
	}
	r.L1.From.Mean, r.KL[1].Exact = .05, .02
	if said := table().Say(r); !strings.Contains(said.Of(learnedClaim.Name), "should teach") || !strings.Contains(said.Of(exceedsClaim.Name), "do not agree") {
		t.Errorf("%+v", said)
	}
}
