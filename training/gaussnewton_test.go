package training_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gauss-Newton steps come to scipy's minima, whether G is factorized or met in products only, for the nonlinear least squares in no
// more iterations than least_squares (MINPACK's lmder) takes evaluations. Where G is the Hessian convergence is quadratic; of a Normal
// whose scale is predicted it is that only in expectation, and convergence linear.
func TestGaussNewtonEqualsScipy(t *testing.T) {
	for kind, c := range leasts(t) {
		for _, method := range []training.GaussNewton{{}, {Dense: -1}} {
			m := c.model(kind, tensor.Float64)
			h, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: method})
			if err != nil || len(h) == 0 {
				t.Fatalf("%s: %d iterations, %v", kind, len(h), err)
			}
			last := h[len(h)-1]
			t.Logf("%s %+v: %d iterations, %s", kind, method, len(h), last.Stopped)
			if !(math.Abs(last.Loss-c.Loss) <= 1e-8*math.Abs(c.Loss)) {
				t.Errorf("%s: loss %v after %d iterations, scipy has %v: %s", kind, last.Loss, len(h), c.Loss, last.Stopped)
			}
			most := map[string]int{"logistic": 6, "poisson": 6, "heteroscedastic": 30, "mlp": c.Calls}[kind]
			if kind == "mlp" {
				squares := 2 * float64(len(c.Y)) * (last.Loss - math.Log(2*math.Pi)/2)
				if math.Abs(squares-c.Squares) > 1e-8*c.Squares {
					t.Errorf("the sum of squares is %v, least_squares has %v", squares, c.Squares)
				}
			}
			if len(h) > most {
				t.Errorf("%s: %d iterations, want %d at most", kind, len(h), most)
			}
		}
	}
}

// ridged is linear with weights that have a penalty, in two parts whose difference is convex: its minimum is one step away.
type ridged struct{ Precision float64 }

func (r ridged) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	w := s.Param("w", layers.Zeros, x.Shape()[1], 1)
	squares := ops.Sum(ops.Square(w))
	s.Penalty(layers.Penalty{CrossEntropy: ops.MulConst(squares, r.Precision), Entropy: ops.MulConst(squares, r.Precision/2)})
	return distributions.Normal{Loc: ops.Reshape(ops.MatMul(x, w, false, false), x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), .5, 1)}
}

// A quadratic loss is minimized by one undamped step, penalty and all.
func TestGaussNewtonIsNewtonOfQuadratics(t *testing.T) {
	c := leasts(t)["poisson"]
	m := &training.Model{Net: ridged{3}, Dtype: tensor.Float64}
	h, err := training.Trainer{Loss: losses.ELBO{Rows: len(c.Y)}}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: training.GaussNewton{Damping: 1e-15}})
	if err != nil || len(h) > 2 || h[0].GradNorm > 1e-12 {
		t.Fatalf("%v: %+v", err, h)
	}
	if b := h[0].Bound; b == nil || math.Abs(-b.ELBO()-h[0].Loss) > 1e-12 {
		t.Errorf("the parts %+v of a loss of %v", b, h[0].Loss)
	}
}

// aside is a normal whose density does not meet its location, but what that is cut from, or weights themselves.
type aside struct {
	distributions.Normal
	loc func() *G.Node
}

func (a aside) LogProb(y *G.Node) *G.Node {
	return distributions.Normal{Loc: a.loc(), Scale: a.Scale}.LogProb(y)
}

// passing predicts an aside.
type passing struct{ Weights bool }

func (p passing) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	w := s.Param("w", layers.Zeros, x.Shape()[1], 2)
	z := ops.MatMul(x, w, false, false)
	loc := func() *G.Node {
		if p.Weights {
			z = ops.MatMul(x, w, false, false)
		}
		return ops.Sum(z, 1)
	}
	return aside{distributions.Normal{Loc: ops.Reshape(ops.Slice(z, 1, 0, 1), x.Shape()[0]), Scale: ops.Full(s.Graph(), s.Dtype(), .5, 1)}, loc}
}

// What a density is a function of need not be the parameters that its distribution shows: its second derivatives are found all the same.
func TestGaussNewtonPastParameters(t *testing.T) {
	c := leasts(t)["poisson"]
	for _, net := range []passing{{}, {Weights: true}} {
		for _, method := range []training.GaussNewton{{Damping: 1e-12}, {Damping: 1e-12, Dense: -1}} {
			most := 2
			if method.Dense < 0 { // a gradient g of 1 or so falls to g min(.1, sqrt(g)) in an iteration
				most = 8
			}
			m := &training.Model{Net: net, Dtype: tensor.Float64}
			h, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: method})
			if err != nil || len(h) > most || h[len(h)-1].GradNorm > 1e-8 {
				t.Errorf("%+v, %v: %v, %+v", net, method, err, h)
			}
		}
	}
}

// Where a loss has no second derivatives, as Huber's far from all targets, steps go along the gradient until it has.
func TestGaussNewtonWithoutCurvature(t *testing.T) {
	c := leasts(t)["heteroscedastic"]
	set := c.set()
	set.Y = append([]float64{}, set.Y...)
	for i := range set.Y {
		set.Y[i] += 100
	}
	var least []float64
	for _, method := range methods {
		m := c.model("heteroscedastic", tensor.Float64)
		h, err := training.Trainer{Loss: losses.Huber{}}.Minimize(t.Context(), m, set, training.Minimization{Method: method})
		if err != nil || len(h) == 0 {
			t.Fatalf("%v: %v", method, err)
		}
		least = append(least, h[len(h)-1].Loss)
	}
	if !(least[0] < 10) || math.Abs(least[1]-least[0]) > 1e-8 || math.Abs(least[2]-least[0]) > 1e-8 {
		t.Errorf("losses %v", least)
	}
}

// Other losses have second derivatives of their own.
func TestGaussNewtonOfOtherLosses(t *testing.T) {
	c := leasts(t)["mlp"]
	for _, loss := range []losses.Loss{losses.MSE{}, losses.Huber{}} {
		var least []float64
		for _, method := range []training.Method{training.LBFGS{}, training.GaussNewton{}} {
			m := c.model("mlp", tensor.Float64)
			h, err := training.Trainer{Loss: loss}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: method})
			if err != nil {
				t.Fatal(err)
			}
			least = append(least, h[len(h)-1].Loss)
		}
		if math.Abs(least[0]-least[1]) > 1e-10 {
			t.Errorf("%T: %v", loss, least)
		}
	}
}

func TestGaussNewtonRefuses(t *testing.T) {
	c := leasts(t)["mlp"]
	for want, at := range map[string]struct {
		kind   string
		method training.GaussNewton
	}{"draws noise": {"dropout", training.GaussNewton{}}, "Damping": {"mlp", training.GaussNewton{Damping: -1}}} {
		_, err := training.Trainer{}.Minimize(t.Context(), c.model(at.kind, tensor.Float64), c.set(), training.Minimization{Method: at.method})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
