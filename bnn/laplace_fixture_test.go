package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// signals is a convolution over rows of length 6, a normalization, and two layers of all that: 6+2, 2+2, 8+1 and 8+1 weights.
type signals struct{}

func (signals) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("conv", layers.Conv1D{Units: 2, Size: 3, Activation: layers.Tanh}, ops.Reshape(x, n, 6, 1))
	h = s.Call("flat", layers.Flatten{}, s.Call("norm", layers.LayerNorm{}, h))
	return distributions.Normal{
		Loc:   ops.Reshape(s.Call("loc", layers.Dense{Units: 1}, h), n),
		Scale: ops.Reshape(s.Call("scale", layers.Positive{Units: 1, Floor: .2}, h), n),
	}
}

// pooled is a linear network of convolutions, whose positions are averaged: one of 2 channels in the second layer.
type pooled struct{ SD float64 }

func (a pooled) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("conv", layers.Conv1D{Units: 3, Size: 2, Stride: 2}, ops.Reshape(x, n, 4, 2))
	y := s.Call("out", layers.Dense{Units: 1}, s.Call("pool", layers.GlobalAvgPool{}, h))
	return distributions.Normal{Loc: ops.Reshape(y, n), Scale: ops.Full(s.Graph(), s.Dtype(), a.SD, 1)}
}

// mixed predicts a mixture of normals.
type mixed struct{ k int }

func (m mixed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.Dense{Units: 3, Activation: layers.Tanh}, x)
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: m.k}, h)},
		Components: distributions.Normal{Loc: s.Call("loc", layers.Dense{Units: m.k}, h), Scale: s.Call("scale", layers.Positive{Units: m.k, Floor: .2}, h)},
	}
}

// noisy is n rows of d standard normal features and y = sin(sum x) + noise.
func noisy(n, d int) data.Set {
	s := data.Set{X: mat.NewDense(n, d, nil), Y: make([]float64, n)}
	rng.New(4, "x", 0, 0).Normal64(s.X.RawMatrix().Data, 0)
	rng.New(4, "y", 0, 0).Normal64(s.Y, 0)
	for i := range s.Y {
		s.Y[i] = math.Sin(mat.Sum(s.X.RowView(i))) + .3*s.Y[i]
	}
	return s
}

// slopes are the derivatives of mean and standard deviation of the model's normals by the weights of the given paths, by
// central differences of predictions: (rows, weights) each, with errors of 1e-9, and the standard deviations themselves.
func slopes(t *testing.T, m *training.Model, paths []string, x *mat.Dense) (mean, sd *mat.Dense, at []float64) {
	t.Helper()
	one := bare(m)
	var ws []*float64
	for _, path := range paths {
		v := ops.Data[float64](one.Params.Get(path))
		for i := range v {
			ws = append(ws, &v[i])
		}
	}
	const h = 1e-5
	n, _ := x.Dims()
	mean, sd = mat.NewDense(n, len(ws), nil), mat.NewDense(n, len(ws), nil)
	for j, w := range ws {
		old := *w
		*w = old + h
		up := predict(t, one, x)
		*w = old - h
		down := predict(t, one, x)
		*w = old
		for i := range n {
			mean.Set(i, j, (up.Mean()[i]-down.Mean()[i])/(2*h))
			sd.Set(i, j, (up.StdDev()[i]-down.StdDev()[i])/(2*h))
		}
	}
	return mean, sd, predict(t, one, x).StdDev()
}

// bare is the model without a Sampler, with weights of its own.
func bare(m *training.Model) *training.Model {
	return m.With(m.Params.Clone())
}

// information is that of the weights, sum_i (dmean dmean' + 2 dsd dsd')/sd², from slopes.
func information(t *testing.T, m *training.Model, paths []string, x *mat.Dense) *mat.SymDense {
	mean, sd, at := slopes(t, m, paths, x)
	n, d := mean.Dims()
	f := mat.NewSymDense(d, nil)
	for i := range n {
		f.SymRankOne(f, 1/(at[i]*at[i]), mean.RowView(i))
		f.SymRankOne(f, 2/(at[i]*at[i]), sd.RowView(i))
	}
	return f
}

// blockOf is f where both weights belong to the same scope, and 0 elsewhere.
func blockOf(f *mat.SymDense, m *training.Model, paths []string) *mat.SymDense {
	var scopes []string
	for _, path := range paths {
		for range m.Params.Get(path).Size() {
			scopes = append(scopes, path[:strings.LastIndexByte(path, '/')])
		}
	}
	out := mat.NewSymDense(len(scopes), nil)
	for i := range scopes {
		for j := range i + 1 {
			if scopes[i] == scopes[j] {
				out.SetSym(i, j, f.At(i, j))
			}
		}
	}
	return out
}

// inverseOf is (f + precision)^-1.
func inverseOf(t *testing.T, f *mat.SymDense, precision float64) *mat.SymDense {
	t.Helper()
	p := mat.NewSymDense(f.SymmetricDim(), nil)
	p.CopySym(f)
	for i := range f.SymmetricDim() {
		p.SetSym(i, i, p.At(i, i)+precision)
	}
	var chol mat.Cholesky
	var out mat.SymDense
	if !chol.Factorize(p) || chol.InverseTo(&out) != nil {
		t.Fatal("not positive definite")
	}
	return &out
}

// close compares to a bound on the error of differences, relative to the prior's variance, which is the largest possible.
func closeTo(t *testing.T, what string, got, want, scale float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*scale) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func diagonalOf(s *mat.SymDense) (d []float64) {
	for i := range s.SymmetricDim() {
		d = append(d, s.At(i, i))
	}
	return d
}

func linearize(t testing.TB, f bnn.LaplaceFit, x *mat.Dense, draws int) bnn.Linearized {
	t.Helper()
	l, err := f.Linearize(ctx, x, draws)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// plain is a linear network whose second layer sees the 4 positions of the first apart.
type plain struct{ SD float64 }

func (p plain) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	h := s.Call("conv", layers.Conv1D{Units: 2, Size: 3}, ops.Reshape(x, n, 6, 1))
	y := s.Call("out", layers.Dense{Units: 1}, s.Call("flat", layers.Flatten{}, h))
	return distributions.Normal{Loc: ops.Reshape(y, n), Scale: ops.Full(s.Graph(), s.Dtype(), p.SD, 1)}
}

// pooledImage is pooled for images of 4 x 4, with windows that overhang and gape.
type pooledImage struct{ SD float64 }

func (i pooledImage) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	conv := layers.Conv2D{Units: 2, Size: [2]int{2, 3}, Stride: [2]int{1, 2}, Dilation: [2]int{2, 1}, Padding: layers.Same}
	h := s.Call("conv", conv, ops.Reshape(x, n, 4, 4, 1))
	y := s.Call("out", layers.Dense{Units: 1}, s.Call("pool", layers.GlobalAvgPool{}, h))
	return distributions.Normal{Loc: ops.Reshape(y, n), Scale: ops.Full(s.Graph(), s.Dtype(), i.SD, 1)}
}
