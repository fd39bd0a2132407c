package bnn_test

import (
	"context"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/mcmc"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gorgonia.org/tensor"
)

// fitter is a method that fits a model for some epochs.
type fitter interface {
	Fit(ctx context.Context, m *training.Model, train data.Set, epochs int) (training.History, error)
}

// drawsOf are the kept weights of linear.
func drawsOf(t testing.TB, f fitter, c *conjugate, dt tensor.Dtype, epochs int) *mat.Dense {
	t.Helper()
	m := &training.Model{Net: linear{SD: c.noise}, Dtype: dt}
	if _, err := f.Fit(ctx, m, c.set, epochs); err != nil {
		t.Fatal(err)
	}
	draws, into := mat.NewDense(m.Sampler.Len(), 3, nil), m.Params.Clone()
	for k := range m.Sampler.Len() {
		if err := m.Sampler.Sample(into, 0, k); err != nil {
			t.Fatal(err)
		}
		draws.SetRow(k, vectorOf(into))
	}
	return draws
}

// checkBetween compares mean and variance along each column of directions with the exact mean and bounds on the variance,
// to four standard errors by the chain's effective size.
func checkBetween(t *testing.T, draws *mat.Dense, mean []float64, directions *mat.Dense, low, high func(d *mat.VecDense) float64) {
	t.Helper()
	n, dim := draws.Dims()
	for k := range dim {
		v := mat.NewVecDense(dim, mat.Col(nil, k, directions))
		var along mat.VecDense
		along.MulVec(draws, v)
		x := along.RawVector().Data
		ess := effective(x)
		want := mat.Dot(v, mat.NewVecDense(dim, mean))
		got, variance := stat.MeanVariance(x, nil)
		if math.Abs(got-want) > 4*math.Sqrt(variance/ess) {
			t.Errorf("direction %d: mean %v, want %v, effective size %v", k, got, want, ess)
		}
		lo, hi := low(v), high(v)
		squares := make([]float64, n)
		for i := range x {
			squares[i] = (x[i] - got) * (x[i] - got)
		}
		if se := math.Sqrt(2 / effective(squares)); variance < lo*(1-4*se) || variance > hi*(1+4*se) {
			t.Errorf("direction %d: variance %v, want %v to %v, within %v of it, effective size %v", k, variance, lo, hi, 4*se, ess)
		}
	}
}

// effective is the effective size of one chain, no more than its length.
func effective(x []float64) float64 {
	return min(mcmc.ESS([][]float64{x[:len(x)/2], x[len(x)/2:]}), float64(len(x)))
}

// stiffness is the posterior's precision over the number of rows, and its eigenvectors.
func (c *conjugate) stiffness() (values []float64, vectors *mat.Dense) {
	var e mat.EigenSym
	e.Factorize(c.precision, true)
	vectors = new(mat.Dense)
	e.VectorsTo(vectors)
	for _, v := range e.Values(nil) {
		values = append(values, v/float64(c.set.Rows()))
	}
	return values, vectors
}

// Steps over all rows are a linear recurrence, whose stationary variance along an eigenvector is known exactly, the
// discretization's error included.
func TestChainsOnAllRows(t *testing.T) {
	slow.Test(t)
	c := newConjugateOf(t, twoFeatures(40, .5, 1), .5, 1)
	n := float64(c.set.Rows())
	values, vectors := c.stiffness()
	const rate, friction = .1, .3
	all := training.Trainer{BatchSize: 40, Seed: 2}
	for _, k := range []struct {
		name     string
		f        fitter
		variance func(h float64) float64
	}{
		{"sgld", bnn.SGLD{Rate: training.Constant(rate), Trainer: all}, func(h float64) float64 {
			return 1 / (n * h * (1 - rate*h/2))
		}},
		{"sghmc", bnn.SGHMC{Rate: rate, Friction: friction, Trainer: all}, func(h float64) float64 {
			return 1 / (n * h * (1 - rate*h/(4-2*friction)))
		}},
	} {
		for _, dt := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			t.Run(k.name, func(t *testing.T) {
				exact := func(v *mat.VecDense) float64 {
					for j, h := range values {
						if math.Abs(mat.Dot(v, vectors.ColView(j))) > .5 {
							return k.variance(h)
						}
					}
					return math.NaN()
				}
				checkBetween(t, drawsOf(t, k.f, c, dt, 20000), c.mean, vectors, exact, exact)
			})
		}
	}
}

// Minibatches drawn with replacement would add the noise of the gradient, C, to the recurrence; those of an epoch, which
// see each row once, add less.
func TestChainsOnMinibatches(t *testing.T) {
	slow.Test(t)
	const rate, batch = .02, 10
	c := newConjugateOf(t, twoFeatures(40, .5, 1), .5, 1)
	exact := func(v *mat.VecDense) float64 { return mat.Inner(v, c.cov, v) }
	_, vectors := c.stiffness()
	high := withReplacement(c, rate, batch)
	some := training.Trainer{BatchSize: batch, Seed: 2}
	checkBetween(t, drawsOf(t, bnn.SGLD{Rate: training.Constant(rate), Trainer: some}, c, tensor.Float64, 20000), c.mean, vectors, exact,
		func(v *mat.VecDense) float64 { return mat.Inner(v, high, v) })
}

// withReplacement is the stationary covariance S = (1 - l H) S (1 - l H) + l² C + 2 l/N of SGLD.
func withReplacement(c *conjugate, rate float64, batch int) *mat.Dense {
	n, d := c.set.Rows(), len(c.mean)
	noise, shrink := mat.NewDense(d, d, nil), mat.NewDense(d, d, nil)
	for i := range n {
		a := mat.NewVecDense(d, append(append([]float64{}, c.set.X.RawRowView(i)...), 1))
		r := mat.Dot(a, mat.NewVecDense(d, c.mean)) - c.set.Y[i]
		second := (r*r + mat.Inner(a, c.cov, a)) / math.Pow(c.noise, 4) // of the row's gradient by its output
		var outer mat.Dense
		outer.Outer(second*rate*rate/float64(batch*n), a, a)
		noise.Add(noise, &outer)
	}
	shrink.Scale(-rate/float64(n), c.precision)
	for i := range d {
		noise.Set(i, i, noise.At(i, i)+2*rate/float64(n))
		shrink.Set(i, i, shrink.At(i, i)+1)
	}
	s := mat.NewDense(d, d, nil)
	for range 5000 {
		var t mat.Dense
		t.Mul(shrink, s)
		s.Mul(&t, shrink)
		s.Add(s, noise)
	}
	return s
}

// The preconditioned chain, with rates held after the burn-in, keeps the posterior. At rest the gradient along an
// eigenvector has the variance h/N, so that the rate there is about l sqrt(N/h) and the variance 1/(1 - l sqrt(N h)/2) of
// the exact one; twice that rate is allowed for, since the mean is of some 100 squares.
func TestPreconditionedSGLD(t *testing.T) {
	s := twoFeatures(40, .5, 1)
	for i := range 40 {
		s.X.Set(i, 0, s.X.At(i, 0)*.1) // a direction that plain steps find slowly
	}
	c := newConjugateOf(t, s, .5, 1)
	values, vectors := c.stiffness()
	const rate = .01
	worst := 1 / (1 - rate*math.Sqrt(40*values[2]))
	exact := func(v *mat.VecDense) float64 { return mat.Inner(v, c.cov, v) }
	f := bnn.SGLD{Rate: training.Constant(rate), Precondition: true, Trainer: training.Trainer{BatchSize: 40, Seed: 2}}
	draws := drawsOf(t, f, c, tensor.Float64, 20000)
	checkBetween(t, draws, c.mean, vectors, exact, func(v *mat.VecDense) float64 { return worst * exact(v) })
}

// The same bits on any number of cores, and by seed; a second fit goes on with other noise.
func TestChainsSameBits(t *testing.T) {
	s := twoFeatures(60, .3, 1)
	for _, f := range []fitter{
		bnn.SGLD{Trainer: training.Trainer{BatchSize: 60, Seed: 4}},
		bnn.SGHMC{Cycles: 2, Trainer: training.Trainer{BatchSize: 60, Seed: 4}},
	} {
		run := func(cores int) []float64 {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			m := &training.Model{Net: wave{5}}
			if _, err := f.Fit(ctx, m, s, 10); err != nil {
				t.Fatal(err)
			}
			first := vectorOf(m.Params)
			if _, err := f.Fit(ctx, m, s, 10); err != nil {
				t.Fatal(err)
			}
			return append(first, vectorOf(m.Params)...)
		}
		want := run(1)
		for _, cores := range []int{2, 8} {
			if d := cmp.Diff(want, run(cores)); d != "" {
				t.Errorf("%T on %d cores: %s", f, cores, d)
			}
		}
	}
}

// In each cycle the rate falls from Rate, and the last part gives draws.
func TestCycles(t *testing.T) {
	s := twoFeatures(40, .3, 1)
	m := &training.Model{Net: wave{3}}
	h, err := bnn.SGHMC{Rate: .01, Cycles: 3, Explore: .7, Trainer: training.Trainer{BatchSize: 40}}.Fit(ctx, m, s, 30)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range h {
		if want := .01 * (1 + math.Cos(math.Pi*float64(i%10)/10)) / 2; math.Abs(e.Rate-want) > 1e-12 {
			t.Errorf("epoch %d has the rate %v, want %v", i+1, e.Rate, want)
		}
	}
	if n := m.Sampler.Len(); n != 9 {
		t.Errorf("%d draws, want 3 of each of 3 cycles", n)
	}
	if q := predict(t, m, s.X); q.Draws() != 9 {
		t.Errorf("the prediction mixes %d draws", q.Draws())
	}
}

// The prior, without data to speak of, is what the draws are of.
func TestChainPrior(t *testing.T) {
	s := twoFeatures(2, 1, 1)
	c := newConjugateOf(t, s, 100, .5) // the rows say nothing
	f := bnn.SGLD{Prior: bnn.NormalPrior{Scale: .5}, Rate: training.Constant(.1), Trainer: training.Trainer{BatchSize: 2, Seed: 1}}
	_, vectors := c.stiffness()
	h := 1 / (.5 * .5 * 2.)
	want := func(*mat.VecDense) float64 { return .25 / (1 - .1*h/2) }
	checkBetween(t, drawsOf(t, f, c, tensor.Float64, 20000), c.mean, vectors, want, want)
}

func TestChainMistakes(t *testing.T) {
	s := twoFeatures(20, .1, 1)
	weighted := s
	weighted.Weights = make([]float64, 20)
	weighted.Weights[1] = 1
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	net := wave{2}
	for _, c := range []struct {
		want string
		f    fitter
		m    *training.Model
		s    data.Set
		ctx  context.Context
	}{
		{"no Net", bnn.SGLD{}, &training.Model{}, s, ctx},
		{"come before the draws", bnn.SGLD{Burn: 6}, &training.Model{Net: net}, s, ctx},
		{"come before the draws", bnn.SGHMC{Burn: -1}, &training.Model{Net: net}, s, ctx},
		{"the chain's own", bnn.SGLD{Trainer: training.Trainer{Solver: momentum()}}, &training.Model{Net: net}, s, ctx},
		{"leave them out", bnn.SGLD{Trainer: training.Trainer{Average: 1}}, &training.Model{Net: net}, s, ctx},
		{"leave Weights nil", bnn.SGLD{}, &training.Model{Net: net}, weighted, ctx},
		{"the rate is -1", bnn.SGLD{Rate: training.Constant(-1)}, &training.Model{Net: net}, s, ctx},
		{"a draw kept every -1", bnn.SGLD{Every: -1}, &training.Model{Net: net}, s, ctx},
		{"run more", bnn.SGLD{Every: 7}, &training.Model{Net: net}, s, ctx},
		{"friction 2", bnn.SGHMC{Friction: 2}, &training.Model{Net: net}, s, ctx},
		{"7 cycles in 6 epochs", bnn.SGHMC{Cycles: 7}, &training.Model{Net: net}, s, ctx},
		{"canceled", bnn.SGHMC{}, &training.Model{Net: net}, s, cancelled},
	} {
		if _, err := c.f.Fit(c.ctx, c.m, c.s, 6); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
		if c.m.Sampler != nil || c.m.Params != nil {
			t.Error("a failed fit left something in the model")
		}
	}
}
