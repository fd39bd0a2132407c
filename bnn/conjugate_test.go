package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// Averaged over enough steps, the parameters have the error of the mean over N draws. That of loc is the mean of the
// deviations, sd/sqrt(N). The gradient of log sd_i is sum_j r_ij e_i e_j - 1 for the correlations r of the precision, with
// variance at most d + 1 and slope 2, so its error is sqrt(d + 1)/(2 sqrt(N)): at d = 3 four of them are 2% at N = 40,000.
const (
	warm, averaged = 500, 2500
	draws          = 16
	tolerance      = .02 // 4/sqrt(averaged·draws)
)

func (c *conjugate) converge(t *testing.T, m *training.Model, draws int) {
	t.Helper()
	tr := training.Trainer{Solver: &training.Adam{Rate: training.Step(.05, warm, .01)}, Average: averaged, Seed: 1}
	c.fit(t, m, tr, losses.ELBO{Draws: draws}, warm+averaged)
}

// The mean-field fit is the exact mean-field optimum: the means of the exact posterior, and the standard deviations of
// each weight given the others, 1/sqrt of the precision's diagonal. So for every estimator, and through Gorgonia's own
// Adam. Noise of its own for each of the 40 rows makes up for fewer draws.
func TestMeanFieldOptimum(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 2, .5, 2)
	for _, e := range []bnn.Estimator{bnn.SharedSample, bnn.LocalReparametrization, bnn.Flipout} {
		n := draws
		if e == bnn.LocalReparametrization {
			n = 4
		}
		m := &training.Model{Net: c.net(bnn.MeanField{}, e), Dtype: float64Type}
		c.converge(t, m, n)
		c.checkMeanField(t, e.String(), m.Params)
	}
	m := &training.Model{Net: c.net(bnn.MeanField{}, bnn.LocalReparametrization), Dtype: float64Type}
	for _, stage := range []struct {
		rate         float64
		epochs, kept int
	}{{.05, warm, 0}, {.01, averaged, averaged}} {
		tr := training.Trainer{Solver: G.NewAdamSolver(G.WithLearnRate(stage.rate)), Average: stage.kept, Seed: 2}
		c.fit(t, m, tr, losses.ELBO{Draws: 4}, stage.epochs)
	}
	c.checkMeanField(t, "gorgonia.AdamSolver", m.Params)
}

func (c *conjugate) checkMeanField(t *testing.T, name string, p *layers.Params) {
	t.Helper()
	loc, scale := weightsOf(p, "loc"), weightsOf(p, "scale")
	for i := range loc {
		sd := 1 / math.Sqrt(c.precision.At(i, i))
		if math.Abs(softplus(scale[i])/sd-1) > tolerance || math.Abs(loc[i]-c.mean[i]) > tolerance*sd {
			t.Errorf("%s: weight %d is %v +- %v, the optimum %v +- %v", name, i, loc[i], softplus(scale[i]), c.mean[i], sd)
		}
	}
}

// At the exact posterior p(y | w) p(w)/q(w) is the evidence under every draw: the bound by importance is the log evidence,
// to the rounding of sums of 40 terms, and no draw differs. Both joint posteriors can be exact, and that of a layer of one unit.
func TestBoundIsTheEvidence(t *testing.T) {
	c := newConjugate(t, 40, 3, .5, 2)
	for name, m := range map[string]*training.Model{"full": c.exactFull(t), "low rank": c.exactLowRank(t), "correlated": c.exactCorrelated(t)} {
		for _, draws := range []int{2, 5} {
			e := c.still(t, m, losses.ELBO{ImportanceWeighted: true, Draws: draws})
			if got := -40 * e.Loss; math.Abs(got-c.evidence) > 1e-10*math.Abs(c.evidence) {
				t.Errorf("%s: bound of %d draws %v, log evidence %v", name, draws, got, c.evidence)
			}
		}
	}
}

// The ELBO is at most the log evidence: with KL and expectation in closed form for the Gaussians they are. The KL is
// exact, the likelihood's part within 5 standard errors of its expectation.
func TestBoundParts(t *testing.T) {
	c := newConjugate(t, 40, 3, .5, 2)
	const draws = 2000
	for name, m := range map[string]*training.Model{"full": c.exactFull(t), "low rank": c.exactLowRank(t), "correlated": c.exactCorrelated(t)} {
		b := c.still(t, m, losses.ELBO{Draws: draws}).Bound
		if kl := c.kl(c.mean, c.cov); math.Abs(40*b.KL-kl) > 1e-10*kl || b.Sampled {
			t.Errorf("%s: KL %v, exactly %v; sampled %v", name, 40*b.KL, kl, b.Sampled)
		}
		// The square of the residuals around the fit is chi² of d degrees over the draws: variance d/2 nats².
		if se := math.Sqrt(float64(len(c.mean)) / 2 / draws); math.Abs(40*b.ELBO()-c.evidence) > 5*se {
			t.Errorf("%s: ELBO %v, log evidence %v, standard error %v", name, 40*b.ELBO(), c.evidence, se)
		}
	}
	m := c.model(t, bnn.MeanField{})
	d, q, gap := len(c.mean), mat.NewSymDense(len(c.mean), nil), 0.
	scale := make([]float64, d)
	var chol mat.Cholesky
	chol.Factorize(c.cov)
	for i := range d {
		q.SetSym(i, i, 1/c.precision.At(i, i))
		scale[i] = softplusInverse(math.Sqrt(q.At(i, i)))
		gap -= math.Log(q.At(i, i)) / 2
	}
	gap += chol.LogDet() / 2 // KL of the optimum from the exact posterior
	setWeights(m.Params, "loc", c.mean)
	setWeights(m.Params, "scale", scale)
	b := c.still(t, m, losses.ELBO{Draws: draws}).Bound
	if kl := c.kl(c.mean, q); math.Abs(40*b.KL-kl) > 1e-10*kl {
		t.Errorf("mean field: KL %v, exactly %v", 40*b.KL, kl)
	}
	// The square's eigenvalues under q sum to at most d, so its variance is at most d²/2.
	if se := float64(d) / math.Sqrt(2*draws); math.Abs(40*b.ELBO()-(c.evidence-gap)) > 5*se || gap < 10*se {
		t.Errorf("mean field: ELBO %v, log evidence less the gap %v is %v, standard error %v", 40*b.ELBO(), gap, c.evidence-gap, se)
	}
}

// kl is that of N(mean, cov) from the prior.
func (c *conjugate) kl(mean []float64, cov *mat.SymDense) float64 {
	var chol mat.Cholesky
	chol.Factorize(cov)
	s2 := c.prior * c.prior
	kl := -chol.LogDet()
	for i, m := range mean {
		kl += (m*m+cov.At(i, i))/s2 - 1 + math.Log(s2)
	}
	return kl / 2
}
