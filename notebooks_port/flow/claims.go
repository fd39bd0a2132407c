package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{
		Claims: []claims.Claim[results]{planeClaim, turningClaim, likelihoodClaim, intervalsClaim, modeClaim},
		Captions: claims.Captions{
			"figures and results.json are in %s":         "the name of a folder",
			"catalogue  %s, %d rows used":                "the name of a file",
			"x = %.1f":                                   "setting",
			"in bins of 0.1 dex":                         "definition",
			"density, of the largest true one":           "definition of a scale",
			"over the training points during each epoch": "definition",
			"moons that turn, and whose noise grows":     "definition of the problem",
			"their regions of highest density":           "definition",
		},
	}
}

// near is a divergence that is told of as small, in nats: that of two normals a third of their sd apart.
const near = .05

// planeClaim says how far the worst of the four flows is from the truth.
var planeClaim = claims.Claim[results]{
	Name: "densities",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{}
		for _, l := range r.Densities {
			n[l.Name] = l.KL.Mean
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return largest(n) <= near },
	Says:  func(n claims.Numbers) string { return fmt.Sprintf("Densities learned to %.3f nats", largest(n)) },
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("Densities on the way, up to %.2f nats from the true ones", largest(n))
	},
}

func largest(n claims.Numbers) float64 {
	most := math.Inf(-1)
	for _, v := range n {
		if math.IsNaN(v) {
			return v
		}
		most = max(most, v)
	}
	return most
}

// turningClaim says whether the regions of highest density hold what they should, to three standard errors.
var turningClaim = claims.Claim[results]{
	Name: "regions",
	Rests: func(r results) claims.Numbers {
		if len(r.Turning.Inside) != len(levels) {
			return nil
		}
		return claims.Numbers{"in 50%": r.Turning.Inside[0], "in 90%": r.Turning.Inside[1], "rows": float64(r.Turning.Rows)}
	},
	Holds: func(n claims.Numbers) bool {
		off := func(share, level float64) bool {
			return math.Abs(share-level) <= 3*math.Sqrt(level*(1-level)/n["rows"])
		}
		return off(n["in 50%"], levels[0]) && off(n["in 90%"], levels[1])
	},
	Says: func(n claims.Numbers) string { return regions(n) + ", as they should" },
	Else: func(n claims.Numbers) string { return regions(n) + ", not what they should" },
}

func regions(n claims.Numbers) string {
	return fmt.Sprintf("the regions of 50%% and 90%% hold %.0f%% and %.0f%% of %.0f fresh points", 100*n["in 50%"], 100*n["in 90%"], n["rows"])
}

// likelihoodClaim compares the two networks of masses by their likelihood.
var likelihoodClaim = claims.Claim[results]{
	Name: "likelihood of masses",
	Rests: func(r results) claims.Numbers {
		if r.Clusters.Rows.Test == 0 {
			return nil
		}
		return claims.Numbers{"flow": r.Clusters.Flow.NLL, "mixture": r.Clusters.MDN.NLL}
	},
	Holds: func(n claims.Numbers) bool { return n["flow"] < n["mixture"] },
	Says:  func(n claims.Numbers) string { return likelihoods(n) + ", in favour of the flow" },
	Else:  func(n claims.Numbers) string { return likelihoods(n) + ", in favour of the mixture" },
}

func likelihoods(n claims.Numbers) string {
	return fmt.Sprintf("Test NLL %s of the flow and %s of the mixture", figure.Number(n["flow"], 3), figure.Number(n["mixture"], 3))
}

// intervalsClaim says whether the flow's central intervals hold what they should, to a point and a half of a hundred.
var intervalsClaim = claims.Claim[results]{
	Name: "intervals of masses",
	Rests: func(r results) claims.Numbers {
		if r.Clusters.Rows.Test == 0 {
			return nil
		}
		f, m := r.Clusters.Flow.Coverage, r.Clusters.MDN.Coverage
		return claims.Numbers{"flow 68": f.P68, "flow 95": f.P95, "mixture 68": m.P68, "mixture 95": m.P95}
	},
	Holds: func(n claims.Numbers) bool {
		return math.Abs(n["flow 68"]-.68) <= .015 && math.Abs(n["flow 95"]-.95) <= .015
	},
	Says: func(n claims.Numbers) string { return intervals(n) + ", as they should" },
	Else: func(n claims.Numbers) string { return intervals(n) + ", not what they should" },
}

func intervals(n claims.Numbers) string {
	return fmt.Sprintf("the flow's intervals of 68%% and 95%% hold %.1f%% and %.1f%% of the test rows (the mixture's %.1f%% and %.1f%%)",
		100*n["flow 68"], 100*n["flow 95"], 100*n["mixture 68"], 100*n["mixture 95"])
}

// modeClaim compares the modes under a flat prior where there are hosts enough.
var modeClaim = claims.Claim[results]{
	Name: "modes of masses",
	Rests: func(r results) claims.Numbers {
		c := r.Clusters
		n := claims.Numbers{
			"flow": c.off(c.Flow.FlatMode, 13.5, 14.8), "mixture": c.off(c.MDN.FlatMode, 13.5, 14.8),
			"mean of the flow": c.off(c.Flow.Mean, 13.5, 14.8), "mean of the mixture": c.off(c.MDN.Mean, 13.5, 14.8),
		}
		if math.IsNaN(n["flow"]) {
			return nil
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return n["flow"] < .5*n["mean of the flow"] },
	Says:  func(n claims.Numbers) string { return modes(n) + "most of the bias is gone" },
	Else:  func(n claims.Numbers) string { return modes(n) + "most of the bias is still there" },
}

func modes(n claims.Numbers) string {
	return fmt.Sprintf("to 14.75 the flow's mode under a flat prior is off by %.3f dex on average, its mean as trained by %.3f (the mixture's by %.3f and %.3f): ",
		n["flow"], n["mean of the flow"], n["mixture"], n["mean of the mixture"])
}
