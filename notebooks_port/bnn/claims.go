package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[results] {
	return claims.Table[results]{
		Claims:   []claims.Claim[results]{bookedClaim, rowsClaim, dropoutClaim, partingClaim, unknownClaim, pruningClaim, toyClaim},
		Captions: captions,
	}
}

var captions = claims.Captions{
	"rows, .01 dex²":     "unit",
	"variance, .01 dex²": "unit",
	"%d rows in [0, .5] and one network, 1-50-1 with rectified units, all priors N(0, 1), the ensemble's none. NUTS: effective draws %.0f, R-hat %.3f.": "settings",
}

// bookedClaim is of the predicted variance from the fewest rows to the most: how much of what goes was in the aleatoric part.
var bookedClaim = claims.Claim[results]{
	Name: "booked as noise",
	Rests: func(r results) claims.Numbers {
		c := r.Clusters
		if len(c.Rows) < 2 {
			return nil
		}
		least, most := math.Inf(1), math.Inf(-1)
		for _, m := range c.Methods {
			share := square(m.Aleatoric[0], last(m.Aleatoric)) / square(m.Total[0], last(m.Total))
			least, most = min(least, share), max(most, share)
		}
		return claims.Numbers{"least share": least, "greatest share": most}
	},
	Holds: func(n claims.Numbers) bool { return n["least share"] > .5 && n["greatest share"] < 2 },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("Of the variance that more rows remove %.0f to %.0f%% was called noise", 100*n["least share"], 100*n["greatest share"])
	},
	Else: func(claims.Numbers) string { return "Two parts of the variance of a predicted mass" },
}

// square is a² - b².
func square(a, b float64) float64 { return (a - b) * (a + b) }

// rowsClaim is of the aleatoric part of all methods.
var rowsClaim = claims.Claim[results]{
	Name: "aleatoric by rows",
	Rests: func(r results) claims.Numbers {
		c := r.Clusters
		if len(c.Rows) < 2 {
			return nil
		}
		n := claims.Numbers{"rows": float64(c.Rows[len(c.Rows)-1])}
		n["least before"], n["least after"] = math.Inf(1), math.Inf(1)
		for _, m := range c.Methods {
			a, b := m.Aleatoric[0], last(m.Aleatoric)
			n["least before"], n["greatest before"] = min(n["least before"], a), max(n["greatest before"], a)
			n["least after"], n["greatest after"] = min(n["least after"], b), max(n["greatest after"], b)
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { return n["greatest after"] < n["least before"] },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("More clusters: the aleatoric part falls too, from %.2f-%.2f to %.2f-%.2f dex", n["least before"], n["greatest before"], n["least after"], n["greatest after"])
	},
	Else: func(claims.Numbers) string { return "Both parts by the number of training rows" },
}

// dropoutClaim is of the noise in the weights that a fixed rate makes, whatever the rows.
var dropoutClaim = claims.Claim[results]{
	Name: "a fixed rate",
	Rests: func(r results) claims.Numbers {
		e := r.Clusters.Methods["dropout"].Epistemic
		if len(e) < 2 {
			return nil
		}
		return claims.Numbers{"before": e[0], "after": last(e)}
	},
	Holds: func(n claims.Numbers) bool { return n["after"] > .5*n["before"] },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("MC dropout at a fixed rate does not learn by rows what it knows: its epistemic part goes from %.4f to %.4f dex.", n["before"], n["after"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("The epistemic part of MC dropout goes from %.4f to %.4f dex.", n["before"], n["after"])
	},
}

// partingClaim is of the fewest rows: whether the marginal likelihood tells its ignorance from noise, and the others not.
var partingClaim = claims.Claim[results]{
	Name: "what parts them",
	Rests: func(r results) claims.Numbers {
		p := r.Clusters.Parting
		if len(p.Rows) == 0 {
			return nil
		}
		n := claims.Numbers{"rows": float64(p.Rows[0])}
		for key, m := range p.Methods {
			switch {
			case len(m) == 0:
			case key == "laplace":
				n["as noise"], n["as epistemic"] = m[0].AsNoise, m[0].AsIgnorance
			default:
				n["others as epistemic, at most"] = max(n["others as epistemic, at most"], m[0].AsIgnorance)
			}
		}
		return n
	},
	Holds: func(n claims.Numbers) bool {
		return math.Abs(n["as noise"]) < .35 && n["as epistemic"] > .5 && n["as epistemic"] < 2 && n["others as epistemic, at most"] < .5
	},
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("After %.0f rows the marginal likelihood tells %.0f%% of its ignorance, others %.0f%% at most", n["rows"], 100*n["as epistemic"], 100*n["others as epistemic, at most"])
	},
	Else: func(claims.Numbers) string { return "Ignorance and noise after few rows, by method" },
}

// unknownClaim is of clusters off the training data.
var unknownClaim = claims.Claim[results]{
	Name: "unknown unknowns",
	Rests: func(r results) claims.Numbers {
		least, most := math.Inf(1), 0.
		for _, m := range r.Clusters.Methods {
			if e := m.Off.Epistemic; len(e) > 0 && e[0] > 0 {
				least, most = min(least, last(e)/e[0]), max(most, last(e)/e[0])
			}
		}
		if most == 0 {
			return nil
		}
		return claims.Numbers{"least factor": least, "greatest factor": most}
	},
	Holds: func(n claims.Numbers) bool { return n["least factor"] > 1.5 },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("Unknown unknowns: off the data the epistemic part is %.1f to %.1f times as large", n["least factor"], n["greatest factor"])
	},
	Else: func(claims.Numbers) string { return "Unknown unknowns: both parts off the training data" },
}

// affordable is what weights may cost in nats a cluster.
const affordable = .01

// pruningClaim compares how many weights may go.
var pruningClaim = claims.Claim[results]{
	Name: "pruning",
	Rests: func(r results) claims.Numbers {
		p := r.Clusters.Pruning
		return claims.Numbers{"nats": affordable, "by signal to noise": freely(p.Share, p.NLL), "by magnitude": freely(p.Share, p.NLLBySize)}
	},
	Holds: func(n claims.Numbers) bool { return n["by signal to noise"] > n["by magnitude"] },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("By signal to noise %.0f%% of the weights may go for %.2f nats, by magnitude %.0f%%", 100*n["by signal to noise"], n["nats"], 100*n["by magnitude"])
	},
	Else: func(n claims.Numbers) string {
		return fmt.Sprintf("By signal to noise no more weights may go for %.2f nats than by magnitude", n["nats"])
	},
}

// freely is the greatest share up to which every one costs what is affordable.
func freely(share, nll []float64) (s float64) {
	for i := range nll {
		if !(nll[i]-nll[0] <= affordable) {
			break
		}
		s = share[i]
	}
	return s
}

// toyClaim is of the epistemic sd right of the rows, where no row tells of it.
var toyClaim = claims.Claim[results]{
	Name: "toy regression",
	Rests: func(r results) claims.Numbers {
		n := claims.Numbers{}
		for key, c := range r.Toy.Methods {
			if key != yardstick {
				n[key] = c.Right.SDRatio
			}
		}
		return n
	},
	Holds: func(n claims.Numbers) bool { k := near(n); return k > 0 && k < len(n) },
	Says: func(n claims.Numbers) string {
		return fmt.Sprintf("Off the rows %d of %d methods have the width of NUTS to a factor of 1.5", near(n), len(n))
	},
	Else: func(claims.Numbers) string { return "One regression, every method, and the yardstick" },
}

// near counts the ratios that are 1 to a factor of 1.5.
func near(n claims.Numbers) (k int) {
	for _, ratio := range n {
		if ratio > 1/1.5 && ratio < 1.5 {
			k++
		}
	}
	return k
}
