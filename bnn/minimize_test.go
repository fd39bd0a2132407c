package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// The mode of a linear map's weights under a normal prior is (X'X/sd² + 1)^-1 X'y/sd²; Minimize comes to it by either method, and a
// FullHessian Laplace around it has the exact covariance.
func TestMinimizeFindsMode(t *testing.T) {
	const sd = .5
	s := plane(40, 2, sd, 3)
	x := mat.NewDense(40, 3, nil)
	for i := range 40 {
		x.SetRow(i, append(append([]float64{}, s.X.RawRowView(i)...), 1))
	}
	f := mat.NewSymDense(3, nil)
	f.SymOuterK(1/(sd*sd), x.T())
	cov := inverseOf(t, f, 1)
	var moment, mode mat.VecDense
	moment.MulVec(x.T(), mat.NewVecDense(40, s.Y))
	moment.ScaleVec(1/(sd*sd), &moment)
	mode.MulVec(cov, &moment)
	for _, method := range []training.Method{training.LBFGS{}, training.GaussNewton{}} {
		m := &training.Model{Net: bnn.MAP{Net: linear{SD: sd}}, Dtype: tensor.Float64}
		h, err := training.Trainer{Loss: losses.ELBO{Rows: 40}, Seed: 1}.Minimize(ctx, m, s, training.Minimization{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		w := append(append([]float64{}, ops.Data[float64](m.Params.Get("head/kernel"))...), ops.Data[float64](m.Params.Get("head/bias"))...)
		for i, got := range w {
			if math.Abs(got-mode.AtVec(i)) > 1e-7 {
				t.Errorf("%v: weight %d is %v, want %v (%s)", method, i, got, mode.AtVec(i), h[len(h)-1].Stopped)
			}
		}
		fit := laplace(t, bnn.Laplace{Only: all, Curvature: bnn.FullHessian, Precision: 1}, m, s)
		for i, v := range fit.Variance {
			near(t, "variance", v, cov.At(i, i), 1)
		}
	}
}

// With draws that stay, weights that are distributions are minimized too; Gauss-Newton steps refuse them.
func TestMinimizeVariational(t *testing.T) {
	s := plane(40, 2, .5, 3)
	m := &training.Model{Net: whole(bnn.Variational{Net: linear{SD: .5}}), Dtype: tensor.Float64}
	tr := training.Trainer{Loss: losses.ELBO{Rows: 40, Draws: 8}, Seed: 1}
	h, err := tr.Minimize(ctx, m, s, training.Minimization{})
	if err != nil || len(h) < 2 || h[len(h)-1].Bound == nil {
		t.Fatal(err, len(h))
	}
	last := h[len(h)-1]
	if got := -last.Bound.ELBO(); math.Abs(got-last.Loss) > 1e-9 {
		t.Errorf("the loss is %v, its parts %v", last.Loss, got)
	}
	if _, err := tr.Minimize(ctx, m, s, training.Minimization{Method: training.GaussNewton{}}); err == nil {
		t.Error("Gauss-Newton steps took a network that draws its weights")
	}
}
