package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
)

// At the exact posterior log p(D, w) - log q(w) is the same number for every draw, so that its derivative through the draw is 0,
// to the rounding of sums of 40 terms: a step of rate 1 moves nothing. With the entropy in closed form it moves.
func TestPathwiseGradientVanishesAtTheExactPosterior(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 3, .5, 2)
	for name, exact := range map[string]func(testing.TB) *training.Model{"full": c.exactFull, "low rank": c.exactLowRank, "correlated": c.exactCorrelated} {
		for seed := range uint64(5) {
			for _, pathwise := range []bool{true, false} {
				m := exact(t)
				before := m.Params.Clone()
				tr := training.Trainer{Solver: &training.SGD{Rate: training.Constant(1)}, Seed: seed}
				c.fit(t, m, tr, losses.ELBO{Pathwise: pathwise}, 1)
				largest := 0.
				for path, w := range m.Params.All() {
					for i, v := range ops.Data[float64](before.Get(path)) {
						largest = max(largest, math.Abs(ops.Data[float64](w)[i]-v))
					}
				}
				if pathwise != (largest < 1e-10) {
					t.Errorf("%s, seed %d, pathwise %v: the step moves a parameter by %v", name, seed, pathwise, largest)
				}
			}
		}
	}
}

// With one draw a step the full posterior is learned as well as with 16 without: in the same number of steps every standard
// deviation is within 2%.
func TestOneDrawLearnsTheFullCovariance(t *testing.T) {
	c := newConjugate(t, 40, 2, .5, 2)
	m := &training.Model{Net: c.net(bnn.FullCovariance{}, bnn.SharedSample), Dtype: float64Type}
	tr := training.Trainer{Solver: &training.Adam{Rate: training.Step(.05, warm, .01)}, Average: averaged, Seed: 1}
	h := c.fit(t, m, tr, losses.ELBO{Pathwise: true}, warm+averaged)
	cov := fullCovariance(m.Params)
	for i, mean := range weightsOf(m.Params, "loc") {
		sd, want := math.Sqrt(cov.At(i, i)), math.Sqrt(c.cov.At(i, i))
		t.Logf("weight %d: %v +- %v, exactly %v +- %v", i, mean, sd, c.mean[i], want)
		if math.Abs(sd/want-1) > .02 || math.Abs(mean-c.mean[i]) > tolerance*want {
			t.Errorf("weight %d is %v +- %v, exactly %v +- %v", i, mean, sd, c.mean[i], want)
		}
	}
	if last := h[len(h)-1]; !last.Bound.Sampled || math.Abs(-40*last.Loss-c.evidence) > .05 {
		t.Errorf("the last bound is %v, the log evidence %v", -40*last.Loss, c.evidence)
	}
}

func TestPathwiseMistakes(t *testing.T) {
	c := newConjugate(t, 40, 2, .5, 2)
	for want, e := range map[string]losses.ELBO{
		"biased":       {Rows: 40, Pathwise: true, ImportanceWeighted: true, Draws: 3},
		"SharedSample": {Rows: 40, Pathwise: true},
	} {
		m := &training.Model{Net: c.net(bnn.MeanField{}, bnn.Flipout)}
		_, err := training.Trainer{Loss: e}.Fit(ctx, m, c.set, 1)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

// Away from the optimum a pathwise gradient has the same expectation: within 5 standard errors, for every posterior and for the
// process, by steps of 25 draws each.
func TestPathwiseGradientIsUnbiased(t *testing.T) {
	slow.Test(t)
	const steps, draws = 16, 25
	c := newConjugate(t, 40, 2, .5, 2)
	wide := layers.Constant(.3)
	for name, net := range map[string]training.Net{
		"mean field": c.net(bnn.MeanField{SD: wide}, bnn.SharedSample),
		"low rank":   c.net(bnn.LowRank{SD: wide}, bnn.SharedSample),
		"full":       c.net(bnn.FullCovariance{SD: wide}, bnn.SharedSample),
		"correlated": c.net(bnn.Correlated{SD: wide}, bnn.SharedSample),
		"mixture":    whole(bnn.Variational{Net: linear{SD: .5}, Prior: bnn.ScaleMixture{}}),
		"process":    bnn.VariationalGP{Inducing: 3},
		"unwhitened": bnn.VariationalGP{Inducing: 3, Unwhitened: true},
	} {
		m := &training.Model{Net: net, Dtype: float64Type}
		c.fit(t, m, training.Trainer{}, losses.ELBO{}, 0)
		start := m.Params
		sample := func(pathwise bool) *moments {
			found := &moments{mean: map[string][]float64{}, m2: map[string][]float64{}}
			for seed := range uint64(steps) {
				m.Params = start.Clone()
				tr := training.Trainer{Solver: &training.SGD{Rate: training.Constant(1)}, Seed: seed}
				c.fit(t, m, tr, losses.ELBO{Pathwise: pathwise, Draws: draws}, 1)
				found.n++
				for path, w := range m.Params.All() {
					found.add(path, ops.Data[float64](w))
				}
			}
			return found
		}
		plain, pathwise := sample(false), sample(true)
		for path := range plain.mean {
			for i, want := range plain.mean[path] {
				got, se := pathwise.mean[path][i], math.Hypot(plain.se(path, i), pathwise.se(path, i))
				if math.Abs(got-want) > 5*se+1e-12 {
					t.Errorf("%s: the step of %s[%d] goes to %v on average, without to %v, standard error %v", name, path, i, got, want, se)
				}
			}
		}
	}
}
