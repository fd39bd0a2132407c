package main

import (
	"strings"
	"testing"
)

// Each claim by hand: of a result that carries it, and of one that does not.
func TestClaims(t *testing.T) {
	r := results{
		L2:  curve{From: distances{Mean: .1, Median: .2, Mode: .3}, Deviation: deviation{Max: .29, At: 1.5, Mean: .03}, Error: .15, Window: window},
		L1:  curve{From: distances{Mean: .2, Median: .1, Mode: .3}},
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
	const said = "L2 misses the mean by 0.030 on average and by 0.29 at x = 1.50, "
	if got := table().Say(r).Of(missedClaim.Name); got != said+"no more than the rows within 0.05 leave open, twice a standard error of 0.150." {
		t.Errorf("%q", got)
	}
	r.L2.Error = .1
	if got := table().Say(r).Of(missedClaim.Name); got != said+"more than the rows within 0.05 leave open, twice a standard error of 0.100." {
		t.Errorf("%q", got)
	}
}
