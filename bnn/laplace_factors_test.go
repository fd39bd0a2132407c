package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// Factors through any likelihood are those of the definition, (sum_i a_i a_i') x (sum_i g_i)/n with a_i what a layer sees in row i, 1 for
// the bias in the end, and g_i the second derivatives by what it gives: the sum of these is the block of the biases in the whole matrix, which
// is JAX's (TestLaplaceEqualsJAX). With another factor, or one left out, variances and the evidence are others.
func TestGGNFactorsOfAnyLikelihood(t *testing.T) {
	for _, kind := range []string{"normal", "student", "tails", "mixture", "poisson"} {
		s := noisy(80, 2)
		if kind == "poisson" {
			s = counts(80)
		}
		m, _ := fittedTo(t, headed{kind, true}, s, 30)
		l := bnn.Laplace{Only: all, GGN: true, Precision: 200}
		whole := laplace(t, l, bare(m), s)
		f := precisionOf(t, whole.Cov)
		for i := range whole.Mean {
			f.SetSym(i, i, f.At(i, i)-l.Precision)
		}
		want := inverseOf(t, factored(m.Params, s, f), l.Precision)
		for _, l.Curvature = range []bnn.Curvature{bnn.KroneckerExpand, bnn.KroneckerReduce} {
			got := laplace(t, l, bare(m), s)
			for i, v := range got.Variance { // of the size of a prior's variance
				near(t, kind+" "+l.Curvature.String(), v, want.At(i, i), 1/l.Precision)
			}
			near(t, kind+" evidence", got.LogEvidence, evidenceOf(t, m, got, want, s, l.Precision), math.Abs(got.LogEvidence))
		}
	}
}

// factored is the blocks of a headed's layers, of the matrix f of all its weights by their definition.
func factored(p *layers.Params, s data.Set, f *mat.SymDense) *mat.SymDense {
	out := mat.NewSymDense(f.SymmetricDim(), nil)
	at := 0
	for _, path := range p.Names() { // of each layer the kernel, then the bias
		name, isKernel := strings.CutSuffix(path, "/kernel")
		if !isKernel {
			continue
		}
		shape := p.Get(path).Shape()
		in, units := shape[0], shape[1]
		a, b := mat.NewSymDense(in+1, nil), f.SliceSym(at+in*units, at+(in+1)*units)
		for i := range s.Rows() {
			x := s.X.RawRowView(i)
			if name != "body" {
				x = bodyOf(p, x)
			}
			a.SymRankOne(a, 1/float64(s.Rows()), mat.NewVecDense(in+1, append(append([]float64{}, x...), 1)))
		}
		var block mat.Dense
		block.Kronecker(a, b)
		n := (in + 1) * units
		for i := range n {
			for j := i; j < n; j++ {
				out.SetSym(at+i, at+j, block.At(i, j))
			}
		}
		at += n
	}
	return out
}

// bodyOf is what a headed's body gives.
func bodyOf(p *layers.Params, x []float64) []float64 {
	h := append([]float64{}, ops.Data[float64](p.Get("body/bias"))...)
	kernel := ops.Data[float64](p.Get("body/kernel"))
	for i, v := range x {
		floats.AddScaled(h, v, kernel[i*len(h):(i+1)*len(h)])
	}
	for j := range h {
		h[j] = math.Tanh(h[j])
	}
	return h
}

// shared is one layer whose scale is a weight of the network itself.
type shared struct{}

func (shared) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	loc := s.Call("loc", layers.Dense{Units: 1}, x)
	return distributions.Normal{Loc: ops.Reshape(loc, x.Shape()[0]), Scale: ops.Exp(s.Param("spread", layers.Zeros, 1))}
}

// A weight that the distribution meets outside of all layers is among what it is made of: the Gauss-Newton matrix is still the Hessian, and
// factors keep the diagonal for it, with what second derivatives by it and by the layer's output have in common.
func TestGGNOfWeightsOutsideLayers(t *testing.T) {
	s := noisy(40, 2)
	m, _ := fittedTo(t, shared{}, s, 5)
	l := bnn.Laplace{Only: all, GGN: true, Precision: 2}
	ggn := laplace(t, l, bare(m), s)
	hessian := laplace(t, bnn.Laplace{Only: all, Curvature: bnn.FullHessian, Precision: 2}, bare(m), s)
	for i := range ggn.Mean {
		for j := range ggn.Mean {
			near(t, "covariance", ggn.Cov.At(i, j), hessian.Cov.At(i, j), .5)
		}
	}
	last := len(ggn.Mean) - 1
	want := 1 / precisionOf(t, hessian.Cov).At(last, last)
	for _, l.Curvature = range []bnn.Curvature{bnn.KroneckerExpand, bnn.DiagonalCurvature} {
		near(t, l.String(), laplace(t, l, bare(m), s).Variance[last], want, .5)
	}
}

// The noise that all of the curvature finds is the one that leaves the residuals as many degrees of freedom as there are rows beyond the
// effective weights, sum (y-f)²/(n-g), of the Hessian too.
func TestNoiseOfAllCurvatures(t *testing.T) {
	s := noisy(60, 2)
	m, _ := fittedTo(t, bnn.Regression{Layer: layers.MLP{Widths: []int{3, 1}, Activation: layers.Tanh}, Noise: .5}, s)
	for _, l := range []bnn.Laplace{{}, {GGN: true}, {Curvature: bnn.FullHessian}} {
		l.Only, l.Precision = all, 5
		at := bare(m)
		f := laplace(t, l, at, s)
		squares := 0.
		for i, y := range predict(t, bare(at), s.X).Mean() {
			squares += (y - s.Y[i]) * (y - s.Y[i])
		}
		if !f.Converged || f.Effective < 2 {
			t.Errorf("%v: %v", l, f)
		}
		closeTo(t, l.String(), f.Noise*f.Noise*(60-f.Effective), squares, squares)
	}
}
