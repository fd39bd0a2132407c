package bnn_test

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var priors = []bnn.Prior{
	bnn.NormalPrior{}, bnn.NormalPrior{Scale: .3}, bnn.NormalPrior{Scale: 2, TrainLoc: true, TrainScale: true},
	bnn.LaplacePrior{}, bnn.LaplacePrior{Scale: 2.5, TrainScale: true},
	bnn.ScaleMixture{}, bnn.ScaleMixture{Pi: .25, Wide: 2, Narrow: .5},
	bnn.Horseshoe{}, bnn.Horseshoe{Scale: .4, TrainScale: true},
}

// numbers is a tensor of one axis.
func numbers(x ...float64) *tensor.Dense {
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(slices.Clone(x)))
}

// density is log p and its slope at one weight.
type density struct {
	f *layers.Function
	p *layers.Params
}

func densityOf(t testing.TB, prior bnn.Prior, dt tensor.Dtype) density {
	t.Helper()
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return prior.Density(s.Sub("kernel"), 1).LogProb(s.Param("w", layers.Zeros, 1))
	})
	p, err := f.Init(1, tensor.New(tensor.WithShape(1), tensor.Of(dt)))
	if err != nil {
		t.Fatal(err)
	}
	return density{f, p}
}

func (d density) at(t testing.TB, w float64) (logp, slope float64) {
	t.Helper()
	v := d.p.Get("w")
	if v.Dtype() == tensor.Float64 {
		ops.Data[float64](v)[0] = w
	} else {
		ops.Data[float32](v)[0] = float32(w)
	}
	logp, g, err := d.f.ValueAndGrad(d.p, v)
	if err != nil {
		t.Fatal(err)
	}
	if v.Dtype() == tensor.Float64 {
		return logp, ops.Data[float64](g.Get("w"))[0]
	}
	return logp, float64(ops.Data[float32](g.Get("w"))[0])
}

// Densities integrate to 1: by the trapezoidal rule in w = sinh^5(u), which reaches 1e10 and takes
// kinks and logarithms at 0 to the order of step^5. The horseshoe has about 1/w of its mass beyond w.
func TestPriorsAreDensities(t *testing.T) {
	const step = .01
	for _, prior := range priors {
		d, sum := densityOf(t, prior, tensor.Float64), 0.
		for u := -5.8; u <= 5.8; u += step {
			w, dw := stretched(u)
			logp, _ := d.at(t, w)
			sum += math.Exp(logp) * dw * step
		}
		if math.Abs(sum-1) > 1e-8 {
			t.Errorf("%+v integrates to %v", prior, sum)
		}
	}
}

// stretched is sinh^5 and its derivative.
func stretched(u float64) (w, dw float64) {
	s := math.Sinh(u)
	return s * s * s * s * s, 5 * s * s * s * s * math.Cosh(u)
}

// Draws have the density: the largest distance of the empirical cdf from the integrated one exceeds sqrt(log(2/a)/(2n)) with
// probability a (Massart 1990), here 1e-6.
func TestPriorSamples(t *testing.T) {
	const n, step = 20_000, .01
	limit := math.Sqrt(math.Log(2e6) / (2 * n))
	for _, prior := range priors {
		f := layers.NewFunction(func(s *layers.Scope, _ G.Nodes) *G.Node {
			s.Param("w", layers.Zeros, 1) // a parameter makes the function one of float64
			in := s.Sub("kernel")
			return prior.Density(in, n).Sample(in)
		})
		p, err := f.Init(1, numbers(0))
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Train(7, 0).Apply(p, numbers(0))
		if err != nil {
			t.Fatal(err)
		}
		x := slices.Sorted(slices.Values(ops.Data[float64](v)))
		d, cdf, at, worst := densityOf(t, prior, tensor.Float64), 0., 0, 0.
		for u := -5.8; u <= 5.8; u += step { // midpoints, so that cdf is that at their upper ends
			w, dw := stretched(u + step/2)
			logp, _ := d.at(t, w)
			cdf += math.Exp(logp) * dw * step
			for end, _ := stretched(u + step); at < n && x[at] <= end; at++ {
			}
			worst = max(worst, math.Abs(cdf-float64(at)/n))
		}
		if worst > limit {
			t.Errorf("%+v: the cdf of %d draws is %v off, limit %v", prior, n, worst, limit)
		}
	}
}

// The cross-entropy in closed form is the expectation, by Gauss's rule of 2 points in steps of h = .01 that begin at the
// Laplace's kink: errors of order h^4/4320, below 1e-10.
func TestCrossEntropies(t *testing.T) {
	slow.Test(t)
	const step = 1e-2
	for _, prior := range []bnn.Prior{priors[0], priors[1], priors[2], priors[3], priors[4]} {
		d := densityOf(t, prior, tensor.Float64)
		for _, q := range [][2]float64{{0, 1}, {.7, .3}, {-2, .01}, {3, 2}, {1e-3, .5}} {
			f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
				return prior.Density(s.Sub("kernel"), 1).(interface {
					CrossEntropy(loc, sd *G.Node) *G.Node
				}).CrossEntropy(in[0], in[1])
			})
			p, err := f.Init(1, numbers(q[0]), numbers(q[1]))
			if err != nil {
				t.Fatal(err)
			}
			v, err := f.Apply(p, numbers(q[0]), numbers(q[1]))
			if err != nil {
				t.Fatal(err)
			}
			want, kink := 0., -q[0]/q[1]
			for k := math.Floor((-10 - kink) / step); k < (10-kink)/step; k++ {
				z := kink + k*step
				for _, node := range []float64{.5 - .5/math.Sqrt(3), .5 + .5/math.Sqrt(3)} {
					y := z + node*step
					if math.Abs(y) < 9 {
						logp, _ := d.at(t, q[0]+q[1]*y)
						want -= logp * math.Exp(-y*y/2) / math.Sqrt(2*math.Pi) * step / 2
					}
				}
			}
			if got := ops.Data[float64](v)[0]; math.Abs(got-want) > 1e-8*max(1, math.Abs(want)) {
				t.Errorf("%+v under N(%v, %v²): %v, integrated %v", prior, q[0], q[1], got, want)
			}
		}
	}
}

// A weight however far away is pulled by the full gradient of log p: -w/scale² (normal), -1/scale (Laplace), -w/wide²
// (mixture), -2/w (horseshoe, whose tail is w^-2). A density floored before its logarithm would pull with nothing.
func TestFarWeightsArePulled(t *testing.T) {
	for _, c := range []struct {
		prior bnn.Prior
		pull  func(w float64) float64
	}{
		{bnn.NormalPrior{Scale: .5}, func(w float64) float64 { return -4 * w }},
		{bnn.LaplacePrior{Scale: .5}, func(float64) float64 { return -2 }},
		{bnn.ScaleMixture{}, func(w float64) float64 { return -w }},
		{bnn.Horseshoe{Scale: .1}, func(w float64) float64 { return -2 / w }},
	} {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			d := densityOf(t, c.prior, dt)
			for _, w := range []float64{100, 1e4, 1e8} {
				tol := 1e-6
				if _, ok := c.prior.(bnn.Horseshoe); ok {
					tol += 8 * .01 / (w * w) // the next term of the tail, 8 scale²/w²
				}
				if _, slope := d.at(t, w); math.Abs(slope/c.pull(w)-1) > tol {
					t.Errorf("%+v, %v: a weight of %v is pulled by %v, want %v", c.prior, dt, w, slope, c.pull(w))
				}
			}
		}
	}
}

// Weights of 0, and as small as there are, have finite penalties and gradients.
func TestSmallWeights(t *testing.T) {
	for _, prior := range priors {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			d := densityOf(t, prior, dt)
			for _, w := range []float64{0, 1e-40, -1e-30, 1e-20, -1e-12, 1e-6} {
				if logp, slope := d.at(t, w); math.IsNaN(logp-logp) || math.IsNaN(slope-slope) {
					t.Errorf("%+v, %v: log p(%v) is %v with slope %v", prior, dt, w, logp, slope)
				}
			}
		}
	}
}

// A prior by fan-in has the scale of the kernel's inputs.
func TestPriorByFanIn(t *testing.T) {
	for _, shape := range [][]int{{9, 2}, {3, 3, 5}, {9}} {
		f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			s.Param("w", layers.Zeros, 1)
			zero := ops.Full(s.Graph(), s.Dtype(), 0, shape...)
			a := bnn.NormalPrior{FanIn: true, Scale: 2}.Density(s.Sub("a"), shape...).LogProb(zero)
			return ops.Sub(a, bnn.NormalPrior{Scale: 2. / 3}.Density(s.Sub("b"), shape...).LogProb(zero))
		})
		p, err := f.Init(1, numbers(0))
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Apply(p, numbers(0))
		if err != nil || math.Abs(ops.Data[float64](v)[0]) > 1e-12 {
			t.Errorf("shape %v: log-densities differ by %v (%v)", shape, v, err)
		}
	}
}
