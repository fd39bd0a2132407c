package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{
		Claims: []claims.Claim[results]{lineClaim, slopeClaim, likelyClaim, spreadClaim, bothClaim, followsClaim, noiseClaim, boundClaim},
		Captions: claims.Captions{
			"fitted five times":       "count",
			"0.1303 5.13":             "printed in TFP's notebook",
			"2.529 to 7.1":            "printed in TFP's notebook",
			"0.0278 0.1716":           "printed in TFP's notebook",
			"0.1275 2.75 5.161 3.825": "printed in TFP's notebook",
			"0.054 0.531 0.168 1.097": "printed in TFP's notebook",
			"N(k₀ x + b₀, 0.001 + softplus(0.05 (k₁ x + b₁)))":                   "setting",
			"with a rate that falls to 0, until the exact solutions are reached": "definition of a flag",
			"until the exact solutions are reached":                              "definition of a flag",
		},
	}
}

// near is a loss so little above the least, in nats a row, that lines of both are one in the picture.
const near = .01

// lineClaim is of case 1.
var lineClaim = claims.Claim[results]{
	Name:  "least squares",
	Rests: func(r results) claims.Numbers { return claims.Numbers{"NLL": r.None.NLL, "least": r.Exact.NoneNLL} },
	Holds: func(n claims.Numbers) bool { return n["NLL"]-n["least"] < near },
	Says:  func(claims.Numbers) string { return "The fit is that of least squares." },
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("Least squares has not been reached: %.2f nats a row, %.2f at best.", n["NLL"], n["least"])
	},
}

// slopeClaim is of case 2: softplus of a line grows where its slope is positive.
var slopeClaim = claims.Claim[results]{
	Name: "noise grows",
	Rests: func(r results) claims.Numbers {
		if len(r.Aleatoric.Kernel) == 0 {
			return nil
		}
		return claims.Numbers{"slope": r.Aleatoric.Kernel[1]}
	},
	Holds: func(n claims.Numbers) bool { return n["slope"] > 0 },
	Says:  func(claims.Numbers) string { return "It grows to the right, as the data's does." },
	Else:  func(claims.Numbers) string { return "It does not grow to the right, as the data's does." },
}

// likelyClaim is of case 2.
var likelyClaim = claims.Claim[results]{
	Name: "most likely line",
	Rests: func(r results) claims.Numbers {
		if len(r.Aleatoric.Kernel) == 0 {
			return nil
		}
		return claims.Numbers{"NLL": r.Aleatoric.NLL, "least": r.Exact.AleatoricNLL}
	},
	Holds: func(n claims.Numbers) bool { return n["NLL"]-n["least"] < near },
	Says:  func(n claims.Numbers) string { return fmt.Sprintf("Converged: %.2f nats a row.", n["NLL"]) },
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("Not converged: %.2f nats a row, %.2f at best.", n["NLL"], n["least"])
	},
}

// spreadClaim is of case 3 and bothClaim of case 4: the standard deviations of all weights beside those of the mean-field optimum.
var (
	spreadClaim = widths("spread of lines", func(r results) (got, exact []float64) { return r.Epistemic.SD, r.Exact.Epistemic.SD })
	bothClaim   = widths("spread of both", func(r results) (got, exact []float64) { return r.Both.SD, r.Exact.Both.SD })
)

func widths(name string, of func(r results) (got, exact []float64)) claims.Claim[results] {
	return claims.Claim[results]{
		Name: name,
		Rests: func(r results) claims.Numbers {
			got, exact := of(r)
			if len(got) == 0 || len(got) != len(exact) {
				return nil
			}
			n := claims.Numbers{"least": math.Inf(1), "most": 0}
			for i, sd := range got {
				n["least"], n["most"] = min(n["least"], sd/exact[i]), max(n["most"], sd/exact[i])
			}
			return n
		},
		Holds: func(n claims.Numbers) bool { return n["least"] > .9 && n["most"] < 1.1 },
		Says:  func(claims.Numbers) string { return "Converged." },
		Else: func(n claims.Numbers) string {
			return fmt.Sprintf("Not converged: sds %.1f to %.1f times the optimum's.", n["least"], n["most"])
		},
	}
}

// followsClaim compares case 5 with the line of case 1.
var followsClaim = claims.Claim[results]{
	Name: "follows the oscillation",
	Rests: func(r results) claims.Numbers {
		if r.Functional.RMS == 0 {
			return nil
		}
		return claims.Numbers{"process": r.Functional.RMS, "line": r.None.RMS}
	},
	Holds: func(n claims.Numbers) bool { return n["process"] < .5*n["line"] },
	Says:  func(claims.Numbers) string { return "Their mean follows the oscillation." },
	Else:  func(claims.Numbers) string { return "Their mean misses the oscillation." },
}

// noiseClaim is of case 5: the noise of the data is least at the left end.
var noiseClaim = claims.Claim[results]{
	Name: "noise on the left",
	Rests: func(r results) claims.Numbers {
		return claims.Numbers{"sd": r.Functional.NoiseSD, "sd on the left": noise(from), "sd on the right": noise(to)}
	},
	Holds: func(n claims.Numbers) bool {
		return n["sd"] > 1.1*n["sd on the left"] && n["sd"] < n["sd on the right"]
	},
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("The band adds the noise, one number for all x, %.1f: too much on the left.", n["sd"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("The band adds the noise, one number for all x, %.1f.", n["sd"])
	},
}

// boundClaim is of case 5.
var boundClaim = claims.Claim[results]{
	Name: "highest bound",
	Rests: func(r results) claims.Numbers {
		if r.Functional.RMS == 0 {
			return nil
		}
		return claims.Numbers{"negative ELBO": r.Functional.NegativeELBO, "least": r.Exact.NegativeELBO}
	},
	Holds: func(n claims.Numbers) bool { return n["negative ELBO"]-n["least"] < near },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("Converged: a bound of %.2f nats a row.", n["negative ELBO"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("Not converged: a bound of %.2f nats a row, %.2f at best.", n["negative ELBO"], n["least"])
	},
}
