package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/internal/figure"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// runsOfSeeds are the results of three seeds. testdata has those of
//
//	go run ./notebooks_port/clustermass -seed N -out DIR
//
// which -run FullMode -full makes again and compares.
type runsOfSeeds []report.Results

func recorded(t *testing.T) (all runsOfSeeds) {
	t.Helper()
	for seed := range 3 {
		all = append(all, programtest.Recorded[report.Results](t, fmt.Sprintf("testdata/seed%d.json", seed+1)))
	}
	return all
}

// medians are those of an estimator in the bins with centres in lo..hi, averaged over the seeds.
func (all runsOfSeeds) medians(lo, hi float64, of func(r report.Results) []float64) (v []float64) {
	for k, c := range all[0].Bias.BinCentre {
		if c > lo && c < hi {
			sum := 0.
			for _, r := range all {
				sum += of(r)[k]
			}
			v = append(v, sum/float64(len(all)))
		}
	}
	return v
}

func mse(r report.Results) []float64     { return r.Bias.MSE }
func mdnMean(r report.Results) []float64 { return r.Bias.MDNMean }
func mode(r report.Results) []float64    { return r.Bias.FlatMode }
func modeUnder(prior int) func(r report.Results) []float64 {
	return func(r report.Results) []float64 { return r.Modes.Under[prior].Median }
}

// dex writes a bias with so many decimals as the README does, without a zero before the point.
func dex(v float64, decimals int, sign string) string {
	return strings.Replace(fmt.Sprintf("%"+sign+".*f", decimals, v), "0.", ".", 1)
}

// readme is what the library's README says of the notebook. The bins in question end at 14.8 and at 15.1.
var readme = claims.Table[runsOfSeeds]{
	Claims: []claims.Claim[runsOfSeeds]{{
		Name: "picture",
		Rests: func(all runsOfSeeds) claims.Numbers {
			one := all[:1]
			return claims.Numbers{
				"squared error": slices.Max(magnitudes(one.medians(0, 14.8, mse))), "mean": slices.Max(magnitudes(one.medians(0, 14.8, mdnMean))),
				"mode": slices.Max(magnitudes(one.medians(0, 14.8, mode))), "above": slices.Max(magnitudes(one.medians(14.8, 15.1, mode))),
			}
		},
		Holds: func(n claims.Numbers) bool { return math.Abs(n["mean"]-n["squared error"]) < .01 },
		Says: func(n claims.Numbers) string {
			return fmt.Sprintf("the network trained on squared error and the mean of the mixture density network are biased by up to %s dex, the mode under a flat prior by at most %s up to 14.8 and %s from there to 15.1",
				dex(n["squared error"], 2, ""), dex(n["mode"], 3, ""), dex(n["above"], 3, ""))
		},
	}, {
		Name: "removes",
		Rests: func(all runsOfSeeds) claims.Numbers {
			return claims.Numbers{"mode": mean(magnitudes(all.medians(0, 14.8, mode))), "squared error": mean(magnitudes(all.medians(0, 14.8, mse)))}
		},
		Holds: func(n claims.Numbers) bool { return n["mode"] < .5*n["squared error"] },
		Says: func(claims.Numbers) string {
			return "dividing it by the training prior and taking the mode removes most of the bias up to 14.8"
		},
	}, {
		Name: "up to 14.8",
		Rests: func(all runsOfSeeds) claims.Numbers {
			middle := all.medians(14, 14.6, mse)
			return claims.Numbers{
				"first": all.medians(0, 13.6, mse)[0], "least": slices.Max(middle), "most": slices.Min(middle),
				"mode": slices.Max(magnitudes(all.medians(0, 14.8, mode))),
			}
		},
		Holds: func(n claims.Numbers) bool { return n["first"] > n["mode"] && n["least"] < -n["mode"] },
		Says: func(n claims.Numbers) string {
			return fmt.Sprintf("squared error is off by %s dex at 13.55 and %s to %s from 14.05 to 14.55, the mode by at most %s up to 14.8",
				dex(n["first"], 2, "+"), dex(n["least"], 2, ""), dex(n["most"], 2, ""), dex(n["mode"], 3, ""))
		},
	}, {
		Name: "above",
		Rests: func(all runsOfSeeds) claims.Numbers {
			off, other := all.medians(14.8, 15.1, mode), all.medians(14.8, 15.1, mse)
			hosts := 0.
			for _, n := range all.medians(14.8, 15.1, func(r report.Results) []float64 { return floatsOf(r.Bias.Hosts) }) {
				hosts += n
			}
			return claims.Numbers{"least": slices.Min(off), "most": slices.Max(off), "squared error": mean(other), "hosts": hosts}
		},
		Holds: func(n claims.Numbers) bool { return n["least"] > .01 && n["squared error"] < -.01 },
		Says: func(n claims.Numbers) string {
			return fmt.Sprintf("Above, to 15.1, where the test rows are lines of sight to %.0f hosts, neither is right: the mode is off by %s to %s, squared error by %s",
				n["hosts"], dex(n["least"], 3, "+"), dex(n["most"], 3, "+"), dex(n["squared error"], 2, ""))
		},
	}, {
		Name: "one seed",
		Rests: func(all runsOfSeeds) claims.Numbers {
			off := all[:1].medians(14.8, 15.1, mode)
			e := all[:1].medians(14.8, 15.1, func(r report.Results) []float64 { return r.Bias.Error.FlatMode })
			return claims.Numbers{"least": slices.Min(off), "most": slices.Max(off), "least error": slices.Min(e), "most error": slices.Max(e)}
		},
		Holds: func(n claims.Numbers) bool { return n["least"] > n["most error"] },
		Says: func(n claims.Numbers) string {
			return fmt.Sprintf("(in the picture, of one seed, by %s to %s with standard errors of %s to %s)",
				dex(n["least"], 2, "+"), dex(n["most"], 2, "+"), dex(n["least error"], 2, ""), dex(n["most error"], 2, ""))
		},
	}, {
		Name: "priors",
		Rests: func(all runsOfSeeds) claims.Numbers {
			spline, bins, exact := all.medians(14.8, 15.1, modeUnder(0)), all.medians(14.8, 15.1, modeUnder(1)), all.medians(14.8, 15.1, modeUnder(2))
			return claims.Numbers{
				"spline": mean(magnitudes(spline)), "exact": mean(magnitudes(exact)), "least of exact": slices.Min(exact), "most of exact": slices.Max(exact),
				"least of bins": slices.Min(bins), "most of bins": slices.Max(bins),
			}
		},
		Holds: func(n claims.Numbers) bool {
			return math.Abs(n["spline"]-n["exact"]) < .005 && n["most of bins"] > n["most of exact"]
		},
		Says: func(n claims.Numbers) string {
			return fmt.Sprintf("The nearly exact prior leaves %s to %s there, the notebook's histogram of 64 bins %s to %s; the log-spline, the default, is as good as the nearly exact one",
				dex(n["least of exact"], 2, "+"), dex(n["most of exact"], 2, "+"), dex(n["least of bins"], 2, "+"), dex(n["most of bins"], 2, "+"))
		},
	}},
}

func floatsOf(v []int) (f []float64) {
	for _, x := range v {
		f = append(f, float64(x))
	}
	return f
}

// readmeText is the README's part on the notebook, from its picture on.
func readmeText(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "![Four estimates")
	text, _, found := strings.Cut(text, "## Two commands")
	if !found {
		t.Fatal("the README has no picture of the notebook before its two commands")
	}
	return text
}

// What the README says of the notebook is carried by the results of three seeds, and its picture says what the first of them does.
func TestReadme(t *testing.T) {
	all := recorded(t)
	for _, wrong := range readme.Prose(readmeText(t), all) {
		t.Error(wrong)
	}
	picture, err := os.ReadFile("bias.png")
	if err != nil {
		t.Fatal(err)
	}
	words, err := figure.Words(picture)
	if err != nil {
		t.Fatal(err)
	}
	said := table().Say(all[0])
	for _, e := range all[0].Bias.All() {
		if s := said.Of("direction of the " + e.Name); !slices.Contains(words, s) {
			t.Errorf("bias.png does not say of the %s that it is %q: %q", e.Name, s, words)
		}
	}
}
