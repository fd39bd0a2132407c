package training_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pair is a normal pair with a factor that rows share.
type pair struct{}

func (pair) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	diagonal := ops.Softplus(s.Param("scale", layers.Zeros, 2))
	lean := s.Param("lean", layers.Zeros, 2)
	factor := ops.Add(ops.Diag(diagonal), ops.StrictTril(ops.Mul(ops.Reshape(lean, 2, 1), ops.Full(x.Graph(), x.Dtype(), 1, 2))))
	return distributions.MultivariateNormalTriL{Loc: s.Call("loc", layers.Dense{Units: 2}, x), ScaleTriL: factor}
}

// foreign is a density of pairs that has nothing but a density.
type foreign struct {
	Loc *G.Node `param:"axes=1"`
}

func (d foreign) BatchShape() tensor.Shape { return d.Loc.Shape()[:1] }
func (d foreign) EventShape() tensor.Shape { return d.Loc.Shape()[1:] }
func (d foreign) LogProb(y *G.Node) *G.Node {
	return ops.Neg(ops.Sum(ops.Square(ops.Sub(y, d.Loc)), 1))
}

// linearPairs are two targets that are lines, with noise of covariance {{.04, .03}, {.03, .04}}, the second in units of a hundredth.
func linearPairs(n int) data.Set {
	a, b := line(n, .2, 1), line(n, .2*math.Sqrt(1-.75*.75), 2)
	mean := func(s data.Set, i int) float64 { return 2*s.X.At(i, 0) - s.X.At(i, 1) + 3 }
	s := data.Set{X: a.X}
	for i, y := range a.Y {
		own := b.Y[i] - mean(b, i)
		s.Y = append(s.Y, y, 100*(mean(a, i)+.75*(y-mean(a, i))+own))
	}
	return s
}

// bare is a network of foreign.
type bare struct{}

func (bare) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return foreign{Loc: s.Call("loc", layers.Dense{Units: 2}, x)}
}

func TestPredictJoint(t *testing.T) {
	s := linearPairs(2000)
	m := &training.Model{Net: pair{}, X: data.Standardize{}, Y: data.Standardize{}, Dtype: tensor.Float64}
	fit(t, training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(.05, 40, 0)}}, m, s, 40)
	q, err := m.PredictJoint(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	// the covariance of noise from n draws is known to 1/sqrt(n) of itself or so: 5 times that, and what training leaves
	for at, want := range map[[2]int]float64{{0, 0}: .04, {0, 1}: 3, {1, 1}: 400} {
		if got := q.Covariance()[0].At(at[0], at[1]); math.Abs(got/want-1) > 8*math.Sqrt(2./2000) {
			t.Errorf("covariance %v is %v, want %v", at, got, want)
		}
	}
	marginals, err := m.Marginals(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	for j, p := range marginals {
		mean, variance := p.Mean(), p.Variance()
		for i := range 20 {
			near(t, "mean", mean[i], q.Mean()[i][j], 1e-12)
			near(t, "variance", variance[i], q.Covariance()[i].At(j, j), 1e-12)
		}
	}
	a, b := make([]float64, s.Rows()), make([][]float64, s.Rows())
	for i := range a {
		a[i], b[i] = s.Y[2*i], s.Y[2*i+1:2*i+2]
	}
	left, err := q.Condition(0, a)
	if err != nil {
		t.Fatal(err)
	}
	both := make([][]float64, s.Rows())
	for i := range both {
		both[i] = s.Y[2*i : 2*i+2]
	}
	want, got, first := q.LogProb(both), left.LogProb(b), marginals[0].LogProb(a)
	for i, w := range want {
		near(t, "log-density", got[i]+first[i], w, 1e-10*max(1, math.Abs(w)))
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Draws of the weights make a mixture, whose means disagree about what the weights do.
func TestPredictJointOfDraws(t *testing.T) {
	s := linearPairs(200)
	m := &training.Model{Net: bnn.MCDropout{Net: hiddenPair{}}, X: data.Standardize{}, Y: data.Standardize{}}
	fit(t, training.Trainer{Loss: losses.ELBO{Rows: 200}, Solver: &training.Adam{Rate: training.Constant(.01)}}, m, s, 5)
	q, err := m.PredictJoint(ctx, s.X, training.Draws(20))
	if err != nil {
		t.Fatal(err)
	}
	marginals, err := m.Marginals(ctx, s.X, training.Draws(20))
	if err != nil {
		t.Fatal(err)
	}
	if q.Draws() != 20 || marginals[1].Draws() != 20 {
		t.Errorf("%d and %d draws of 20", q.Draws(), marginals[1].Draws())
	}
	epistemic, aleatoric := q.Epistemic(), q.Aleatoric()
	for i := range 10 {
		if epistemic[i].At(0, 0) <= 0 || epistemic[i].At(1, 1) <= 0 {
			t.Errorf("row %d: all draws agree", i)
		}
		for j, p := range marginals {
			near(t, "aleatoric", p.Aleatoric()[i], aleatoric[i].At(j, j), 1e-9)
			near(t, "epistemic", p.Epistemic()[i], epistemic[i].At(j, j), 1e-9)
		}
	}
}

// hiddenPair is pair with units to drop.
type hiddenPair struct{}

func (hiddenPair) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return pair{}.Forward(s, s.Call("body", layers.MLP{Widths: []int{8, 8}, Activation: layers.Tanh}, x))
}

// Each call names the one that answers.
func TestErrorsNameTheRightCall(t *testing.T) {
	s := linearPairs(50)
	model := func(n training.Net) *training.Model {
		m := &training.Model{Net: n}
		fit(t, training.Trainer{Loss: losses.NLL{}}, m, s, 1)
		return m
	}
	mentions := func(err error, words ...string) {
		t.Helper()
		if err == nil || slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(err.Error(), w) }) {
			t.Errorf("error %v, want it to name %q", err, words)
		}
	}
	_, err := model(pair{}).Predict(ctx, s.X)
	mentions(err, "2 numbers", "PredictJoint", "Marginals")
	unknown := model(bare{})
	_, err = unknown.Marginals(ctx, s.X)
	mentions(err, "foreign has no marginals", "use PredictJoint")
	q, err := unknown.PredictJoint(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	_, err = q.Marginal(0)
	mentions(err, "foreign has neither marginals nor draws", "Sample")
	_, err = q.Condition(0, make([]float64, 50))
	mentions(err, "foreign has no conditional")
	if w := q.Warnings(); len(w) != 1 || !strings.Contains(w[0], "foreign has no way to draw") {
		t.Errorf("warnings %q", w)
	}
	single := known()
	_, err = single.Marginals(ctx, mat.NewDense(2, 2, nil))
	mentions(err, "use Predict")
	one, err := single.PredictJoint(ctx, mat.NewDense(2, 2, []float64{0, 1, 2, 3}))
	if err != nil {
		t.Fatal(err)
	}
	alone, err := single.Predict(ctx, mat.NewDense(2, 2, []float64{0, 1, 2, 3}))
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range one.Mean() {
		near(t, "mean of one number", m[0], alone.Mean()[i], 1e-12)
	}
}
