package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Of a linear map the closed form is the exact prediction, N(a'w, a'Σa + noise²), and its parts; draws are those of the weights.
func TestLinearizedIsExactForRegression(t *testing.T) {
	c := newConjugate(t, 40, 2, .5, 1)
	m, _ := fitted(t, linear{SD: c.noise}, c.set, .1, 0)
	f := laplace(t, bnn.Laplace{Precision: 1}, m, c.set)
	x := plane(7, 2, 0, 5).X
	l := linearize(t, f, x, 0)
	for i := range 7 {
		a := mat.NewVecDense(3, append(append([]float64{}, x.RawRowView(i)...), 1))
		epistemic := mat.Inner(a, c.cov, a)
		near(t, "mean", l.Mean()[i], mat.Dot(a, mat.NewVecDense(3, c.mean)), 1)
		near(t, "variance", l.Variance()[i], epistemic+c.noise*c.noise, 1)
		near(t, "epistemic", l.Epistemic()[i], epistemic, 1)
		near(t, "aleatoric", l.Aleatoric()[i], c.noise*c.noise, 1)
		near(t, "covariance", l.Cov[i].At(0, 0), epistemic, 1)
		near(t, "output", l.Outputs.At(i, 0), l.Mean()[i], 1)
	}
}

// Draws of the tangent are draws of the weights where the network is linear in them, in the target's units, for last layers
// and for all, whatever the structure.
func TestLinearizedDraws(t *testing.T) {
	s := plane(50, 2, .4, 1)
	for i := range s.Y {
		s.Y[i] = 100 + 20*s.Y[i]
	}
	for _, how := range []bnn.Laplace{{}, {Only: []string{"*"}}, {Curvature: bnn.KroneckerExpand}, {Curvature: bnn.DiagonalCurvature}, {Subnetwork: 2}} {
		m := &training.Model{Net: bnn.Regression{Layer: headLayer{}}, Dtype: tensor.Float64, X: data.Standardize{}, Y: data.Standardize{}}
		fit(t, training.Trainer{Seed: 1}, m, s, 100)
		f := laplace(t, how, m, s)
		want, got := predict(t, m, s.X, training.Draws(20)), linearize(t, f, s.X, 20)
		closed := linearize(t, f, s.X, 0)
		for i := range s.Y {
			near(t, "mean", got.Mean()[i], want.Mean()[i], 100)
			near(t, "variance", got.Variance()[i], want.Variance()[i], 100)
			near(t, "epistemic", got.Epistemic()[i], want.Epistemic()[i], 100)
			near(t, "aleatoric", got.Aleatoric()[i], want.Aleatoric()[i], 100)
			near(t, "aleatoric of the closed form", closed.Aleatoric()[i], want.Aleatoric()[i], 100)
		}
	}
}

// A covariance of outputs is J Σ J' with the derivatives of predictions: of location and log scale of a deep network.
func TestLinearizedCovariance(t *testing.T) {
	s := noisy(20, 6)
	m, _ := fitted(t, signals{}, s, .02, 40)
	f := laplace(t, bnn.Laplace{Only: []string{"*"}, Precision: 2}, m, s)
	mean, sd, at := slopes(t, m, signalPaths, s.X)
	l := linearize(t, f, s.X, 0)
	for i := range s.Y {
		j := mat.NewDense(2, 30, nil)
		j.SetRow(0, mean.RawRowView(i))
		j.SetRow(1, sd.RawRowView(i))
		var half, want mat.Dense
		half.Mul(j, f.Cov)
		want.Mul(&half, j.T())
		closeTo(t, "variance of the location", l.Cov[i].At(0, 0), want.At(0, 0), 10)
		closeTo(t, "covariance", l.Cov[i].At(0, 1), want.At(0, 1)/at[i], 10)
		closeTo(t, "variance of the log scale", l.Cov[i].At(1, 1), want.At(1, 1)/(at[i]*at[i]), 10)
		near(t, "log scale", l.Outputs.At(i, 1), math.Log(at[i]), 1)
		near(t, "variance", l.Variance()[i], at[i]*at[i]+l.Cov[i].At(0, 0), 1)
	}
}

// The probit's probabilities of one are those of logits drawn from N(f, v), to the .02 that the documentation says, and the
// variance of probabilities is that of the draws, to 5 standard errors.
func TestLinearizedProbit(t *testing.T) {
	s := classes(30, 2)
	m, _ := fitted(t, class{2}, s, .05, 60)
	f := laplace(t, bnn.Laplace{Precision: .3, KeepMode: true}, m, s)
	far := mat.NewDense(3, 2, []float64{.2, .1, 2, -1, -4, 3})
	const draws = 4000
	l, drawn := linearize(t, f, far, 0), linearize(t, f, far, draws)
	for i := range 3 {
		sd := math.Sqrt(l.Cov[i].At(0, 0))
		var p float64
		const steps = 2000
		for k := range steps { // the mean over quantiles, by the midpoint rule: errors of 1/steps² but in the tails
			z := math.Sqrt2 * math.Erfinv(2*(float64(k)+.5)/steps-1)
			p += 1 / (1 + math.Exp(-l.Outputs.At(i, 0)-sd*z)) / steps
		}
		if got := l.Mean()[i]; math.Abs(got-p) > .02 {
			t.Errorf("row %d: probability %v by the probit, %v by quadrature", i, got, p)
		}
		// A variance of numbers in [0, 1] has a standard error of at most 1/(4 sqrt(draws)).
		if got, want := l.Epistemic()[i], drawn.Epistemic()[i]; math.Abs(got-want) > 5./4/math.Sqrt(draws) || !(got > 0) {
			t.Errorf("row %d: epistemic %v, of draws %v", i, got, want)
		}
		near(t, "aleatoric", l.Aleatoric()[i]+l.Epistemic()[i], l.Variance()[i], 1)
	}
}

// The logits of several classes shrink each by its own variance.
func TestLinearizedCategorical(t *testing.T) {
	s := classes(30, 3)
	m, _ := fitted(t, class{3}, s, .05, 60)
	f := laplace(t, bnn.Laplace{Precision: 1, KeepMode: true}, m, s)
	l := linearize(t, f, s.X, 0)
	for i := range s.Y {
		var p [3]float64
		sum := 0.
		for k := range p {
			p[k] = math.Exp(l.Outputs.At(i, k) / math.Sqrt(1+math.Pi/8*l.Cov[i].At(k, k)))
			sum += p[k]
		}
		near(t, "mean", l.Mean()[i], (p[1]+2*p[2])/sum, 1)
		if !math.IsNaN(l.Epistemic()[i]) {
			t.Error("an epistemic variance of classes in closed form")
		}
	}
}

func TestLinearizedMistakes(t *testing.T) {
	s := twoFeatures(20, .3, 1)
	m, _ := fitted(t, mixed{2}, s, .05, 5)
	f := laplace(t, bnn.Laplace{Precision: 1}, m, s)
	for _, c := range []struct {
		want  string
		f     bnn.LaplaceFit
		x     *mat.Dense
		draws int
	}{
		{"it comes from Laplace.Fit", bnn.LaplaceFit{}, s.X, 0},
		{"no rows", f, nil, 0},
		{"-1 draws", f, s.X, -1},
		{"has no closed form: ask for draws", f, s.X, 0},
		{"1 more than the 2 features", f, mat.NewDense(1, 3, nil), 5},
		{"row 0", f, mat.NewDense(1, 2, []float64{0, math.NaN()}), 5},
	} {
		if _, err := c.f.Linearize(ctx, c.x, c.draws); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

// All weights of a deep network: draws leave the region that the curvature is of, the tangent does not.
func TestLinearizedPredictsBetterThanDraws(t *testing.T) {
	slow.Test(t)
	s := noisy(60, 1)
	test := data.Set{X: mat.NewDense(200, 1, nil), Y: make([]float64, 200)}
	for i := range test.Y {
		v := float64(i)/50 - 2
		test.X.Set(i, 0, v)
		test.Y[i] = math.Sin(v)
	}
	m, _ := fitted(t, bnn.MAP{Net: bnn.Regression{Layer: layers.MLP{Widths: []int{20, 20, 1}, Activation: layers.Tanh}, Noise: .3}}, s, .02, 300)
	f := laplace(t, bnn.Laplace{Only: []string{"*"}}, m, s)
	mean := func(v []float64) (sum float64) {
		for _, x := range v {
			sum += x / float64(len(v))
		}
		return sum
	}
	tangent := mean(linearize(t, f, test.X, 0).LogProb(test.Y))
	drawn := mean(predict(t, m, test.X, training.Draws(50)).LogProb(test.Y))
	t.Logf("noise %.3f, precisions %.3g: log-likelihood of the function itself %.3f by the tangent, %.3f by draws", f.Noise, f.Precision, tangent, drawn)
	if !f.Converged { // 461 weights and 60 rows: the whole of MacKay's steps leads to and fro
		t.Errorf("precisions %v have not come to rest", f.Precision)
	}
	if !(tangent > drawn+.1) {
		t.Errorf("log-likelihood %v by the tangent, %v by draws of the weights", tangent, drawn)
	}
}
