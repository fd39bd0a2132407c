package main

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
)

// runs is the notebook on so many rows for seeds 1 to n.
func runs(t *testing.T, n uint64, rows int) (all []report.Results) {
	for seed := range n {
		r, printed := notebook(t, options{out: t.TempDir(), rows: rows, seed: seed + 1, components: "beta"})
		t.Log("\n" + printed)
		all = append(all, r)
	}
	return all
}

// bin is what the runs say of the mode under one prior in the bin at a mass.
type bin struct {
	median, errors, rms []float64
	rows                int // the most of all runs
}

func binAt(all []report.Results, prior string, centre float64) (b bin) {
	for _, r := range all {
		k := slices.Index(r.Modes.BinCentre, centre)
		for _, u := range r.Modes.Under {
			if k >= 0 && u.Prior == prior {
				b.median, b.errors, b.rms = append(b.median, u.Median[k]), append(b.errors, u.Error[k]), append(b.rms, u.RMS[k])
				b.rows = max(b.rows, r.Modes.Count[k])
			}
		}
	}
	return b
}

// centres are those of the bins in which the mode is judged.
func centres() (c []float64) {
	for k := range 16 {
		c = append(c, float64(2*(135+k)+1)/20)
	}
	return c
}

// Averaged over three seeds the median of the flat mode is within .03 dex in each bin from 13.55 to 15.05, beyond two standard errors
// by the number of hosts, and within .015 on average over bins; the root mean square is not more than a twentieth above that under
// the nearly exact prior.
func TestFullMode(t *testing.T) {
	if !*full {
		t.Skip("it runs the whole notebook three times, a minute or more: use -full")
	}
	all := runs(t, 3, 0)
	overall := map[string]float64{}
	for _, c := range centres() {
		for _, prior := range []string{logSpline, nearlyExact} {
			b := binAt(all, prior, c)
			m := mean(b.median)
			overall[prior] += math.Abs(m) / 16
			t.Logf("%.2f %-12s %+.3f, standard error of one seed %.3f, root mean square %.3f", c, prior, m, mean(b.errors), mean(b.rms))
			if within := .03 + 2*mean(b.errors); prior == logSpline && math.Abs(m) > within {
				t.Errorf("at %v: bias %v over three seeds, want it within %v", c, m, within)
			}
		}
		if got, exact := mean(binAt(all, logSpline, c).rms), mean(binAt(all, nearlyExact, c).rms); got > 1.05*exact+.005 {
			t.Errorf("at %v: root mean square %v, %v under the nearly exact prior", c, got, exact)
		}
	}
	for _, wrong := range readme.Prose(readmeText(t), all) {
		t.Errorf("the README is not of these runs: %s", wrong)
	}
	t.Log(overall)
	if overall[logSpline] > .015 {
		t.Errorf("|bias| is %v averaged over bins, want at most .015", overall[logSpline])
	}
}

// Of 20,000 rows, the median over ten seeds is within .08 dex in each bin that has 100 test rows for a seed.
func TestFullModeOfFewRows(t *testing.T) {
	if !*full {
		t.Skip("it trains on 20,000 rows ten times, half a minute or more: use -full")
	}
	all := runs(t, 10, 20_000)
	judged := 0
	for _, c := range centres() {
		b := binAt(all, logSpline, c)
		if b.rows < 100 {
			continue
		}
		judged++
		slices.Sort(b.median)
		m := (b.median[(len(b.median)-1)/2] + b.median[len(b.median)/2]) / 2
		t.Logf("%.2f at most %d rows: %+.3f, seeds from %+.3f to %+.3f, root mean square %.3f", c, b.rows, m, b.median[0], b.median[len(b.median)-1], mean(b.rms))
		if math.Abs(m) > .08 {
			t.Errorf("at %v: bias %v, the median over ten seeds, want it within .08", c, m)
		}
	}
	if judged < 8 {
		t.Errorf("%d bins have 100 rows, want 8 at least", judged)
	}
}

func mean(x []float64) float64 {
	sum := 0.
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
