package bnn_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// headed is the networks of testdata/laplace.py; without Body they are one layer.
type headed struct {
	Kind string
	Body bool
}

func (h headed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	if h.Body {
		x = s.Call("body", layers.Dense{Units: 3, Activation: layers.Tanh}, x)
	}
	out := func(name string, k int) *G.Node { return s.Call(name, layers.Dense{Units: k}, x) }
	one := func(name string) *G.Node { return ops.Reshape(out(name, 1), n) }
	switch h.Kind {
	case "poisson":
		return distributions.Poisson{Rate: ops.Exp(one("rate"))}
	case "bernoulli":
		return distributions.Bernoulli{Logits: one("logits")}
	case "categorical":
		return distributions.Categorical{Logits: out("logits", 3)}
	case "student":
		return distributions.StudentT{DF: ops.Full(s.Graph(), s.Dtype(), 4, 1), Loc: one("loc"), Scale: ops.Exp(one("scale"))}
	case "tails": // curved downwards two scales and more from the location
		return distributions.StudentT{DF: ops.Full(s.Graph(), s.Dtype(), 4, 1), Loc: one("loc"), Scale: ops.Full(s.Graph(), s.Dtype(), .2, 1)}
	case "mixture":
		q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: out("logits", 2)}}
		loc := out("loc", 2)
		q.Components = distributions.Normal{Loc: loc, Scale: ops.Exp(out("scale", 2))}
		return q
	}
	loc := one("loc")
	return distributions.Normal{Loc: loc, Scale: ops.Exp(one("scale"))}
}

// bends is what JAX has; testdata/laplace.py writes it.
type bends struct {
	X            [][]float64
	Y            []float64
	Paths        []string
	Params       map[string]any
	Hessian, GGN [][]float64
	Loss         float64
}

// arrays is those of nested arrays, and their shape.
func arrays(v any) (x []float64, shape []int) {
	rows, ok := v.([]any)
	if !ok {
		return []float64{v.(float64)}, nil
	}
	for _, r := range rows {
		part, below := arrays(r)
		x, shape = append(x, part...), append([]int{len(rows)}, below...)
	}
	return x, shape
}

func (b bends) model(kind string) (*training.Model, data.Set) {
	p := &layers.Params{}
	for _, path := range b.Paths {
		x, shape := arrays(b.Params[path])
		p.Set(path, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x)))
	}
	s := data.Set{X: mat.NewDense(len(b.X), 2, nil), Y: b.Y}
	for i, row := range b.X {
		s.X.SetRow(i, row)
	}
	m := &training.Model{Net: headed{kind, true}, Dtype: tensor.Float64, Fitted: training.Fitted{Params: p}}
	return m, s
}

// precisionOf is the inverse of a covariance.
func precisionOf(t *testing.T, cov *mat.SymDense) *mat.SymDense {
	t.Helper()
	return inverseOf(t, cov, 0)
}

// The Hessian and the Gauss-Newton matrix through any likelihood, by all weights, and the evidence by either, are JAX's to the rounding of
// two inverses of a matrix whose condition is about 10.
func TestLaplaceEqualsJAX(t *testing.T) {
	var cases map[string]bends
	filetest.ReadJSON(t, "../testdata/laplace.json", &cases)
	const prior = 100.
	for kind, c := range cases {
		m, s := c.model(kind)
		if err := m.FitScalers(s); err != nil {
			t.Fatal(err)
		}
		for _, l := range []bnn.Laplace{{Only: all, Curvature: bnn.FullHessian}, {Only: all, GGN: true}} {
			l.Precision = prior
			rows := c.Hessian
			if l.GGN {
				rows = c.GGN
			}
			f := laplace(t, l, bare(m), s)
			got, want := precisionOf(t, f.Cov), mat.NewSymDense(len(rows), slices.Concat(rows...))
			top := max(mat.Max(want), -mat.Min(want)) + prior
			for i := range rows {
				want.SetSym(i, i, want.At(i, i)+prior)
				for j := range rows {
					if math.Abs(got.At(i, j)-want.At(i, j)) > 1e-11*top {
						t.Errorf("%s, %v (%d, %d): %v, JAX has %v", kind, l, i, j, got.At(i, j), want.At(i, j))
					}
				}
			}
			det, _ := mat.LogDet(want)
			evidence := -c.Loss - det/2
			for _, w := range f.Mean {
				evidence += (math.Log(prior) - prior*w*w) / 2
			}
			near(t, kind+" evidence", f.LogEvidence, evidence, math.Abs(evidence))
		}
	}
}

// Of the logits of classes, and of the logarithm of a rate, the Gauss-Newton matrix is the information, in every structure.
func TestGGNIsFisherOfNaturalParameters(t *testing.T) {
	for _, kind := range []string{"bernoulli", "categorical"} {
		m, s := fittedTo(t, headed{kind, true}, classes(25, map[string]int{"bernoulli": 2, "categorical": 3}[kind]))
		for _, c := range []bnn.Curvature{bnn.FullCurvature, bnn.KroneckerExpand, bnn.KroneckerReduce, bnn.DiagonalCurvature} {
			l := bnn.Laplace{Only: all, Curvature: c, Precision: 2}
			want := laplace(t, l, bare(m), s)
			l.GGN = true
			got := laplace(t, l, bare(m), s)
			for i, v := range want.Variance {
				near(t, kind, got.Variance[i], v, .5)
			}
			near(t, kind+" evidence", got.LogEvidence, want.LogEvidence, 100)
		}
	}
	m, s := fittedTo(t, headed{"poisson", false}, counts(40))
	f := laplace(t, bnn.Laplace{Only: all, GGN: true, Precision: 2}, m, s)
	rate := predict(t, bare(m), s.X).Mean()
	want := mat.NewSymDense(3, nil)
	for i, r := range rate {
		want.SymRankOne(want, r, mat.NewVecDense(3, []float64{s.X.At(i, 0), s.X.At(i, 1), 1}))
	}
	inverse := inverseOf(t, want, 2)
	for i := range 3 {
		for j := range 3 {
			near(t, "poisson", f.Cov.At(i, j), inverse.At(i, j), .5)
		}
	}
}

// In one layer the outputs are linear in the weights, so the Gauss-Newton matrix is the Hessian, whatever the likelihood; at its
// maximum it is positive definite, prior or not.
func TestGGNIsHessianOfOneLayer(t *testing.T) {
	for _, kind := range []string{"normal", "poisson", "student", "bernoulli"} {
		s := noisy(60, 2)
		if kind == "poisson" || kind == "bernoulli" {
			s = counts(60)
		}
		for i := range s.Y {
			if kind == "bernoulli" {
				s.Y[i] = min(s.Y[i], 1)
			}
		}
		m, _ := fittedTo(t, headed{kind, false}, s)
		hessian := laplace(t, bnn.Laplace{Only: all, Curvature: bnn.FullHessian, Precision: 1e-6}, bare(m), s)
		ggn := laplace(t, bnn.Laplace{GGN: true, Precision: 1e-6}, bare(m), s)
		numeric := hessianOf(t, m.Net, m.Params, ggn, s)
		precision := precisionOf(t, ggn.Cov)
		for i := range ggn.Mean {
			for j := range ggn.Mean {
				near(t, kind, ggn.Cov.At(i, j), hessian.Cov.At(i, j), 1)
				// Steps of 1e-3 leave 1e-6 of fourth derivatives, which are some hundreds here.
				if got, want := precision.At(i, j), numeric.At(i, j); math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
					t.Errorf("%s (%d, %d): %v, differences give %v", kind, i, j, got, want)
				}
			}
		}
	}
}

// With noise of a known size a linear map's posterior is exact, and its evidence, by all curvatures, of one block of rows as of two, the
// second of which is short; factors are exact of one layer whose rows have all the same second derivatives, or of one row.
func TestLaplaceOfLinearIsExact(t *testing.T) {
	for _, rows := range []int{30, 700} {
		s := plane(rows, 2, .5, 1)
		m, _ := fittedTo(t, linear{SD: .5}, s)
		want := inverseOf(t, information(t, m, []string{"head/kernel", "head/bias"}, s.X), 3)
		for _, l := range []bnn.Laplace{
			{Only: all, Curvature: bnn.FullHessian}, {GGN: true}, {Only: all, GGN: true, Curvature: bnn.KroneckerExpand}, {Only: all, GGN: true, Curvature: bnn.KroneckerReduce},
		} {
			l.Precision = 3
			f := laplace(t, l, bare(m), s)
			for i, v := range f.Variance {
				closeTo(t, l.String(), v, want.At(i, i), 1./3)
			}
			closeTo(t, l.String()+" evidence", f.LogEvidence, evidenceOf(t, m, f, want, s, 3), 10)
		}
	}
	row := counts(40)
	m, _ := fittedTo(t, headed{"poisson", false}, row)
	row = row.Take([]int{7})
	dense := laplace(t, bnn.Laplace{Only: all, GGN: true, Precision: 3}, bare(m), row)
	factors := laplace(t, bnn.Laplace{Only: all, GGN: true, Precision: 3, Curvature: bnn.KroneckerExpand}, bare(m), row)
	for i, v := range dense.Variance {
		near(t, "one row", factors.Variance[i], v, 1)
	}
}

// What is not positive definite is an error that says by how much, and nothing of the model changes.
func TestLaplaceAwayFromModeIsRefused(t *testing.T) {
	s := noisy(30, 2)
	m, _ := fittedTo(t, headed{"normal", true}, s)
	for i := range ops.Data[float64](m.Params.Get("loc/bias")) {
		ops.Data[float64](m.Params.Get("loc/bias"))[i] += 3
	}
	for _, l := range []bnn.Laplace{{Only: all, Curvature: bnn.FullHessian}, {Only: all, GGN: true}} {
		l.Precision = 1e-3
		_, err := l.Fit(ctx, m, s)
		if err == nil || !strings.Contains(err.Error(), "smallest eigenvalue is -") || m.Sampler != nil {
			t.Errorf("%v: %v", l, err)
		}
	}
	factors := bnn.Laplace{Only: all, GGN: true, Curvature: bnn.KroneckerExpand, Precision: 200} // which does not outweigh them: they are a product's
	if _, err := factors.Fit(ctx, m, s); err == nil || !strings.Contains(err.Error(), "not positive definite") || m.Sampler != nil {
		t.Errorf("%v: %v", factors, err)
	}
	if _, err := (bnn.Laplace{Curvature: bnn.FullHessian, GGN: true}).Fit(ctx, m, s); err == nil || !strings.Contains(err.Error(), "set one of them") {
		t.Error(err)
	}
}

// fittedTo is at a minimum of the loss, or on the way there after so many iterations.
func fittedTo(t *testing.T, net training.Net, s data.Set, iterations ...int) (*training.Model, data.Set) {
	t.Helper()
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	if _, err := (training.Trainer{Loss: losses.NLL{}, Seed: 1}).Minimize(ctx, m, s, training.Minimization{Iterations: append(iterations, 200)[0]}); err != nil {
		t.Fatal(err)
	}
	return m, s
}

// counts is rows of two features and a count that grows with the first.
func counts(n int) data.Set {
	s := noisy(n, 2)
	for i, y := range s.Y {
		s.Y[i] = math.Floor(math.Exp(.5*s.X.At(i, 0)) + 1 + y)
	}
	return s
}

// The diagonal is that of the whole matrix through any likelihood near a minimum, at which the mixture's would be infinitely narrow around
// a row. A prior of 200 outweighs second derivatives that are negative there.
func TestGGNDiagonalOfAnyLikelihood(t *testing.T) {
	for _, kind := range []string{"normal", "student", "mixture", "poisson"} {
		s := noisy(80, 2)
		if kind == "poisson" {
			s = counts(80)
		}
		m, _ := fittedTo(t, headed{kind, true}, s, 30)
		l := bnn.Laplace{Only: all, GGN: true, Precision: 200}
		full := precisionOf(t, laplace(t, l, bare(m), s).Cov)
		l.Curvature = bnn.DiagonalCurvature
		for i, v := range laplace(t, l, bare(m), s).Variance {
			near(t, kind, 1/v, full.At(i, i), mat.Trace(full))
		}
	}
}
