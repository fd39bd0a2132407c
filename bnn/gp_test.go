package bnn

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// At its best q the bound is Titsias's, log N(y; mean, Q + noise) - sum rest/(2 noise) with Q = k(x, z) k(z, z)⁻¹ k(z, x); any other q is
// lower. The Cholesky factor of a correlation of condition 1e5 keeps eleven digits: 1e-8 of a bound of order 10.
func TestVariationalGPReachesTitsiasBound(t *testing.T) {
	data := newSine(25)
	z := []float64{.3, 1.1, 2, 2.9, 3.5, 4.4, 5.2, 5.8}
	w := whitened(z, data.x)
	want := logNormal(data.y, total(w, plusNoise))
	for i := range data.x {
		want -= rest(w, i) / (2 * noise)
	}
	f := forward(t, process1(z), layers.Pass{Mode: layers.Train}, len(data.x))
	loc, scale := optimum(w, data.y)
	f.set(loc, scale)
	bound := f.bound()
	if got := f.eval(t, data.x, data.y, 0, bound)[0][0]; math.Abs(got-want) > 1e-8 {
		t.Errorf("bound %.12g, Titsias %.12g", got, want)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		var other mat.TriDense
		other.ScaleTri(1+.2*(r.Float64()-.5), scale)
		moved := append([]float64{}, loc...)
		moved[r.IntN(len(moved))] += .1 * (r.Float64() - .5)
		f.set(moved, &other)
		if got := f.eval(t, data.x, data.y, 0, bound)[0][0]; got >= want {
			t.Errorf("another q has the bound %v, above %v", got, want)
		}
	}
}

// With an inducing point at every row the bound is the evidence and the prediction that of the exact process. Jitter changes the
// correlation by 1e-10 of an inverse of up to 1/noise per row: 1e-7 covers it and the rounding.
func TestVariationalGPIsExact(t *testing.T) {
	data := newSine(12)
	f := forward(t, process1(data.x), layers.Pass{Mode: layers.Train}, 12)
	f.set(optimum(whitened(data.x, data.x), data.y))
	k := mat.NewSymDense(12, nil)
	for i := range 12 {
		for j := i; j < 12; j++ {
			k.SetSym(i, j, amplitude*amplitude*gram(data.x, data.x).At(i, j))
		}
		k.SetSym(i, i, k.At(i, i)+noise)
	}
	if got, want := f.eval(t, data.x, data.y, 0, f.bound())[0][0], logNormal(data.y, k); math.Abs(got-want) > 1e-7 {
		t.Errorf("bound %.10g, log evidence %.10g", got, want)
	}

	grid := []float64{-3, 0, 1.23, 2.5, 5.5, 9}
	g := process1(data.x)
	g.Marginal = true
	p := forward(t, g, layers.Pass{Params: f.Params}, len(grid))
	got := p.eval(t, grid, make([]float64, len(grid)), 0, distributions.Mean(p.q), distributions.Variance(p.q))
	cross := gram(grid, data.x)
	cross.Scale(amplitude*amplitude, cross)
	var c mat.Cholesky
	c.Factorize(k)
	for i := range grid {
		row := mat.NewVecDense(12, mat.Row(nil, i, cross))
		d := mat.NewVecDense(12, nil)
		for j, y := range data.y {
			d.SetVec(j, y-mean)
		}
		var solved mat.VecDense
		if err := c.SolveVecTo(&solved, row); err != nil {
			t.Fatal(err)
		}
		wantMean, wantVar := mean+mat.Dot(&solved, d), amplitude*amplitude-mat.Dot(&solved, row)+noise
		if math.Abs(got[0][i]-wantMean) > 1e-7 || math.Abs(got[1][i]-wantVar) > 1e-7 {
			t.Errorf("at %v: %v with variance %v, the exact process has %v and %v", grid[i], got[0][i], got[1][i], wantMean, wantVar)
		}
	}
}

// An unwhitened q of the same functions has the same bound: u - mean = a L v.
func TestVariationalGPUnwhitened(t *testing.T) {
	data, z := newSine(25), []float64{.3, 1.1, 2, 2.9, 3.5}
	g := process1(z)
	f := forward(t, g, layers.Pass{Mode: layers.Train}, 25)
	loc, scale := optimum(whitened(z, data.x), data.y)
	f.set(loc, scale)
	want := f.eval(t, data.x, data.y, 0, f.bound())[0][0]

	g.Unwhitened = true
	u := forward(t, g, layers.Pass{Mode: layers.Train}, 25)
	l := factor(z)
	var moved mat.VecDense
	moved.MulVec(l, mat.NewVecDense(len(loc), loc))
	moved.ScaleVec(amplitude, &moved)
	var wide mat.TriDense
	wide.MulTri(l, scale)
	wide.ScaleTri(amplitude, &wide)
	u.set(moved.RawVector().Data, &wide)
	if got := u.eval(t, data.x, data.y, 0, u.bound())[0][0]; math.Abs(got-want) > 1e-8 {
		t.Errorf("bound %.12g of the values, %.12g whitened", got, want)
	}
}

// Draws are functions: their mean and variance over many draws are the marginal's within 5 standard errors, and rows a fourteenth of l
// apart move together, with a correlation of exp(-1/400), among the inducing points and far from them. All but the noise is f's.
func TestVariationalGPDraws(t *testing.T) {
	slow.Test(t)
	data, z := newSine(25), []float64{.3, 1.1, 2, 2.9, 3.5, 4.4, 5.2, 5.8}
	g := process1(z)
	grid := []float64{1, 1.05, 8, 8.05}
	f := forward(t, g, layers.Pass{}, len(grid))
	f.set(optimum(whitened(z, data.x), data.y))
	g.Marginal = true
	m := forward(t, g, layers.Pass{Params: f.Params}, len(grid))
	zero := make([]float64, len(grid))
	want := m.eval(t, grid, zero, 0, distributions.Mean(m.q), distributions.Variance(m.q))
	prior := forward(t, g, layers.Pass{Params: f.Params, Prior: true}, len(grid))
	for _, c := range []struct {
		name       string
		f          *pass
		mean, vary []float64
	}{
		{"posterior", f, want[0], want[1]},
		{"prior", prior, repeat(mean, 4), repeat(amplitude*amplitude+noise, 4)},
	} {
		const draws = 2000
		sum, square := make([]float64, 4), make([]float64, 4)
		var inside []float64
		var apart [2]float64
		at := c.f.program(t, grid, zero, distributions.Mean(c.f.q), distributions.Variance(c.f.q))
		for k := range draws {
			v := at(int64(k))
			for i := range grid {
				sum[i] += v[0][i] / draws
				square[i] += v[0][i] * v[0][i] / draws
			}
			inside = v[1]
			for i := range apart {
				d := v[0][2*i+1] - v[0][2*i]
				apart[i] += d * d / draws
			}
		}
		for i := range grid {
			between := square[i] - sum[i]*sum[i]
			if math.Abs(sum[i]-c.mean[i]) > 5*math.Sqrt(between/draws)+1e-9 {
				t.Errorf("%s: mean %v of the draws at %v, want %v", c.name, sum[i], grid[i], c.mean[i])
			}
			if math.Abs(inside[i]-noise) > 1e-12 {
				t.Errorf("%s: noise %v given the function, want %v", c.name, inside[i], noise)
			}
			if got := between + inside[i]; math.Abs(got-c.vary[i]) > 5*between*math.Sqrt(2./draws)+1e-9 {
				t.Errorf("%s: variance %v of the draws at %v, want %v", c.name, got, grid[i], c.vary[i])
			}
		}
		for i, a := range apart {
			if alone := square[2*i] - sum[2*i]*sum[2*i]; a > .1*alone { // independent draws: 2
				t.Errorf("%s: neighbours at %v differ by %v in the mean square, one varies by %v", c.name, grid[2*i], a, alone)
			}
		}
	}
}

func repeat(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

// The divergence and the likelihood of what was drawn are, on average, those in closed form.
func TestVariationalGPSampledPenalty(t *testing.T) {
	data, z := newSine(25), []float64{.5, 2.5, 4.5}
	f := forward(t, process1(z), layers.Pass{Mode: layers.Train}, 25)
	f.set(optimum(whitened(z, data.x), data.y))
	s := forward(t, process1(z), layers.Pass{Mode: layers.Train, Params: f.Params, Sampled: true}, 25)
	if !s.Penalties[0].Sampled || f.Penalties[0].Sampled {
		t.Error("which penalty was sampled is not said")
	}
	kl := func(f *pass) *G.Node { return ops.Sub(f.Penalties[0].CrossEntropy, f.Penalties[0].Entropy) }
	want := f.eval(t, data.x, data.y, 0, kl(f), ops.Sum(f.q.LogProb(f.y)))
	const draws = 2000
	var sum, square [2]float64
	at := s.program(t, data.x, data.y, kl(s), ops.Sum(s.q.LogProb(s.y)))
	for k := range draws {
		for i, v := range at(int64(k)) {
			sum[i] += v[0] / draws
			square[i] += v[0] * v[0] / draws
		}
	}
	for i, name := range []string{"divergence", "log-likelihood"} {
		if se := math.Sqrt((square[i] - sum[i]*sum[i]) / draws); math.Abs(sum[i]-want[i][0]) > 5*se {
			t.Errorf("mean %s %v of the draws, in closed form %v, 5 standard errors are %v", name, sum[i], want[i][0], 5*se)
		}
	}
}

// The gradient of the bound equals central differences for every parameter: fourth order, h = 1e-3, on a bound of order 100.
func TestVariationalGPGradient(t *testing.T) {
	const h = 1e-3
	data, z := newSine(9), []float64{.5, 2.5, 4.5}
	f := forward(t, process1(z), layers.Pass{Mode: layers.Train}, 9)
	f.set(optimum(whitened(z, data.x), data.y))
	bound := f.bound()
	grads, err := graph.Gradient(bound, f.Nodes()...)
	if err != nil {
		t.Fatal(err)
	}
	got := f.eval(t, data.x, data.y, 0, grads...)
	for k, path := range f.Paths() {
		v := ops.Data[float64](f.Params.Get(path))
		for i := range v {
			old := v[i]
			at := func(step float64) float64 { v[i] = old + step*h; return f.eval(t, data.x, data.y, 0, bound)[0][0] }
			want := (8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12 * h)
			v[i] = old
			if math.Abs(got[k][i]-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s %d: gradient %v, differences %v", path, i, got[k][i], want)
			}
		}
	}
}

func TestVariationalGPErrors(t *testing.T) {
	for _, c := range []struct {
		g    VariationalGP
		want string
	}{
		{VariationalGP{}, "Inducing = 0: a process needs at least one inducing point"},
		{VariationalGP{Inducing: 3, Jitter: -1}, "Jitter = -1 and Waves = 0 must not be negative"},
		{VariationalGP{Inducing: 3, Amplitude: Softplus{Rate: -1}}, "a Softplus of rate -1 that starts at 0"},
		{VariationalGP{Inducing: 3, NoiseVariance: Softplus{Start: math.Inf(1)}}, "that starts at +Inf"},
	} {
		func() {
			defer func() {
				if e, ok := recover().(*build.Error); !ok || !strings.Contains(e.Error(), c.want) {
					t.Errorf("error %v, want %q", e, c.want)
				}
			}()
			forward(t, c.g, layers.Pass{}, 4)
		}()
	}
}
