package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{Claims: []claims.Claim[results]{lossesClaim, calibratedClaim, swapClaim, strangeClaim}, Captions: claims.Captions{
		"  largest difference in a row":    "definition",
		"  largest difference in a weight": "definition",
		"The odds change by one factor everywhere, the ratio of the priors' odds; the network need not be trained again.": "identity: Bayes' rule",
		"Along x_{1} = %.2f":                                  "setting",
		"The shade grows with the share of the row.":          "definition",
		"How sure the digit network is":                       "the name of what is drawn",
		"entropy of the answer, nats (log 10 = 2.30 at most)": "identity",
		"share of pictures with less":                         "definition",
		"digits read rightly":                                 "definition",
		"digits read wrongly,":                                "definition",
		"figures and results.json are in %s":                  "the name of a folder",
	}}
}

// lossesClaim is the lecture's: one loss under two names.
var lossesClaim = claims.Claim[results]{
	Name: "one loss",
	Rests: func(r results) claims.Numbers {
		c := r.CrossEntropy
		return claims.Numbers{"in a row": c.RowDifference, "in a weight": c.WeightDifference}
	},
	Holds: func(n claims.Numbers) bool { return n["in a row"] == 0 && n["in a weight"] == 0 },
	Says: func(claims.Numbers) string {
		return "the likelihood's loss and the cross-entropy are equal in every row to the last bit, and train equal weights"
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("the likelihood's loss and the cross-entropy are not equal: they differ by up to %.1e in a row and %.1e in a weight", n["in a row"], n["in a weight"])
	},
}

// calibratedClaim is of rows mixed as in training. Of a calibrated network each bin is in its band with probability .95 or more; that
// fewer than .85 of 40 are has probability .007.
var calibratedClaim = claims.Claim[results]{
	Name: "calibrated",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{"bins": 0, "in the band": 0}
		for _, p := range r.Priors {
			n["bins"] += float64(len(p.Own.Bins))
			n["in the band"] += float64(p.Own.Inside)
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return n["in the band"] >= .85*n["bins"] },
	Says: func(claims.Numbers) string {
		return "Probabilities are calibrated for the class prior they were learned under"
	},
	Else: func(claims.Numbers) string {
		return "Probabilities under the class prior they were learned under, and under another"
	},
}

// swapClaim compares the calibration under the other mix before and after the swap, the larger error of all networks.
var swapClaim = claims.Claim[results]{
	Name: "swap",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{"as it is": 0, "swapped": 0}
		for _, p := range r.Priors {
			n["as it is"], n["swapped"] = max(n["as it is"], p.AsIs.CalibrationError), max(n["swapped"], p.Swapped.CalibrationError)
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return n["swapped"] < .5*n["as it is"] },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("Under another mix of the classes they miss by up to %.3f on average, with SwapPrior by %.3f.", n["as it is"], n["swapped"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("SwapPrior does not mend them under another mix: they miss by up to %.3f on average, before it by %.3f.", n["swapped"], n["as it is"])
	},
}

// strangeClaim is of pictures that are no digits: the share of each kind whose entropy exceeds that of 95% of the digits.
var strangeClaim = claims.Claim[results]{
	Name: "strange pictures",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{}
		for _, e := range r.Digits.Entropy[1:] {
			n[e.Kind] = e.Above
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return leastOf(n) < .5 },
	Says:  func(n claims.Numbers) string { return unsure(n) + " Strange pictures need not look unsure." },
	Else:  func(n claims.Numbers) string { return unsure(n) + " Most strange pictures look unsure." },
}

func leastOf(n claims.Numbers) float64 {
	least := math.Inf(1)
	for _, v := range n {
		least = min(least, v) // of NaN it is NaN
	}
	return least
}

func unsure(n claims.Numbers) string {
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(n)) {
		kinds = append(kinds, fmt.Sprintf("%.0f%% of %s", 100*n[kind], kind))
	}
	return "Less sure than 95% of the digits: " + strings.Join(kinds, ", ") + "."
}
