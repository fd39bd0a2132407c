package main

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// table is all that the notebook says about its result.
func table() claims.Table[report.Results] {
	t := claims.Table[report.Results]{Captions: captions}
	for i, e := range (report.Estimates{}).All() {
		t.Claims = append(t.Claims, directionClaim(i, e.Name))
	}
	t.Claims = append(t.Claims, removedClaim, heavyClaim)
	return t
}

var captions = claims.Captions{
	"nearly exact":             "the name of a prior: that of ten fresh simulations",
	"in bins of 0.1 dex":       "definition",
	"median in 0.1 dex ± s.e.": "definition",
	"dex on average to 15.1":   "definition of the average",
	"averaged over the bins from 13.55 to 15.05, largest": "definition",
	"on [%.4g, %.4g] instead of [%g, %g]":                 "settings",
	"outside [%g, %g]":                                    "settings",
	"flat prior, %.2f to %.2f":                            "settings",
	"the learning rate drops":                             "setting",
	"weight × %s":                                         "definition",
	"catalogue  %s, %d rows used":                         "the name of a file",
	"figures and %s are in %s":                            "the name of a folder",
}

// directionClaim says under the name of an estimator in which way the medians of its bins are off.
func directionClaim(i int, name string) claims.Claim[report.Results] {
	return claims.Claim[report.Results]{
		Name: "direction of the " + name,
		Rests: func(r report.Results) claims.Numbers {
			b := r.Bias.Filled()
			n := claims.Numbers{}
			for part, to := range map[string][2]float64{"low": {13.5, 13.7}, "middle": {13.8, 14.8}, "high": {14.8, 15.1}, "all": {0, math.Inf(1)}} {
				v := b.All()[i].Values
				if part == "all" {
					v = magnitudes(v)
				}
				if m := meanOver(b.BinCentre, v, to[0], to[1]); !math.IsNaN(m) {
					n[part] = m
				}
			}
			return n
		},
		Holds: func(n claims.Numbers) bool {
			return math.Abs(n["low"]) <= visible && math.Abs(n["middle"]) <= visible && math.Abs(n["high"]) <= visible && known(n)
		},
		Says: func(claims.Numbers) string { return "nearly unbiased" },
		Else: direction,
	}
}

// visible is a bias that is told, in dex: a pixel or two of the picture.
const visible = .025

// known reports whether there are bins enough, at the low end and in the middle, to say in which direction medians are off.
func known(n claims.Numbers) bool {
	_, low := n["low"]
	_, middle := n["middle"]
	return low && middle
}

// direction says in words in which way the medians are off at the low end, over the middle and at the high end of the mass range;
// nothing if one of the former has no bins.
func direction(n claims.Numbers) (text string) {
	if !known(n) {
		return ""
	}
	low, middle, high := side(n["low"]), side(n["middle"]), side(n["high"])
	add := func(more string) {
		if text != "" {
			text += ", "
		}
		text += more
	}
	if low != unbiased {
		add(low + " at low mass")
	}
	switch {
	case middle != unbiased:
		add(middle + " above 13.8")
	case high == unbiased:
		text += " only"
	}
	if high != unbiased && high != middle {
		add(high + " above 14.8")
	}
	return text
}

const unbiased = "unbiased"

// side is in which way a mean of medians is off.
func side(m float64) string {
	switch {
	case m > visible:
		return "high"
	case m < -visible:
		return "low"
	}
	return unbiased
}

// removedClaim says what the change of prior and the mode do where there are hosts enough.
var removedClaim = claims.Claim[report.Results]{
	Name: "what is left to 14.75",
	Rests: func(r report.Results) claims.Numbers {
		b := r.Bias.Filled()
		mode, error := magnitudes(b.FlatMode), magnitudes(b.MSE)
		n := claims.Numbers{
			"mode": meanOver(b.BinCentre, mode, 13.5, 14.8), "largest of the mode": largestOver(b.BinCentre, mode, 13.5, 14.8),
			"squared error": meanOver(b.BinCentre, error, 13.5, 14.8), "largest of squared error": largestOver(b.BinCentre, error, 13.5, 14.8),
		}
		if math.IsNaN(n["mode"]) {
			return nil
		}
		return n
	},
	Holds: func(n claims.Numbers) bool {
		return n["mode"] < .5*n["squared error"] && n["largest of the mode"] < n["largest of squared error"]
	},
	Says: func(n claims.Numbers) string { return left(n) + "most of the bias is gone" },
	Else: func(n claims.Numbers) string { return left(n) + "most of the bias is still there" },
}

func left(n claims.Numbers) string {
	return fmt.Sprintf("to 14.75 the mode under a flat prior is off by %.3f dex on average and by at most %.3f, squared error by %.3f and %.3f: ",
		n["mode"], n["largest of the mode"], n["squared error"], n["largest of squared error"])
}

// heavyClaim says what is left where the hosts are few, with errors by their number.
var heavyClaim = claims.Claim[report.Results]{
	Name: "what is left above",
	Rests: func(r report.Results) claims.Numbers {
		b := r.Bias.Filled()
		m := meanOver(b.BinCentre, b.FlatMode, 14.8, 15.1)
		if math.IsNaN(m) {
			return nil
		}
		return claims.Numbers{
			"mode": m, "its error": errorOver(b.BinCentre, b.Error.FlatMode, 14.8, 15.1),
			"squared error": meanOver(b.BinCentre, b.MSE, 14.8, 15.1), "error of that": errorOver(b.BinCentre, b.Error.MSE, 14.8, 15.1),
		}
	},
	Holds: func(n claims.Numbers) bool { return math.Abs(n["mode"]) > 2*n["its error"] },
	Says:  func(n claims.Numbers) string { return above(n) + "the mode is biased there" },
	Else:  func(n claims.Numbers) string { return above(n) + "no more than two standard errors of the mode" },
}

func above(n claims.Numbers) string {
	return fmt.Sprintf("from 14.85 to 15.05 the mode is off by %+.3f ± %.3f, squared error by %+.3f ± %.3f: ", n["mode"], n["its error"], n["squared error"], n["error of that"])
}
