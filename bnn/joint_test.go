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
)

// exactFull sets a FullCovariance to the exact posterior.
func (c *conjugate) exactFull(t testing.TB) *training.Model {
	m := c.model(t, bnn.FullCovariance{})
	var chol mat.Cholesky
	chol.Factorize(c.cov)
	var l mat.TriDense
	chol.LTo(&l)
	d := len(c.mean)
	diagonal, lower := make([]float64, d), []float64{}
	for i := range d {
		diagonal[i] = softplusInverse(l.At(i, i))
		for j := range d {
			if i < d-1 && j == d-1 { // the kernel's rows of L end before the bias
				continue
			}
			lower = append(lower, l.At(i, min(j, i)))
		}
	}
	setWeights(m.Params, "loc", c.mean)
	setWeights(m.Params, "scale", diagonal)
	setWeights(m.Params, "factor", lower)
	return m
}

// exactLowRank sets a LowRank to the exact posterior: as many columns as weights are enough for any covariance.
func (c *conjugate) exactLowRank(t testing.TB) *training.Model {
	d := len(c.mean)
	m := c.model(t, bnn.LowRank{Rank: d})
	var eigen mat.EigenSym
	eigen.Factorize(c.cov, true)
	least := eigen.Values(nil)[0] / 2
	rest := mat.NewSymDense(d, nil)
	rest.CopySym(c.cov)
	diagonal, factor := make([]float64, d), []float64{}
	for i := range d {
		rest.SetSym(i, i, rest.At(i, i)-least)
		diagonal[i] = softplusInverse(math.Sqrt(least))
	}
	var chol mat.Cholesky
	chol.Factorize(rest)
	var l mat.TriDense
	chol.LTo(&l)
	for i := range d {
		for j := range d {
			factor = append(factor, l.At(i, j))
		}
	}
	setWeights(m.Params, "loc", c.mean)
	setWeights(m.Params, "scale", diagonal)
	setWeights(m.Params, "factor", factor)
	return m
}

// The full posterior is learned: means to the same tolerance of the standard deviations, and their products to twice it.
func TestFullCovarianceLearns(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 2, .5, 2)
	m := &training.Model{Net: c.net(bnn.FullCovariance{}, bnn.SharedSample), Dtype: float64Type}
	c.converge(t, m, draws)
	cov := fullCovariance(m.Params)
	for i, mean := range weightsOf(m.Params, "loc") {
		if sd := math.Sqrt(c.cov.At(i, i)); math.Abs(mean-c.mean[i]) > tolerance*sd {
			t.Errorf("mean %d is %v, exactly %v +- %v", i, mean, c.mean[i], sd)
		}
		for j := range c.mean {
			if sds := math.Sqrt(c.cov.At(i, i) * c.cov.At(j, j)); math.Abs(cov.At(i, j)-c.cov.At(i, j)) > 2*tolerance*sds {
				t.Errorf("covariance %d, %d is %v, exactly %v (%v)", i, j, cov.At(i, j), c.cov.At(i, j), sds)
			}
		}
	}
}

// A low rank closes nearly all of the mean field's distance from the exact posterior; what is left at the last step, of
// decaying rates, is their noise.
func TestLowRankLearns(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 2, .5, 2)
	d, p := len(c.mean), bnn.LowRank{Rank: 2}
	m := &training.Model{Net: c.net(p, bnn.SharedSample), Dtype: float64Type}
	tr := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.05, 2000, 0)}, Seed: 1}
	c.fit(t, m, tr, losses.ELBO{Draws: draws}, 2000)
	field := mat.NewSymDense(d, nil)
	for i := range d {
		field.SetSym(i, i, 1/c.precision.At(i, i))
	}
	if got, wide := c.distance(weightsOf(m.Params, "loc"), lowRankCovariance(m.Params, p.Rank)), c.distance(c.mean, field); !(got < .02*wide) {
		t.Errorf("the low rank is %v nats from the exact posterior, the best mean field %v", got, wide)
	}
}

// distance is KL(N(mean, cov) || exact posterior).
func (c *conjugate) distance(mean []float64, cov *mat.SymDense) float64 {
	var q, p mat.Cholesky
	q.Factorize(cov)
	p.Factorize(c.cov)
	var inner mat.Dense
	inner.Mul(c.precision, cov)
	kl := mat.Trace(&inner) - float64(len(mean)) + p.LogDet() - q.LogDet()
	for i := range mean {
		for j := range mean {
			kl += (mean[i] - c.mean[i]) * c.precision.At(i, j) * (mean[j] - c.mean[j])
		}
	}
	return kl / 2
}

// lowRankCovariance is D² + F Fᵀ.
func lowRankCovariance(p *layers.Params, rank int) *mat.SymDense {
	sd, factor := each(weightsOf(p, "scale"), softplus), weightsOf(p, "factor")
	cov := mat.NewSymDense(len(sd), nil)
	cov.SymOuterK(1, mat.NewDense(len(sd), rank, factor))
	for i, v := range sd {
		cov.SetSym(i, i, cov.At(i, i)+v*v)
	}
	return cov
}

// fullCovariance is L Lᵀ; the kernel's rows of L end before the bias.
func fullCovariance(p *layers.Params) *mat.SymDense {
	sd, factor := each(weightsOf(p, "scale"), softplus), weightsOf(p, "factor")
	d := len(sd)
	l := mat.NewDense(d, d, nil)
	for i, v := range sd {
		l.Set(i, i, v)
		for j := range i {
			l.Set(i, j, factor[i*(d-1)+j])
		}
	}
	cov := mat.NewSymDense(d, nil)
	cov.SymOuterK(1, l)
	return cov
}

// A mean over steps keeps F Fᵀ, though F turns. With all rows a step, what is left are nine numbers known to about 1/sqrt(N) each from N
// draws, 9/(2N) = 1.1e-4 nats on average, of which four times is allowed; the plain mean of F, too small, is some 15e-4 away.
// Smaller batches add noise of their own, which the mean is to take away as well.
func TestAverageOfLowRank(t *testing.T) {
	slow.Test(t)
	c := newConjugate(t, 40, 2, .5, 2)
	p := bnn.LowRank{Rank: 2}
	for _, batch := range []int{40, 10} {
		m := &training.Model{Net: c.net(p, bnn.SharedSample), Dtype: float64Type}
		tr := training.Trainer{Loss: losses.ELBO{Rows: 40, Draws: draws * batch / 40}, BatchSize: batch, Seed: 1}
		steps := 40 / batch
		tr.Solver, tr.Average = &training.Adam{Rate: training.Step(.05, float64(warm/steps), .01)}, averaged/steps
		fit(t, tr, m, c.set, (warm+averaged)/steps)
		mean := c.distance(weightsOf(m.Params, "loc"), lowRankCovariance(m.Params, p.Rank))
		if err := m.Params.CopyFrom(m.Run.Last); err != nil {
			t.Fatal(err)
		}
		last := c.distance(weightsOf(m.Params, "loc"), lowRankCovariance(m.Params, p.Rank))
		t.Logf("batches of %d: %.2g nats from the exact posterior, the last step %.2g", batch, mean, last)
		if batch == 40 && !(mean < 4*9/(2.*averaged*draws)) || !(mean < last/4) {
			t.Errorf("batches of %d: the mean over steps is %v nats from the exact posterior, the last step %v", batch, mean, last)
		}
	}
}
