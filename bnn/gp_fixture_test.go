package bnn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sine are rows of a curve that has been seen with noise.
type sine struct{ x, y []float64 }

func newSine(n int) sine {
	r := rand.New(rand.NewPCG(5, 6))
	s := sine{make([]float64, n), make([]float64, n)}
	for i := range n {
		s.x[i] = 6 * (float64(i) + .8*r.Float64()) / float64(n)
		s.y[i] = 2 + math.Sin(2*s.x[i]) + .3*r.NormFloat64()
	}
	return s
}

// settings of the process in the tests: a = 1.2, l = .7, noise variance .1, mean 1.8.
const (
	amplitude, length, noise, mean = 1.2, .7, .1, 1.8
	jitter                         = 1e-10
)

func inverse(positive float64) Softplus { return Softplus{Start: math.Log(math.Expm1(positive))} }

func process1(inducing []float64) VariationalGP {
	points := layers.InitializerFunc(func(*rand.Rand, ...int) []float64 { return inducing })
	return VariationalGP{Inducing: len(inducing), Points: points, Amplitude: inverse(amplitude), LengthScale: inverse(length),
		NoiseVariance: inverse(noise), Jitter: jitter}
}

// gram is the correlation of two sets of numbers.
func gram(a, b []float64) *mat.Dense {
	k := mat.NewDense(len(a), len(b), nil)
	k.Apply(func(i, j int, _ float64) float64 {
		d := (a[i] - b[j]) / length
		return math.Exp(-d * d / 2)
	}, k)
	return k
}

// factor is L of the correlation of the inducing points, by gonum.
func factor(z []float64) *mat.TriDense {
	r := gram(z, z)
	sym := mat.NewSymDense(len(z), nil)
	for i := range z {
		for j := i; j < len(z); j++ {
			sym.SetSym(i, j, r.At(i, j))
		}
		sym.SetSym(i, i, 1+jitter)
	}
	var c mat.Cholesky
	if !c.Factorize(sym) {
		panic("the correlation is not positive definite")
	}
	l := new(mat.TriDense)
	c.LTo(l)
	return l
}

// whitened is L⁻¹ r(z, x) a, (m, n), by gonum.
func whitened(z, x []float64) *mat.Dense {
	var w mat.Dense
	if err := w.Solve(factor(z), gram(z, x)); err != nil {
		panic(err)
	}
	w.Scale(amplitude, &w)
	return &w
}

// optimum is the q(v) with the highest bound (Titsias 2009, whitened): precision 1 + W Wᵀ/noise, location
// covariance W (y - mean)/noise.
func optimum(w *mat.Dense, y []float64) (loc []float64, scale *mat.TriDense) {
	m, n := w.Dims()
	precision := mat.NewSymDense(m, nil)
	precision.SymOuterK(1/noise, w)
	for i := range m {
		precision.SetSym(i, i, precision.At(i, i)+1)
	}
	var c mat.Cholesky
	c.Factorize(precision)
	var cov mat.SymDense
	if err := c.InverseTo(&cov); err != nil {
		panic(err)
	}
	centred := mat.NewVecDense(n, nil)
	for i, v := range y {
		centred.SetVec(i, (v-mean)/noise)
	}
	var wy, at mat.VecDense
	wy.MulVec(w, centred)
	at.MulVec(&cov, &wy)
	var s mat.Cholesky
	s.Factorize(&cov)
	scale = new(mat.TriDense)
	s.LTo(scale)
	return at.RawVector().Data, scale
}

// logNormal is log N(y; mean, cov).
func logNormal(y []float64, cov *mat.SymDense) float64 {
	var c mat.Cholesky
	c.Factorize(cov)
	d := mat.NewVecDense(len(y), nil)
	for i, v := range y {
		d.SetVec(i, v-mean)
	}
	var z mat.VecDense
	if err := c.SolveVecTo(&z, d); err != nil {
		panic(err)
	}
	return -mat.Dot(d, &z)/2 - c.LogDet()/2 - float64(len(y))*logSqrt2Pi
}

// pass is a forward pass of a process in float64.
type pass struct {
	layers.Pass
	x, y *G.Node
	q    distributions.Distribution
}

func forward(t *testing.T, g VariationalGP, p layers.Pass, rows int) *pass {
	t.Helper()
	f := &pass{Pass: p}
	f.Graph, f.Dtype, f.Init = G.NewGraph(), tensor.Float64, true
	if f.Params == nil {
		f.Params = &layers.Params{}
	}
	s := f.Scope()
	f.x, f.y = build.Input(f.Graph, f.Dtype, "x", rows, 1), build.Input(f.Graph, f.Dtype, "y", rows)
	f.q = g.Forward(s, f.x)
	return f
}

// eval runs nodes of the pass at rows x, y with the noise of a draw.
func (f *pass) eval(t *testing.T, x, y []float64, draw int64, nodes ...*G.Node) [][]float64 {
	t.Helper()
	return f.program(t, x, y, nodes...)(draw)
}

// program compiles nodes of the pass at rows x, y; what it returns runs them with the noise of a draw.
func (f *pass) program(t *testing.T, x, y []float64, nodes ...*G.Node) func(draw int64) [][]float64 {
	t.Helper()
	p, err := graph.Compile(nodes...)
	if err != nil {
		t.Fatal(err)
	}
	key := []int64{1, 0, 0, 0}
	feed := map[*G.Node]G.Value{
		f.x: tensor.New(tensor.WithShape(len(x), 1), tensor.WithBacking(append([]float64{}, x...))),
		f.y: tensor.New(tensor.WithShape(len(y)), tensor.WithBacking(append([]float64{}, y...))),
	}
	for path, v := range f.Params.All() {
		feed[f.Node(path)] = v
	}
	if k := f.SharedKey(); k != nil {
		feed[k] = tensor.New(tensor.WithShape(4), tensor.WithBacking(key))
	}
	for _, n := range p.Inputs() {
		if err := p.Let(n, feed[n]); err != nil {
			t.Fatal(err)
		}
	}
	return func(draw int64) [][]float64 {
		key[2] = draw
		if err := p.RunAll(); err != nil {
			t.Fatal(err)
		}
		out := make([][]float64, len(nodes))
		for i, n := range nodes {
			out[i] = append([]float64{}, ops.Data[float64](p.Value(n))...)
		}
		return out
	}
}

// set makes q(v) = N(loc, scale scaleᵀ) and the mean that of the tests.
func (f *pass) set(loc []float64, scale *mat.TriDense) {
	m := len(loc)
	copy(ops.Data[float64](f.Params.Get("loc")), loc)
	raw := ops.Data[float64](f.Params.Get("scale"))
	for i := range m {
		for j := range i {
			raw[i*m+j] = scale.At(i, j)
		}
		raw[i*m+i] = math.Log(math.Expm1(scale.At(i, i)))
	}
	ops.Data[float64](f.Params.Get("mean"))[0] = mean
}

// bound is the sum over the rows of the expected log-likelihood, minus KL(q || p).
func (f *pass) bound() *G.Node {
	k := f.Penalties[0]
	return ops.Sub(ops.Sum(f.q.LogProb(f.y)), ops.Sub(k.CrossEntropy, k.Entropy))
}

func total(w *mat.Dense, diagonal func(i int) float64) *mat.SymDense {
	_, n := w.Dims()
	cov := mat.NewSymDense(n, nil)
	cov.SymOuterK(1, w.T())
	for i := range n {
		cov.SetSym(i, i, cov.At(i, i)+diagonal(i))
	}
	return cov
}

func rest(w *mat.Dense, i int) float64 {
	col := mat.Col(nil, i, w)
	explained := 0.
	for _, v := range col {
		explained += v * v
	}
	return amplitude*amplitude - explained
}

func plusNoise(int) float64 { return noise }
