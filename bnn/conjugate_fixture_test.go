package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// conjugate is Bayesian linear regression, y ~ N(A w, noise²) with w ~ N(0, prior²), solved exactly. The columns of A are the
// features and 1, in the order of head/kernel and head/bias.
type conjugate struct {
	set          data.Set
	noise, prior float64
	precision    *mat.SymDense // AᵀA/noise² + 1/prior²
	cov          *mat.SymDense
	mean         []float64
	evidence     float64 // log p(y)
}

func newConjugate(t testing.TB, rows, features int, noise, prior float64) *conjugate {
	t.Helper()
	return newConjugateOf(t, plane(rows, features, noise, 1), noise, prior)
}

func newConjugateOf(t testing.TB, s data.Set, noise, prior float64) *conjugate {
	t.Helper()
	c := &conjugate{set: s, noise: noise, prior: prior}
	rows, features := s.X.Dims()
	d := features + 1
	a := mat.NewDense(rows, d, nil)
	for i := range rows {
		a.SetRow(i, append(append([]float64{}, c.set.X.RawRowView(i)...), 1))
	}
	var gram mat.Dense
	gram.Mul(a.T(), a)
	c.precision, c.cov = mat.NewSymDense(d, nil), mat.NewSymDense(d, nil)
	for i := range d {
		for j := range i + 1 {
			c.precision.SetSym(i, j, gram.At(i, j)/(noise*noise))
		}
		c.precision.SetSym(i, i, c.precision.At(i, i)+1/(prior*prior))
	}
	var chol mat.Cholesky
	if !chol.Factorize(c.precision) || chol.InverseTo(c.cov) != nil {
		t.Fatal("the precision is not positive definite")
	}
	var moment, mean mat.VecDense
	y := mat.NewVecDense(rows, c.set.Y)
	moment.MulVec(a.T(), y)
	moment.ScaleVec(1/(noise*noise), &moment)
	mean.MulVec(c.cov, &moment)
	c.mean = mean.RawVector().Data
	// log N(y; 0, noise² + prior² A Aᵀ), by the determinant lemma and Woodbury's identity
	logDet := chol.LogDet() + 2*float64(d)*math.Log(prior) + 2*float64(rows)*math.Log(noise)
	square := mat.Dot(y, y)/(noise*noise) - mat.Dot(&mean, &moment)
	c.evidence = -(logDet + square + float64(rows)*math.Log(2*math.Pi)) / 2
	return c
}

// net is the same model with variational weights.
func (c *conjugate) net(p bnn.Posterior, e bnn.Estimator) bnn.Variational {
	return whole(bnn.Variational{Net: linear{SD: c.noise}, Prior: bnn.NormalPrior{Scale: c.prior}, Posterior: p, Estimator: e})
}

// model is an initialized model.
func (c *conjugate) model(t testing.TB, p bnn.Posterior) *training.Model {
	t.Helper()
	m := &training.Model{Net: c.net(p, bnn.SharedSample), Dtype: float64Type}
	c.fit(t, m, training.Trainer{}, losses.ELBO{}, 0)
	return m
}

// fit fits on all rows at once.
func (c *conjugate) fit(t testing.TB, m *training.Model, tr training.Trainer, loss losses.ELBO, epochs int) training.History {
	t.Helper()
	loss.Rows = c.set.Rows()
	tr.Loss, tr.BatchSize = loss, loss.Rows
	return fit(t, tr, m, c.set, epochs)
}

// still is a step that changes nothing: what it reports is the bound at the parameters as they are.
func (c *conjugate) still(t testing.TB, m *training.Model, loss losses.ELBO) training.Epoch {
	t.Helper()
	return c.fit(t, m, training.Trainer{Solver: &training.SGD{Rate: training.Constant(0)}, Seed: 9}, loss, 1)[0]
}

// set writes the elements of a parameter of the kernel and of the bias, which come last.
func setWeights(p *layers.Params, name string, x []float64) {
	kernel, bias := p.Get("head/kernel/"+name), p.Get("head/bias/"+name)
	n := copy(ops.Data[float64](kernel), x)
	copy(ops.Data[float64](bias), x[n:])
}

func weightsOf(p *layers.Params, name string) []float64 {
	return append(append([]float64{}, ops.Data[float64](p.Get("head/kernel/"+name))...), ops.Data[float64](p.Get("head/bias/"+name))...)
}

func softplus(x float64) float64        { return math.Log1p(math.Exp(x)) }
func softplusInverse(y float64) float64 { return math.Log(math.Expm1(y)) }

func each(x []float64, f func(float64) float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = f(v)
	}
	return y
}
