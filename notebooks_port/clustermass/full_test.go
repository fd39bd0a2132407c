package main

import (
	"flag"
	"fmt"
	"math"
	"testing"
)

// full runs the whole notebook for three seeds and both kinds of components: a minute or more.
//
//	go test ./notebooks_port/clustermass -run Full -full -v -timeout 30m
var full = flag.Bool("full", false, "run the whole notebook for three seeds, a minute or more")

// reference is the median bias in dex from 13.55 to 14.75: the mean of five runs of the same networks in another
// framework, on another draw of the catalogue.
var reference = map[string][]float64{
	"mse":       {.089, .020, -.032, -.063, -.080, -.085, -.087, -.091, -.081, -.084, -.081, -.058, -.036},
	"mdn_mean":  {.086, .018, -.032, -.059, -.076, -.080, -.079, -.084, -.075, -.073, -.072, -.060, -.035},
	"flat_mean": {.111, .048, .007, -.010, -.018, -.016, -.010, -.011, .001, .007, .010, .008, .005},
	"flat_mode": {.011, .017, .005, .000, -.007, -.003, -.006, .003, .012, .011, .039, .019, .006},
}

// TestFull holds the notebook to the figures of the reference: error, likelihood, bias and coverage.
func TestFull(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole notebook six times, a minute or more: use -full")
	}
	for _, seed := range []uint64{1, 2, 3} {
		for components, most := range map[string]struct{ nll, coverage float64 }{"beta": {-.825, .01}, "normal": {-.79, .03}} {
			t.Run(fmt.Sprintf("%s/%d", components, seed), func(t *testing.T) {
				r, printed := notebook(t, options{out: t.TempDir(), seed: seed, components: components})
				t.Log("\n" + printed)
				if math.Abs(r.MSE.TestRMSE-.130) > .004 {
					t.Errorf("test RMSE %v, want .130 within .004", r.MSE.TestRMSE)
				}
				if r.MDN.TestNLL > most.nll {
					t.Errorf("test NLL %v, want at most %v", r.MDN.TestNLL, most.nll)
				}
				c := r.Coverage
				for nominal, got := range map[float64]float64{.5: c.P50, .68: c.P68, .9: c.P90, .95: c.P95} {
					if math.Abs(got-nominal) > most.coverage {
						t.Errorf("coverage of %v is %v, want it within %v", nominal, got, most.coverage)
					}
				}
				if components == "normal" {
					return
				}
				for name, got := range map[string][]float64{"mse": r.Bias.MSE, "mdn_mean": r.Bias.MDNMean, "flat_mean": r.Bias.FlatMean, "flat_mode": r.Bias.FlatMode} {
					within := .03
					if name == "mse" || name == "flat_mode" {
						within = .04
					}
					for i, want := range reference[name] {
						if math.Abs(got[i]-want) > within {
							t.Errorf("%s at %v: bias %v, reference %v", name, r.Bias.BinCentre[i], got[i], want)
						}
					}
				}
			})
		}
	}
}
