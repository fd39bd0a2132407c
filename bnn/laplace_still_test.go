package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Last layers chosen by patterns have the posterior and the evidence of last layers whose mode is kept, of each distribution; of
// one row, and of a single layer, factors are exact for each.
func TestLaplaceOfLastLayersByPattern(t *testing.T) {
	for _, c := range []struct {
		net  training.Net
		only []string
		y    int
	}{{class{2}, []string{"logits/*"}, 2}, {class{3}, []string{"logits/*"}, 3}, {wave{4}, []string{"loc/*", "scale/*"}, 3}} {
		s := classes(25, c.y)
		m, _ := fitted(t, c.net, s, .05, 20)
		want := laplace(t, bnn.Laplace{KeepMode: true}, m, s)
		got := laplace(t, bnn.Laplace{Only: c.only}, m, s)
		near(t, "log evidence", got.LogEvidence, want.LogEvidence, 100)
		for k, p := range want.Precision {
			if math.Abs(math.Log(got.Precision[k]/p)) > 1e-5 { // both come to rest at changes of 1e-6
				t.Errorf("precision %v, want %v", got.Precision[k], p)
			}
		}
		fixed := got.Precision[0]
		want, got = laplace(t, bnn.Laplace{KeepMode: true, Precision: fixed}, m, s), laplace(t, bnn.Laplace{Only: c.only, Precision: fixed}, m, s)
		near(t, "covariance", mat.Norm(difference(got.Cov, want.Cov), 2), 0, 1)
		near(t, "variance", floats.Distance(got.Variance, want.Variance, 2), 0, 1)

		one := s.Take([]int{3})
		for _, layer := range c.only {
			want = laplace(t, bnn.Laplace{Only: []string{layer}, Precision: 2}, m, one)
			for _, curve := range []bnn.Curvature{bnn.KroneckerExpand, bnn.KroneckerReduce} {
				got = laplace(t, bnn.Laplace{Only: []string{layer}, Precision: 2, Curvature: curve}, m, one)
				near(t, "variance of factors", floats.Distance(got.Variance, want.Variance, 2), 0, 1)
				near(t, "evidence of factors", got.LogEvidence, want.LogEvidence, 100)
			}
		}
	}
}

func difference(a, b mat.Matrix) *mat.Dense {
	var d mat.Dense
	d.Sub(a, b)
	return &d
}

// The precisions that are found maximize the evidence of the approximation at weights that stay, and so does the noise under all
// of the curvature; under a part of it the noise is that of the last layer.
func TestLaplaceOfAllWeightsMaximizesTheEvidence(t *testing.T) {
	small, wide := []int{5, 1}, []int{20, 20, 1}
	for _, c := range []struct {
		widths []int
		curve  bnn.Curvature
	}{
		{small, bnn.FullCurvature}, {small, bnn.KroneckerExpand}, {small, bnn.KroneckerReduce}, {small, bnn.DiagonalCurvature},
		{wide, bnn.KroneckerExpand}, {wide, bnn.DiagonalCurvature},
	} {
		s := noisy(30, 2)
		m := &training.Model{Net: bnn.Regression{Layer: layers.MLP{Widths: c.widths, Activation: layers.Tanh}, Noise: .5}, Dtype: tensor.Float64}
		fit(t, training.Trainer{Seed: 1, Solver: &training.Adam{Rate: training.Constant(.02)}}, m, s, 200)
		how := bnn.Laplace{Only: []string{"*"}, Curvature: c.curve}
		f := laplace(t, how, m, s)
		if !f.Converged || len(f.Precision) != len(c.widths) || !(f.Effective > 0) {
			t.Errorf("%+v: converged %v, precisions %v, %v effective weights", c, f.Converged, f.Precision, f.Effective)
		}
		if noise := noiseOf(m); noise[0] != f.Noise {
			t.Errorf("%+v: the model's noise is %v, that of the fit %v", c, noise[0], f.Noise)
		}
		how.KeepNoise = true
		if c.curve != bnn.FullCurvature {
			last := laplace(t, bnn.Laplace{KeepMode: true}, atNoise(m, .5), s)
			if math.Abs(math.Log(f.Noise/last.Noise)) > 1e-5 { // both come to rest at changes of 1e-6
				t.Errorf("%+v: noise %v, of the last layer %v", c, f.Noise, last.Noise)
			}
		}
		for _, d := range []float64{0, -.02, .02} {
			noiseOf(m)[0] = f.Noise * math.Exp(d)
			if e := laplace(t, how, m, s).LogEvidence; d == 0 {
				near(t, "log evidence", e, f.LogEvidence, 1000)
			} else if c.curve == bnn.FullCurvature && e >= f.LogEvidence {
				t.Errorf("%+v: noise times exp(%v): evidence %v, at the maximum %v", c, d, e, f.LogEvidence)
			}
		}
		// Precisions of their own for each layer are at least as good as any in common.
		noiseOf(m)[0] = f.Noise
		for _, p := range append([]float64{1}, f.Precision...) {
			how.Precision = p
			if e := laplace(t, how, m, s).LogEvidence; e > f.LogEvidence+1e-9 {
				t.Errorf("%+v: evidence %v at the precision %v, at the maximum %v", c, e, p, f.LogEvidence)
			}
		}
	}
}

func noiseOf(m *training.Model) []float64 { return ops.Data[float64](m.Params.Get("noise")) }

// atNoise is the model at a noise of Regression.
func atNoise(m *training.Model, noise float64) *training.Model {
	one := bare(m)
	noiseOf(one)[0] = noise
	return one
}

// Under a part of the curvature of 151 weights and 30 rows the noise is between that of the residuals and that by all of the
// curvature, of more effective weights: to parts themselves nearly everything is noise.
func TestLaplaceNoiseUnderPartsOfTheCurvature(t *testing.T) {
	s := noisy(30, 2)
	net := bnn.Regression{Layer: layers.MLP{Widths: []int{10, 10, 1}, Activation: layers.Tanh}, Noise: .5}
	m := &training.Model{Net: net, Dtype: tensor.Float64}
	fit(t, training.Trainer{Seed: 1, Solver: &training.Adam{Rate: training.Constant(.02)}}, m, s, 200)
	full := laplace(t, bnn.Laplace{Only: []string{"*"}}, bare(m), s).Noise
	rms := 0.
	for i, v := range predict(t, m, s.X).Mean() {
		rms += (s.Y[i] - v) * (s.Y[i] - v) / 30
	}
	for _, curve := range []bnn.Curvature{bnn.KroneckerExpand, bnn.KroneckerReduce, bnn.DiagonalCurvature} {
		if noise := laplace(t, bnn.Laplace{Curvature: curve}, bare(m), s).Noise; !(noise > math.Sqrt(rms) && noise < full) {
			t.Errorf("curvature %d: noise %v, of the residuals %v, by all of the curvature %v", curve, noise, math.Sqrt(rms), full)
		}
	}
}
