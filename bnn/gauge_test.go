package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// diagnosed are the diagnostics of a fit to c.
func diagnosed(t *testing.T, c *conjugate, net training.Net, f fitter, epochs int) (bnn.Diagnostics, *training.Model) {
	t.Helper()
	m := &training.Model{Net: net, Dtype: float64Type}
	if _, err := f.Fit(ctx, m, c.set, epochs); err != nil {
		t.Fatal(err)
	}
	d, err := bnn.Diagnose(m)
	if err != nil {
		t.Fatal(err)
	}
	return d, m
}

// The temperature of chains over all rows is the mean, over the eigenvectors of the posterior, of the variance that their steps
// are known to have over the exact one, to four of its standard errors; so it is of minibatches of few rows too large. A test
// over all rows takes the steps of a small rate always, and those of a large one less.
func TestTemperature(t *testing.T) {
	slow.Test(t)
	c := newConjugateOf(t, twoFeatures(40, .5, 1), .5, 1)
	values, _ := c.stiffness()
	const rate, friction = .1, .3
	all := training.Trainer{BatchSize: 40, Seed: 2}
	for name, k := range map[string]struct {
		f      fitter
		inflow func(h float64) float64
	}{
		"sgld":  {bnn.SGLD{Rate: training.Constant(rate), Chains: 2, Trainer: all}, func(h float64) float64 { return 1 / (1 - rate*h/2) }},
		"sghmc": {bnn.SGHMC{Rate: rate, Friction: friction, Chains: 2, Trainer: all}, func(h float64) float64 { return 1 / (1 - rate*h/(4-2*friction)) }},
	} {
		want := 0.
		for _, h := range values {
			want += k.inflow(h) / float64(len(values))
		}
		d, _ := diagnosed(t, c, linear{SD: c.noise}, k.f, 10000)
		t.Logf("%s: temperature %.3f ± %.3f, want %.3f; acceptance %.3f", name, d.Temperature, d.TemperatureErr, want, d.Accept)
		if math.Abs(d.Temperature-want) > 4*d.TemperatureErr || !(d.TemperatureErr < .06) {
			t.Errorf("%s: temperature %v ± %v, want %v", name, d.Temperature, d.TemperatureErr, want)
		}
		if !(d.Accept > .5 && d.Accept < 1) {
			t.Errorf("%s: acceptance %v", name, d.Accept)
		}
	}
	d, _ := diagnosed(t, c, linear{SD: c.noise}, bnn.SGLD{Rate: training.Constant(1e-3), Trainer: all}, 100)
	if !(d.Accept > .99) {
		t.Errorf("the acceptance of small steps is %v", d.Accept)
	}
}

// Of many rows the density is estimated from 1,000, to a few percent, with the weight that all rows have against the prior: here
// the prior has a fifth of the precision, and with the weight of the part alone the temperature would be half.
func TestTemperatureOfManyRows(t *testing.T) {
	const rows, sd = 4000, .0316
	c := newConjugateOf(t, twoFeatures(rows, 1, 1), 1, sd)
	values, _ := c.stiffness()
	const rate = .8
	want := 0.
	for _, h := range values {
		want += 1 / (1 - rate*h/2) / float64(len(values))
	}
	f := bnn.SGLD{Prior: bnn.NormalPrior{Scale: sd}, Rate: training.Constant(rate), Trainer: training.Trainer{BatchSize: rows, Seed: 2}}
	d, _ := diagnosed(t, c, linear{SD: c.noise}, f, 1000)
	t.Logf("temperature %.3f ± %.3f, want %.3f", d.Temperature, d.TemperatureErr, want)
	if math.Abs(d.Temperature-want) > min(4*d.TemperatureErr+.05, .4*want) {
		t.Errorf("temperature %v ± %v, want %v", d.Temperature, d.TemperatureErr, want)
	}
}

// On the regression of wideRows rates that are too large or too small for its widths are told by the temperature, and those
// that are set without settings are not.
func TestWarningsOfWidths(t *testing.T) {
	slow.Test(t)
	c := newConjugateOf(t, wideRows(), 2.06, 1)
	one := training.Trainer{Seed: 1}
	swag := func(rate float64) bnn.SWAG {
		tr := training.Trainer{Loss: losses.ELBO{Rows: 12}, Seed: 1}
		if rate > 0 {
			tr.Solver, tr.BatchSize = &training.SGD{Rate: training.Constant(rate)}, 2
		}
		return bnn.SWAG{Trainer: tr}
	}
	for name, k := range map[string]struct {
		f      fitter
		epochs int
		want   string
	}{
		"sgld":                         {bnn.SGLD{Chains: 4, Trainer: one}, 4000, ""},
		"sgld, small rate":             {bnn.SGLD{Chains: 4, Rate: training.Constant(1e-4), Trainer: one}, 4000, "raise the rate"},
		"sgld, large rate":             {bnn.SGLD{Chains: 4, Rate: training.Constant(4), Trainer: one}, 4000, "lower Rate"},
		"sghmc":                        {bnn.SGHMC{Chains: 4, Trainer: one}, 4000, ""},
		"sghmc, large rate":            {bnn.SGHMC{Chains: 4, Rate: 6, Trainer: one}, 4000, "lower Rate"},
		"sghmc in cycles of 100":       {bnn.SGHMC{Chains: 4, Cycles: 10, Trainer: one}, 1000, ""},
		"cycles whose draws are small": {bnn.SGHMC{Cycles: 10, Explore: .8, Rate: 1e-3, Trainer: one}, 1000, "raise the rate"},
		"swag":                         {swag(0), 200, ""},
		"swag, small rate":             {swag(1e-3), 200, "raise the rate"},
	} {
		net := training.Net(linear{SD: c.noise})
		if strings.HasPrefix(name, "swag") {
			net = bnn.MAP{Net: net}
		}
		d, m := diagnosed(t, c, net, k.f, k.epochs)
		var told string
		for _, w := range d.Warnings() {
			if strings.Contains(w, "temperature") {
				told = w
			}
		}
		n := m.Sampler.Len()
		if n == 0 {
			n = 2000
		}
		w := widths(t, m, n)
		t.Logf("%s: temperature %.3f ± %.3f, acceptance %.2f, widths %.3f and %.3f", name, d.Temperature, d.TemperatureErr, d.Accept, w[0], w[1])
		if (told == "") != (k.want == "") || !strings.Contains(told, k.want) {
			t.Errorf("%s: widths %v, temperature %v ± %v: warning %q, want %q", name, w, d.Temperature, d.TemperatureErr, told, k.want)
		}
	}
}

// Several starts of SWAG are one normal each, of which draws come in turn; the first is that of one start. They are compared,
// those of a convex loss agree, and those that had no time to arrive do not.
func TestSWAGChains(t *testing.T) {
	c := newConjugateOf(t, wideRows(), 2.06, 1)
	net := bnn.MAP{Net: linear{SD: c.noise}}
	swag := bnn.SWAG{Trainer: training.Trainer{Loss: losses.ELBO{Rows: 12}, Seed: 1}}
	_, single := diagnosed(t, c, net, swag, 400)
	swag.Chains = 3
	d, m := diagnosed(t, c, net, swag, 400)
	if len(d.LogJoint) != 3 || !(d.MaxRHat() < 1.5) {
		t.Errorf("%d chains, R-hat %v", len(d.LogJoint), d.RHat)
	}
	at := func(m *training.Model, k int) []float64 {
		into := m.Params.Clone()
		if err := m.Sampler.Sample(into, 7, k); err != nil {
			t.Fatal(err)
		}
		return vectorOf(into)
	}
	for k := range 6 {
		same := true
		for i, w := range at(m, k) {
			same = same && w == at(single, k)[i]
		}
		if same != (k%3 == 0) {
			t.Errorf("draw %d of three starts: as of the first alone %v", k, same)
		}
	}
	swag.Collect = 20
	far, _ := diagnosed(t, c, net, swag, 20)
	if w := strings.Join(far.Warnings(), "; "); !(far.MaxRHat() > 1.1) || !strings.Contains(w, "the chains have not met") {
		t.Errorf("starts that have not arrived: R-hat %v, warnings %q", far.RHat, w)
	}
	if q := predict(t, m, mat.NewDense(1, 1, []float64{.5}), training.Draws(30)); q.Draws() != 30 {
		t.Errorf("%d draws", q.Draws())
	}
	for want, s := range map[string]bnn.SWAG{
		"-1 chains":                  {Chains: -1},
		"share the state of Trainer": {Chains: 2, Trainer: training.Trainer{Solver: momentum()}},
	} {
		if _, err := s.Fit(ctx, m, c.set, 10); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
