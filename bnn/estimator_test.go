package bnn_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// layerNet is a layer as a Net whose output is only asked for its Loc.
type layerNet struct{ layers.Layer }

func (l layerNet) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.Normal{Loc: s.Call("layer", l.Layer, x), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// experiment is the gradient of sum over positions of (layer(x) - y)²/2, mean over rows, with a variational layer.
type experiment struct {
	layer  layers.Layer
	linear layers.Product // what the layer does before its activation, if it has none
	x, y   *tensor.Dense
	params *layers.Params
}

func normals(path string, shape ...int) *tensor.Dense {
	v := tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(shape...))
	rng.New(5, path, 0, 0).Normal64(ops.Data[float64](v), 0)
	return v
}

func (e *experiment) function(estimator bnn.Estimator) *layers.Function {
	net := whole(bnn.Variational{Net: layerNet{e.layer}, Estimator: estimator, Posterior: bnn.MeanField{SD: layers.Constant(.4)}})
	return layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		h := net.Forward(s, in[0]).(distributions.Normal).Loc
		return halfSquares(ops.Square(ops.Sub(h, in[1])))
	})
}

// halfSquares is half the sum over positions, mean over rows.
func halfSquares(x *G.Node) *G.Node {
	return ops.MulConst(ops.Sum(x), .5/float64(x.Shape()[0]))
}

// expected is the expectation in closed form, of a layer without activation.
func (e *experiment) expected() *layers.Function {
	return layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		loc, scale := G.Nodes{}, G.Nodes{}
		for _, name := range []string{"kernel", "bias"} {
			path := "layer/" + name
			shape := e.params.Get(path + "/loc").Shape()
			loc = append(loc, s.Param(path+"/loc", layers.Zeros, shape...))
			scale = append(scale, ops.Square(ops.Softplus(s.Param(path+"/scale", layers.Zeros, shape...))))
		}
		mean := e.linear(in[0], loc[0], loc[1], layers.None)
		variance := e.linear(ops.Square(in[0]), scale[0], scale[1], layers.None)
		return halfSquares(ops.Add(ops.Square(ops.Sub(mean, in[1])), variance))
	})
}

// moments are the mean of the loss and of each gradient over draws, and their variances.
type moments struct {
	n        int
	mean, m2 map[string][]float64
}

func (m *moments) add(path string, x []float64) {
	if m.mean[path] == nil {
		m.mean[path], m.m2[path] = make([]float64, len(x)), make([]float64, len(x))
	}
	for i, v := range x {
		d := v - m.mean[path][i]
		m.mean[path][i] += d / float64(m.n)
		m.m2[path][i] += d * (v - m.mean[path][i])
	}
}

func (e *experiment) sample(t testing.TB, estimator bnn.Estimator, draws int) *moments {
	t.Helper()
	f, m := e.function(estimator), &moments{mean: map[string][]float64{}, m2: map[string][]float64{}}
	if e.params == nil {
		var err error
		if e.params, err = f.Init(3, e.x, e.y); err != nil {
			t.Fatal(err)
		}
		copy(ops.Data[float64](e.params.Get("layer/bias/loc")), ops.Data[float64](normals("bias", 2)))
	}
	for k := range draws {
		loss, grads, err := f.Train(11, k).ValueAndGrad(e.params, e.x, e.y)
		if err != nil {
			t.Fatal(err)
		}
		m.n++
		m.add("loss", []float64{loss})
		for path, g := range grads.All() {
			m.add(path, ops.Data[float64](g))
		}
	}
	return m
}

// se is the standard error of element i of a mean.
func (m *moments) se(path string, i int) float64 {
	return math.Sqrt(m.m2[path][i]) / float64(m.n)
}

// trace is the summed variance of a gradient.
func (m *moments) trace(suffix string) (sum float64) {
	for path, m2 := range m.m2 {
		if len(path) > len(suffix) && path[len(path)-len(suffix):] == suffix {
			for _, v := range m2 {
				sum += v / float64(m.n-1)
			}
		}
	}
	return sum
}

func denseExperiment(rows int) *experiment {
	return &experiment{
		layer:  layers.Dense{Units: 2},
		linear: func(x, k, b *G.Node, _ layers.Activation) *G.Node { return ops.Dense(x, k, b, ops.ActLinear) },
		x:      normals("x", rows, 3), y: normals("y", rows, 2),
	}
}

// All estimators have the same expectations of the loss and of its gradients by loc and scale, those of the closed form:
// within 5 standard errors, for a dense layer and for a convolution whose loss looks at each position.
func TestEstimatorsAgree(t *testing.T) {
	const draws = 4000
	conv := &experiment{layer: layers.Conv1D{Units: 2, Size: 3}, x: normals("x", 4, 6, 2), y: normals("y", 4, 4, 2)}
	conv.linear = func(x, k, b *G.Node, act layers.Activation) *G.Node {
		return ops.Conv(x, k, b, ops.Activation(act))
	}
	for name, e := range map[string]*experiment{"dense": denseExperiment(7), "conv": conv} {
		e.sample(t, bnn.SharedSample, 0)
		loss, grads, err := e.expected().ValueAndGrad(e.params, e.x, e.y)
		if err != nil {
			t.Fatal(err)
		}
		grads.Set("loss", numbers(loss))
		for estimator := bnn.SharedSample; estimator <= bnn.Flipout; estimator++ {
			m := e.sample(t, estimator, draws)
			for path, want := range grads.All() {
				for i, w := range ops.Data[float64](want) {
					if got, se := m.mean[path][i], m.se(path, i); math.Abs(got-w) > 5*se+1e-12 {
						t.Errorf("%s, %v: %s[%d] is %v on average, want %v, standard error %v", name, estimator, path, i, got, w, se)
					}
				}
			}
		}
	}
}

// With an activation behind it, the estimators agree with each other.
func TestEstimatorsAgreeBehindAnActivation(t *testing.T) {
	const draws = 4000
	e := denseExperiment(5)
	e.layer = layers.Dense{Units: 2, Activation: layers.Tanh}
	want := e.sample(t, bnn.SharedSample, draws)
	for _, estimator := range []bnn.Estimator{bnn.LocalReparametrization, bnn.Flipout} {
		got := e.sample(t, estimator, draws)
		for path := range want.mean {
			for i := range want.mean[path] {
				se := math.Hypot(want.se(path, i), got.se(path, i))
				if math.Abs(got.mean[path][i]-want.mean[path][i]) > 5*se {
					t.Errorf("%v: %s[%d] is %v on average, shared sample %v, standard error %v", estimator, path, i, got.mean[path][i], want.mean[path][i], se)
				}
			}
		}
	}
}

// The variance of the gradient against the batch's size, as the slope of a line through logarithms. The batches repeat
// the same 4 rows, so that only noise differs and the laws are exact: 0 for the shared sample, which sees no difference; -1
// for local reparametrization; -1 for Flipout's loc, while its scale keeps what signs do not matter to, of the squares of
// the noise. A summed variance of n repetitions is known to about sqrt(8/n) of itself (the terms are products of up to
// four normals), which over batches 4 to 256 makes sqrt(8/n)/3.1 of the slope: with n = 1,500 that is .024.
func TestGradientVarianceAgainstBatch(t *testing.T) {
	const repetitions, tolerance = 1500, 5 * .024
	sizes := []int{4, 16, 64, 256}
	slope := func(suffix string, traces map[int]*moments) float64 {
		var sxy, sxx float64
		for i, n := range sizes {
			x := float64(i) - 1.5 // in units of log 4
			sxy += x * math.Log(traces[n].trace(suffix))
			sxx += x * x * math.Log(4)
		}
		return sxy / sxx
	}
	for _, c := range []struct {
		estimator  bnn.Estimator
		loc, scale float64
	}{{bnn.SharedSample, 0, 0}, {bnn.LocalReparametrization, -1, -1}, {bnn.Flipout, -1, math.NaN()}} {
		traces := map[int]*moments{}
		for _, n := range sizes {
			traces[n] = repeated(denseExperiment(4), n).sample(t, c.estimator, repetitions)
		}
		loc, scale := slope("/loc", traces), slope("/scale", traces)
		t.Logf("%v: slopes %.3f of loc, %.3f of scale", c.estimator, loc, scale)
		if math.Abs(loc-c.loc) > tolerance {
			t.Errorf("%v: the variance of the gradient by loc goes as batch^%.3f, want %v", c.estimator, loc, c.loc)
		}
		if math.Abs(scale-c.scale) > tolerance {
			t.Errorf("%v: the variance of the gradient by scale goes as batch^%.3f, want %v", c.estimator, scale, c.scale)
		}
		if last := traces[256].trace("/scale") / traces[64].trace("/scale"); c.estimator == bnn.Flipout && last < .6 {
			t.Errorf("Flipout: four times the batch divides the variance by scale by %v: it should have levelled off", 1/last)
		}
	}
}

// repeated is the experiment with its rows repeated to n.
func repeated(e *experiment, n int) *experiment {
	grow := func(v *tensor.Dense) *tensor.Dense {
		var all []float64
		for range n / v.Shape()[0] {
			all = append(all, ops.Data[float64](v)...)
		}
		return tensor.New(tensor.WithShape(n, v.Shape()[1]), tensor.WithBacking(all))
	}
	e.x, e.y = grow(e.x), grow(e.y)
	return e
}
