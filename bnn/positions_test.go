package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const positions = 64

// positional are networks y ~ N(w, 1) whose one weight is used at 64 positions of every row, all of them 1.
var positional = map[string]func(s *layers.Scope, x *G.Node) *G.Node{
	"convolution": func(s *layers.Scope, x *G.Node) *G.Node {
		h := s.Call("one", layers.Conv1D{Units: 1, Size: 1, NoBias: true}, ops.Reshape(x, -1, positions, 1))
		return s.Call("pool", layers.GlobalAvgPool{}, h)
	},
	"set": func(s *layers.Scope, x *G.Node) *G.Node {
		h := s.Call("one", layers.Dense{Units: 1, NoBias: true}, ops.Reshape(x, -1, 1))
		return ops.Mean(ops.Reshape(h, -1, positions), 1)
	},
	"transposed": func(s *layers.Scope, x *G.Node) *G.Node { // as many rows as positions: the extents say nothing
		x = ops.Transpose(x)
		h := s.Call("one", layers.Conv1D{Units: 1, Size: 1, NoBias: true}, ops.Reshape(x, positions, -1, 1))
		return ops.Mean(h, 0)
	},
}

// nested is "set" with its one layer in a Bayesian network of its own, whose rows are positions.
type nested struct{ net training.Net }

func (n nested) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	q := n.net.Forward(s.Sub("one"), ops.Reshape(x, -1, 1)).(distributions.Deterministic)
	return distributions.Normal{Loc: ops.Mean(ops.Reshape(q.Loc, -1, positions), 1), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// everyPositional are the networks above, made Bayesian by wrap.
func everyPositional(wrap func(training.Net) training.Net) map[string]training.Net {
	nets := map[string]training.Net{"nested": nested{wrap(training.Point(layers.Dense{Units: 1, NoBias: true}))}}
	for name := range positional {
		nets[name] = wrap(positionalNet{name})
	}
	return nets
}

type positionalNet struct{ name string }

func (p positionalNet) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	loc := ops.Reshape(positional[p.name](s, x), x.Shape()[0])
	return distributions.Normal{Loc: loc, Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// At the exact posterior N(sum y/(n+1), 1/(n+1)) of w under N(0, 1) the bound of every draw has the log evidence as its
// mean, under every estimator, and its gradient the mean 0: within 5 standard errors. Noise for each position makes the
// bound larger than the evidence, and its maximum has a scale .75 where 1/sqrt(51) = .14 is right.
func TestEstimatorsWhereAWeightIsUsedOftenInARow(t *testing.T) {
	const draws = 400
	for name := range everyPositional(func(net training.Net) training.Net { return net }) {
		n := 50
		if name == "transposed" {
			n = positions
		}
		y := make([]float64, n)
		rng.New(3, "y", 0, 0).Normal64(y, 0)
		sum, squares := 0., 0.
		for i := range y {
			y[i] += .8
			sum, squares = sum+y[i], squares+y[i]*y[i]
		}
		m := float64(n)
		evidence := -(m*math.Log(2*math.Pi) + math.Log1p(m) + squares - sum*sum/(m+1)) / 2
		for e := bnn.SharedSample; e <= bnn.Flipout; e++ {
			net := everyPositional(func(net training.Net) training.Net { return whole(bnn.Variational{Net: net, Estimator: e}) })[name]
			f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
				return losses.ELBO{Rows: n}.Mean(s, net.Forward(s, in[0]), in[1])
			})
			ones := tensor.New(tensor.WithShape(n, positions), tensor.WithBacking(each(make([]float64, n*positions), func(float64) float64 { return 1 })))
			p, err := f.Init(1, ones, numbers(y...))
			if err != nil {
				t.Fatal(err)
			}
			ops.Data[float64](p.Get("one/kernel/loc"))[0] = sum / (m + 1)
			ops.Data[float64](p.Get("one/kernel/scale"))[0] = softplusInverse(1 / math.Sqrt(m+1))
			found := &moments{mean: map[string][]float64{}, m2: map[string][]float64{}}
			for k := range draws {
				loss, grads, err := f.Train(7, k).ValueAndGrad(p, ones, numbers(y...))
				if err != nil {
					t.Fatal(err)
				}
				found.n++
				found.add("bound", []float64{-m * loss})
				for path, g := range grads.All() {
					found.add(path, ops.Data[float64](g))
				}
			}
			for path, want := range map[string]float64{"bound": evidence, "one/kernel/loc": 0, "one/kernel/scale": 0} {
				if got, se := found.mean[path][0], found.se(path, 0); math.Abs(got-want) > 5*se || se == 0 {
					t.Errorf("%s, %v: %s is %v on average, want %v, standard error %v", name, e, path, got, want, se)
				}
			}
		}
	}
}

// Dropout of inputs, too, has one mask for all positions of a row: the mean over positions then varies as one draw does.
func TestDropoutWhereAWeightIsUsedOftenInARow(t *testing.T) {
	for name, net := range everyPositional(func(net training.Net) training.Net { return bnn.MCDropout{Net: net, Rate: .5, Only: all} }) {
		const draws = 200
		f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			return ops.Mean(ops.Square(net.Forward(s, in[0]).(distributions.Normal).Loc))
		})
		x := tensor.New(tensor.WithShape(positions, positions), tensor.WithBacking(each(make([]float64, positions*positions), func(float64) float64 { return 1 })))
		p, err := f.Init(1, x)
		if err != nil {
			t.Fatal(err)
		}
		w := ops.Data[float64](p.Get("one/kernel"))[0]
		mean := 0.
		for k := range draws {
			v, _, err := f.Train(7, k).ValueAndGrad(p, x)
			if err != nil {
				t.Fatal(err)
			}
			mean += v / draws
		}
		// E (w z/(1-p))² is w²/(1-p); of one mask for all rows its standard deviation is as large.
		if want := 2 * w * w; math.Abs(mean/want-1) > 5/math.Sqrt(draws) {
			t.Errorf("%s: the square is %v on average, want %v", name, mean, want)
		}
	}
}

// Divergences tells which weights fell back to the shared sample.
func TestDivergencesTellTheEstimator(t *testing.T) {
	for name := range positional {
		want := bnn.SharedSample
		if name == "convolution" {
			want = bnn.Flipout
		}
		m := initialized(t, whole(bnn.Variational{Net: positionalNet{name}, Estimator: bnn.Flipout}), positions, positions)
		r, err := bnn.Divergences(m, 1, 0)
		if err != nil || len(r) != 1 || r[0].Estimator != want || !strings.Contains(r.String(), want.String()) {
			t.Errorf("%s: %v (%v), want %v", name, r, err, want)
		}
	}
}

// lateNorm has a batch normalization behind a layer with weights.
type lateNorm struct{}

func (lateNorm) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("norm", layers.BatchNorm{}, s.Call("first", layers.Dense{Units: 3}, x))
	return distributions.Normal{Loc: ops.Sum(h, 1), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// Rows that see each other behind draws of their own are refused: the batch's variance would be that of other weights.
func TestRowsThatSeeEachOtherBehindDraws(t *testing.T) {
	f := func(v bnn.Variational) error {
		_, err := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			return ops.Mean(v.Forward(s, in[0]).(distributions.Normal).Loc)
		}).Train(1, 0).Init(1, normals("x", 5, 2))
		return err
	}
	if err := f(whole(bnn.Variational{Net: lateNorm{}})); err != nil {
		t.Error(err)
	}
	for _, v := range []bnn.Variational{{Net: lateNorm{}, Estimator: bnn.Flipout}, {Net: lateNorm{}, Estimator: bnn.LocalReparametrization}} {
		if err := f(whole(v)); err == nil || !strings.Contains(err.Error(), "first/kernel") || !strings.Contains(err.Error(), "SharedSample") {
			t.Errorf("%v: error %v", v.Estimator, err)
		}
	}
	for _, e := range []bnn.Estimator{bnn.SharedSample, bnn.Flipout, bnn.LocalReparametrization} {
		within := whole(bnn.Variational{Net: training.Point(layers.Dense{Units: 3}), Estimator: e})
		for _, behind := range []bool{true, false} {
			_, err := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
				h := within.Forward(s.Sub("first"), in[0]).(distributions.Independent).Base.(distributions.Deterministic).Loc
				if behind {
					return s.Call("norm", layers.BatchNorm{}, h)
				}
				return ops.Add(h, s.Call("norm", layers.BatchNorm{}, ops.Slice(in[0], 1, 0, 1)))
			}).Train(1, 0).Init(1, normals("x", 5, 2))
			if refused := err != nil && strings.Contains(err.Error(), "first/kernel"); refused != (behind && e != bnn.SharedSample) || err != nil && !refused {
				t.Errorf("%v, behind a network with it: %v: error %v", e, behind, err)
			}
		}
	}
	if err := f(whole(bnn.Variational{Net: lateNorm{}, Estimator: bnn.Flipout, Except: []string{"first/*"}})); err != nil {
		t.Error(err)
	}
}
