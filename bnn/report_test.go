package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
)

// The report has the divergence that training weighs: exactly where it is closed, within 5 standard errors of both where
// it is sampled.
func TestReportIsTheBound(t *testing.T) {
	slow.Test(t)
	const rows, n = 30, 500
	s := plane(rows, 2, .3, 1)
	for _, c := range []struct {
		v       bnn.Variational
		sampled bool
		lines   int
	}{
		{whole(bnn.Variational{}), false, 6},
		{whole(bnn.Variational{Prior: bnn.LaplacePrior{}, Only: []string{"*/kernel"}}), false, 3},
		{whole(bnn.Variational{Prior: bnn.NormalPrior{TrainScale: true, TrainLoc: true}}), false, 6},
		{whole(bnn.Variational{Posterior: bnn.LowRank{Rank: 2}}), false, 1},
		{whole(bnn.Variational{Posterior: bnn.FullCovariance{}}), false, 1},
		{whole(bnn.Variational{Prior: bnn.ScaleMixture{Narrow: .1}}), true, 6},
		{whole(bnn.Variational{Prior: bnn.Horseshoe{}}), true, 6},
		{whole(bnn.Variational{Prior: bnn.Horseshoe{}, Estimator: bnn.LocalReparametrization}), true, 6},
		{whole(bnn.Variational{Prior: bnn.ScaleMixture{Narrow: .1}, Posterior: bnn.LowRank{}}), true, 1},
	} {
		c.v.Net = deep{3}
		m := initialized(t, c.v, rows, 2)
		r, err := bnn.Divergences(m, n, 1)
		if err != nil {
			t.Fatal(err)
		}
		variance, sampled := 0., false
		for _, d := range r {
			variance += d.StdErr * d.StdErr
			sampled = sampled || d.Sampled
			if d.Sampled != (d.StdErr > 0) {
				t.Errorf("%+v: %+v", c.v, d)
			}
		}
		tr := training.Trainer{Loss: losses.ELBO{Rows: rows, Draws: n}, BatchSize: rows, Solver: &training.SGD{Rate: training.Constant(0)}, Seed: 4}
		b := fit(t, tr, m, s, 1)[0].Bound
		if got := r.KL(); math.Abs(got-rows*b.KL) > 1e-10*got+5*math.Sqrt(2*variance) {
			t.Errorf("%+v: the report has a KL of %v, training one of %v", c.v, got, rows*b.KL)
		}
		if sampled != c.sampled || b.Sampled != c.sampled || len(r) != c.lines {
			t.Errorf("%+v: sampled %v and %v in training; %d lines", c.v, sampled, b.Sampled, len(r))
		}
	}
}

func TestReportText(t *testing.T) {
	r := bnn.Report{{Path: "head/kernel", Weights: 128, KL: 1234.56, Estimator: bnn.Flipout}, {Weights: 2, KL: 1.5, StdErr: .25, Sampled: true}}
	want := "weights       number  KL, nats                   drawn by\nhead/kernel   128     1235      exact            Flipout\nall together  2       1.5       sampled, ± 0.25  SharedSample\n"
	if got := r.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// An importance-weighted bound takes the log-ratios of the draw, which average to the divergence: with one weighed
// against itself, sampled and closed penalties agree within 5 standard errors. Noise for each row is refused.
func TestSampledPenalties(t *testing.T) {
	slow.Test(t)
	const rows = 30
	s := plane(rows, 2, .3, 1)
	for _, p := range []bnn.Posterior{bnn.MeanField{}, bnn.LowRank{Rank: 2}, bnn.FullCovariance{}} {
		m := initialized(t, whole(bnn.Variational{Net: deep{3}, Posterior: p}), rows, 2)
		kl := func(weighted bool) float64 {
			loss := losses.ELBO{Rows: rows, Draws: 1000, ImportanceWeighted: weighted}
			tr := training.Trainer{Loss: loss, BatchSize: rows, Solver: &training.SGD{Rate: training.Constant(0)}, Seed: 4}
			return rows * fit(t, tr, m, s, 1)[0].Bound.KL
		}
		// The log-ratio's variance is at most that of half a chi² for each of the 17 weights and of a narrow linear term.
		if exact, sampled := kl(false), kl(true); math.Abs(exact-sampled) > 5*math.Sqrt(17./2/1000)+.01 {
			t.Errorf("%T: KL %v, of draws %v", p, exact, sampled)
		}
	}
	loss := losses.ELBO{Rows: rows, Draws: 2, ImportanceWeighted: true}
	_, err := training.Trainer{Loss: loss}.Fit(ctx, &training.Model{Net: whole(bnn.Variational{Net: deep{3}, Estimator: bnn.Flipout})}, s, 1)
	if err == nil || !strings.Contains(err.Error(), "noise for each row") {
		t.Errorf("error %v", err)
	}
}

func TestReportErrors(t *testing.T) {
	fitted := initialized(t, deep{3}, 5, 2)
	for _, c := range []struct {
		want string
		m    *training.Model
		n    int
	}{
		{"no weights yet", &training.Model{Net: whole(bnn.Variational{Net: deep{3}})}, 1},
		{"no weights yet", nil, 1},
		{"want a bnn.Variational", fitted, 1},
		{"by 0 draws", fitted, 0},
	} {
		if _, err := bnn.Divergences(c.m, c.n, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
	lost := initialized(t, whole(bnn.Variational{Net: deep{3}}), 5, 2)
	lost.Params = &layers.Params{}
	lost.Params.Set("w", tensor.New(tensor.WithShape(1), tensor.Of(tensor.Float64)))
	if _, err := bnn.SignalToNoise(lost); err == nil || !strings.Contains(err.Error(), "there is no parameter body/dense_0/kernel/loc") {
		t.Errorf("error %v", err)
	}
}

// Penalties of other wrappers are no divergences of this one's weights.
func TestReportIsOfTheWrapperAlone(t *testing.T) {
	plain, err := bnn.Divergences(initialized(t, whole(bnn.Variational{Net: deep{3}}), 20, 2), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, net := range map[string]training.Net{"map": bnn.MAP{Net: deep{3}}, "dropout": bnn.MCDropout{Net: deep{3}, Rate: .1, Only: all}} {
		r, err := bnn.Divergences(initialized(t, whole(bnn.Variational{Net: net}), 20, 2), 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(plain, r); d != "" {
			t.Errorf("around %s: %s", name, d)
		}
	}
}
