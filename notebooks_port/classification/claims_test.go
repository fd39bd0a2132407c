package main

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// Each claim by hand: with numbers that carry it, and with others.
func TestClaims(t *testing.T) {
	for _, c := range []struct {
		claim           claims.Claim[results]
		carry, refute   claims.Numbers
		says, otherwise string
	}{
		{lossesClaim, claims.Numbers{"in a row": 0, "in a weight": 0}, claims.Numbers{"in a row": 1e-17, "in a weight": 0}, "equal in every row", "up to 1.0e-17 in a row"},
		{calibratedClaim, claims.Numbers{"bins": 40, "in the band": 37}, claims.Numbers{"bins": 40, "in the band": 33}, "are calibrated", "and under another"},
		{swapClaim, claims.Numbers{"as it is": .1, "swapped": .01}, claims.Numbers{"as it is": .1, "swapped": .09}, "up to 0.100 on average, with SwapPrior by 0.010", "does not mend"},
		{strangeClaim, claims.Numbers{"letters": .4, "noise": .9}, claims.Numbers{"letters": .6, "noise": .9}, "40% of letters, 90% of noise. Strange", "Most strange"},
	} {
		if !c.claim.Holds(c.carry) || !strings.Contains(c.claim.Says(c.carry), c.says) {
			t.Errorf("%v do not carry %q", c.carry, c.claim.Says(c.carry))
		}
		if c.claim.Holds(c.refute) || !strings.Contains(c.claim.Else(c.refute), c.otherwise) {
			t.Errorf("%v carry %q; else %q", c.refute, c.claim.Says(c.refute), c.claim.Else(c.refute))
		}
	}
}
