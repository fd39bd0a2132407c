package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// class predicts classes from a hidden layer: two by one logit, or k.
type class struct{ k int }

func (c class) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: 3, Activation: layers.Tanh}, x)
	if c.k == 2 {
		return distributions.Bernoulli{Logits: ops.Reshape(s.Call("logits", layers.Dense{Units: 1}, h), x.Shape()[0])}
	}
	return distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: c.k}, h)}
}

// The curvature is the Hessian of -log p, in expectation over targets: exactly so for logits, whatever the targets, and for a
// normal over targets a standard deviation to either side of the mean, since the Hessian is quadratic in the target.
func TestLaplaceCurvature(t *testing.T) {
	for _, c := range []struct {
		name string
		net  training.Net
		dim  int
	}{{"bernoulli", class{2}, 4}, {"categorical", class{3}, 12}, {"normal", wave{3}, 8}} {
		t.Run(c.name, func(t *testing.T) {
			s := classes(25, 3)
			if c.dim == 4 {
				s = classes(25, 2)
			}
			m, _ := fitted(t, c.net, s, .05, 20)
			if c.name == "normal" {
				s = eitherSide(predict(t, m, s.X), s.X)
			}
			params := m.Params
			f := laplace(t, bnn.Laplace{Precision: 2, KeepMode: true}, m, s)
			if f.Cov.SymmetricDim() != c.dim {
				t.Fatalf("%d weights in layers %v, want %d", f.Cov.SymmetricDim(), f.Layers, c.dim)
			}
			precision := mat.NewSymDense(c.dim, nil)
			var chol mat.Cholesky
			if !chol.Factorize(f.Cov) || chol.InverseTo(precision) != nil {
				t.Fatal("the covariance is not positive definite")
			}
			hessian := hessianOf(t, c.net, params, f, s)
			for i := range c.dim {
				for j := range c.dim {
					want := hessian.At(i, j)
					if i == j {
						want += 2
					}
					// Central differences with steps of 1e-3 of sums of 25 to 50 terms: 1e-6 of truncation for derivatives of order 1.
					if got := precision.At(i, j); math.Abs(got-want) > 1e-4 {
						t.Errorf("(%d, %d): %v, want %v", i, j, got, want)
					}
				}
			}
		})
	}
}

// classes is rows of two features and a class.
func classes(n, k int) data.Set {
	s := twoFeatures(n, .5, 3)
	for i, y := range s.Y {
		s.Y[i] = float64(min(max(int(math.Floor(y))+k/2, 0), k-1))
	}
	return s
}

// eitherSide has each row twice, with the targets a standard deviation below and above the mean.
func eitherSide(q distributions.Posterior, x *mat.Dense) data.Set {
	n, d := x.Dims()
	s := data.Set{X: mat.NewDense(2*n, d, nil), Y: make([]float64, 2*n)}
	mean, sd := q.Mean(), q.StdDev()
	for i := range n {
		s.X.SetRow(2*i, x.RawRowView(i))
		s.X.SetRow(2*i+1, x.RawRowView(i))
		s.Y[2*i], s.Y[2*i+1] = mean[i]-sd[i], mean[i]+sd[i]
	}
	return s
}

// hessianOf is that of minus the log-likelihood by the weights of the fit's layers.
func hessianOf(t *testing.T, net training.Net, params *layers.Params, f bnn.LaplaceFit, s data.Set) *mat.Dense {
	p := params.Clone()
	var at []*float64
	for _, l := range f.Layers {
		for _, name := range []string{"/kernel", "/bias"} {
			v := ops.Data[float64](p.Get(l + name))
			for i := range v {
				at = append(at, &v[i])
			}
		}
	}
	one := &data.Affine{Shift: []float64{0}, Scale: []float64{1}}
	m := &training.Model{Net: net, Dtype: tensor.Float64, Fitted: training.Fitted{Params: p, XScale: &data.Affine{Shift: []float64{0, 0}, Scale: []float64{1, 1}}, YScale: one}}
	const h = 1e-3
	value := func(i, j int, a, b float64) (sum float64) {
		*at[i] += a
		*at[j] += b
		for _, l := range predict(t, m, s.X).LogProb(s.Y) {
			sum -= l
		}
		*at[i] -= a
		*at[j] -= b
		return sum
	}
	out := mat.NewDense(len(at), len(at), nil)
	for i := range at {
		for j := range i + 1 {
			d := (value(i, j, h, h) - value(i, j, h, -h) - value(i, j, -h, h) + value(i, j, -h, -h)) / (4 * h * h)
			out.Set(i, j, d)
			out.Set(j, i, d)
		}
	}
	return out
}
