package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{Claims: []claims.Claim[results]{learnedClaim, missedClaim, exceedsClaim}, Captions: claims.Captions{
		"the true density's tail grows with x, and its mean, median and mode part": "identity: of the log-normal",
		"The entropy of y given x is known too, 1.0178 nats a row":                 "identity",
		"x uniform on [.1, 1.5]":             "setting",
		"x = %.2f":                           "setting",
		"figures and results.json are in %s": "the name of a folder",
	}}
}

// learnedClaim says which statistic each loss has taught: the one that the learned curve deviates from least, on average over x.
var learnedClaim = claims.Claim[results]{
	Name: "what a loss teaches",
	Rests: func(r results) claims.Numbers {
		return claims.Numbers{
			"L2 from the mean": r.L2.From.Mean, "L2 from the median": r.L2.From.Median, "L2 from the mode": r.L2.From.Mode,
			"L1 from the mean": r.L1.From.Mean, "L1 from the median": r.L1.From.Median, "L1 from the mode": r.L1.From.Mode,
			"mode from the mean": r.MDN.From.Mean, "mode from the median": r.MDN.From.Median, "mode from the mode": r.MDN.From.Mode,
		}
	},
	Holds: func(n claims.Numbers) bool {
		return n["L2 from the mean"] < min(n["L2 from the median"], n["L2 from the mode"]) &&
			n["L1 from the median"] < min(n["L1 from the mean"], n["L1 from the mode"]) &&
			n["mode from the mode"] < min(n["mode from the mean"], n["mode from the median"])
	},
	Says: func(claims.Numbers) string {
		return "What a loss teaches: the mean, the median or the mode of p(y | x)"
	},
	Else: func(claims.Numbers) string {
		return "What a loss should teach, the mean, the median or the mode of p(y | x), and what was learned"
	},
}

// missedClaim says how far squared error is off where it is most, and whether the rows there tell so much: those of a heavy tail leave
// the mean open, however long one trains.
var missedClaim = claims.Claim[results]{
	Name: "what squared error misses",
	Rests: func(r results) claims.Numbers {
		d := r.L2.Deviation
		return claims.Numbers{"average": d.Mean, "largest": d.Max, "at": d.At, "twice the error there": 2 * r.L2.Error, "window": r.L2.Window}
	},
	Holds: func(n claims.Numbers) bool { return n["largest"] <= n["twice the error there"] },
	Says: func(n claims.Numbers) string {
		return missed(n) + fmt.Sprintf("no more than the rows within %g leave open, twice a standard error of %.3f.", n["window"], n["twice the error there"]/2)
	},
	Else: func(n claims.Numbers) string {
		return missed(n) + fmt.Sprintf("more than the rows within %g leave open, twice a standard error of %.3f.", n["window"], n["twice the error there"]/2)
	},
}

func missed(n claims.Numbers) string {
	return fmt.Sprintf("L2 misses the mean by %.3f on average and by %.2f at x = %.2f, ", n["average"], n["largest"], n["at"])
}

// exceedsClaim compares two ways to the divergence, from the loss of held-out rows and by an integral. Within five standard errors
// they agree in all but one run of millions.
var exceedsClaim = claims.Claim[results]{
	Name: "the loss exceeds the entropy by the divergence",
	Rests: func(r results) claims.Numbers {
		d := r.KL[len(r.KL)-1]
		return claims.Numbers{"loss less entropy": d.Excess, "its error": d.NLL.SE, "divergence": d.Exact}
	},
	Holds: func(n claims.Numbers) bool {
		return math.Abs(n["loss less entropy"]-n["divergence"]) <= 5*n["its error"]
	},
	Says: func(claims.Numbers) string {
		return "The likelihood's loss exceeds the entropy by the divergence from the truth"
	},
	Else: func(claims.Numbers) string {
		return "The divergence from the truth, as an integral and from held-out rows, which do not agree"
	},
}
