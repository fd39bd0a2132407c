package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

var signalPaths = []string{"conv/kernel", "conv/bias", "norm/scale", "norm/bias", "loc/kernel", "loc/bias", "scale/kernel", "scale/bias"}

// Of a network with a convolution, a normalization and a scale, the curvature of all weights is the Fisher information by
// differences of predictions, and the diagonal is its diagonal.
func TestLaplaceOfAllWeights(t *testing.T) {
	s := noisy(30, 6)
	m, _ := fitted(t, signals{}, s, .02, 50)
	want := information(t, m, signalPaths, s.X)
	f := laplace(t, bnn.Laplace{Only: []string{"*"}, Precision: 2}, m, s)
	cov := inverseOf(t, want, 2)
	for i := range 30 {
		for j := range 30 {
			closeTo(t, "covariance", f.Cov.At(i, j), cov.At(i, j), .5)
		}
	}
	closeTo(t, "variance", floats.Distance(f.Variance, diagonalOf(cov), math.Inf(1)), 0, .5)
	d := laplace(t, bnn.Laplace{Curvature: bnn.DiagonalCurvature, Precision: 2}, m, s)
	for i, v := range d.Variance {
		closeTo(t, "variance of the diagonal", v, 1/(want.At(i, i)+2), .5)
	}
	if len(f.Layers) != 4 || d.Cov != nil || len(d.Mean) != 30 {
		t.Errorf("layers %v, covariance of a diagonal %v, %d weights", f.Layers, d.Cov, len(d.Mean))
	}
	// A part of them is the inverse of a part of the information.
	part := laplace(t, bnn.Laplace{Only: []string{"conv/*", "loc/*"}, Except: []string{"*/bias"}, Precision: 2}, m, s)
	cov = inverseOf(t, information(t, m, []string{"conv/kernel", "loc/kernel"}, s.X), 2)
	closeTo(t, "a part", floats.Distance(part.Variance, diagonalOf(cov), math.Inf(1)), 0, .5)
}

// Factors are exact, a layer at a time, for a row of a network with one output, for a linear layer of one output, and, reduced,
// where positions are averaged; the normalization of signals keeps its diagonal.
func TestLaplaceKroneckerIsExact(t *testing.T) {
	slow.Test(t)
	single := noisy(1, 3)
	for _, c := range []struct {
		name  string
		net   training.Net
		set   data.Set
		curve bnn.Curvature
		paths []string
	}{
		{"one row", bnn.Regression{Layer: layers.MLP{Widths: []int{4, 3, 1}, Activation: layers.Tanh}, Noise: .5}, single, bnn.KroneckerExpand,
			[]string{"dense_0/kernel", "dense_0/bias", "dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias"}},
		{"linear", linear{SD: .5}, noisy(40, 3), bnn.KroneckerExpand, []string{"head/kernel", "head/bias"}},
		{"averaged", pooled{.5}, noisy(20, 8), bnn.KroneckerReduce, []string{"conv/kernel", "conv/bias", "out/kernel", "out/bias"}},
		{"image", pooledImage{.5}, noisy(20, 16), bnn.KroneckerReduce, []string{"conv/kernel", "conv/bias", "out/kernel", "out/bias"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &training.Model{Net: c.net, Dtype: tensor.Float64}
			fit(t, training.Trainer{Seed: 1}, m, c.set, 0)
			jitter(m.Params)
			want := inverseOf(t, blockOf(information(t, m, c.paths, c.set.X), m, c.paths), 3)
			f := laplace(t, bnn.Laplace{Curvature: c.curve, Precision: 3, KeepNoise: true}, m, c.set)
			for i, v := range f.Variance {
				closeTo(t, "variance", v, want.At(i, i), 1./3)
			}
			const n = 4000
			draws := mat.NewDense(n, len(f.Mean), nil)
			into := m.Params.Clone()
			for k := range n {
				if err := m.Sampler.Sample(into, 7, k); err != nil {
					t.Fatal(err)
				}
				var w []float64
				for _, path := range c.paths {
					w = append(w, ops.Data[float64](into.Get(path))...)
				}
				draws.SetRow(k, w)
			}
			checkMoments(t, draws, f.Mean, want)
			// J Σ J' of a row, and log p(D) = log p(D, w*) + d/2 log 2 pi + log |Σ|/2.
			mean, _, _ := slopes(t, m, c.paths, c.set.X)
			l := linearize(t, f, c.set.X, 0)
			for i := range c.set.Y {
				closeTo(t, "variance of an output", l.Cov[i].At(0, 0), mat.Inner(mean.RowView(i), want, mean.RowView(i)), 10)
			}
			closeTo(t, "log evidence", f.LogEvidence, evidenceOf(t, m, f, want, c.set, 3), 10)
		})
	}
}

// jitter moves weights that start at 0.
func jitter(p *layers.Params) {
	for _, v := range p.All() {
		x := ops.Data[float64](v)
		for i := range x {
			if x[i] == 0 {
				x[i] = .3 * math.Cos(float64(i+len(x)))
			}
		}
	}
}

// evidenceOf is that of a normal approximation of known covariance.
func evidenceOf(t *testing.T, m *training.Model, f bnn.LaplaceFit, cov *mat.SymDense, s data.Set, precision float64) float64 {
	sum := floats.Sum(predict(t, bare(m), s.X).LogProb(s.Y))
	var chol mat.Cholesky
	if !chol.Factorize(cov) {
		t.Fatal("not positive definite")
	}
	return sum - precision*floats.Dot(f.Mean, f.Mean)/2 + float64(len(f.Mean))*math.Log(precision)/2 + chol.LogDet()/2
}

// One weight that is used at 64 positions of a row, all of them 1: reduced factors are exact, sd 1/sqrt(51); expanded ones take
// the positions as rows whose losses add up, and find a 64th of the information.
func TestLaplaceKroneckerPositions(t *testing.T) {
	const n = 50
	s := data.Set{X: mat.NewDense(n, positions, nil), Y: make([]float64, n)}
	for i := range n {
		for j := range positions {
			s.X.Set(i, j, 1)
		}
	}
	for _, name := range []string{"convolution", "set"} {
		m, _ := fitted(t, positionalNet{name}, s, .1, 0)
		for curve, want := range map[bnn.Curvature]float64{bnn.KroneckerReduce: n, bnn.KroneckerExpand: n / 64., bnn.DiagonalCurvature: n, bnn.FullCurvature: n} {
			f := laplace(t, bnn.Laplace{Only: []string{"*"}, Curvature: curve, Precision: 1}, m, s)
			near(t, "variance", f.Variance[0], 1/(1+want), 1)
		}
	}
}

// The expanded factors of a convolution, by patches and derivatives written out: those of a linear network whose second layer
// weighs positions one by one are the second layer's weights; a normalization keeps its diagonal beside them.
func TestLaplaceKroneckerExpand(t *testing.T) {
	s := noisy(25, 6)
	m, _ := fitted(t, signals{}, s, .02, 30)
	info := information(t, m, signalPaths, s.X)
	f := laplace(t, bnn.Laplace{Curvature: bnn.KroneckerExpand, Precision: 2}, m, s)
	for i := 8; i < 12; i++ {
		closeTo(t, "a normalization", f.Variance[i], 1/(info.At(i, i)+2), .5)
	}

	const sd = .7
	m, _ = fitted(t, plain{sd}, s, .02, 5)
	f = laplace(t, bnn.Laplace{Only: []string{"conv/*"}, Curvature: bnn.KroneckerExpand, Precision: 2}, m, s)
	kernel := ops.Data[float64](m.Params.Get("out/kernel")) // (4·2, 1)
	a, b := mat.NewSymDense(4, nil), mat.NewSymDense(2, nil)
	for i := range s.Y {
		for p := range 4 {
			patch := append(append([]float64{}, s.X.RawRowView(i)[p:p+3]...), 1)
			a.SymRankOne(a, 1/(25*4.), mat.NewVecDense(4, patch))
			b.SymRankOne(b, 1/(sd*sd), mat.NewVecDense(2, kernel[2*p:2*p+2]))
		}
	}
	var full mat.Dense
	full.Kronecker(a, b)
	want := inverseOf(t, mat.NewSymDense(8, full.RawMatrix().Data), 2)
	near(t, "variance", floats.Distance(f.Variance, diagonalOf(want), math.Inf(1)), 0, 1)
}
