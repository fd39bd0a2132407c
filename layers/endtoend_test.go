package layers_test

import (
	"context"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// bars is n noisy images of 8 x 8 with a bar at a random place: 1 if it lies, 0 if it stands. Every pixel is as bright in
// both classes on average, so that no linear model of pixels can tell them apart.
func bars(n int, seed uint64) data.Set {
	u, x := make([]float64, 2*n), make([]float64, 64*n)
	rng.New(seed, "bars", 0, 0).Uniform64(u, 0)
	rng.New(seed, "noise", 0, 0).Normal64(x, 0)
	s := data.Set{X: mat.NewDense(n, 64, x), Y: make([]float64, n), Names: make([]string, 64), Target: "lies"}
	for i := range n {
		at := int(8 * u[2*i])
		if u[2*i+1] < .5 {
			s.Y[i] = 1
		}
		for k := range 64 {
			x[64*i+k] *= .2
			if s.Y[i] == 1 && k/8 == at || s.Y[i] == 0 && k%8 == at {
				x[64*i+k]++
			}
		}
	}
	return s
}

// barNet is convolution, pooling and a dense layer, with batch normalization or without.
func barNet(norm bool) layers.Sequential {
	net := layers.Sequential{layers.Reshape{8, 8, 1}, layers.Conv2D{Units: 4, Size: [2]int{3, 3}, Padding: layers.Same, Activation: layers.Tanh}}
	if norm {
		net = append(net, layers.BatchNorm{})
	}
	return append(net, layers.MaxPool{Size: []int{2, 2}}, layers.Flatten{}, layers.Dense{Units: 1})
}

// classifier is a network whose output is a probability.
type classifier struct{ layer layers.Layer }

func (c classifier) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	y := c.layer.Forward(s, x)
	return distributions.Bernoulli{Logits: ops.Reshape(y, y.Shape()[0])}
}

// A convolutional network tells lying from standing bars on images it has not seen, in either type and with batch
// normalization, whose states it follows. What knows pixels one by one is right on 100 of 200, give or take 7; ten
// mistakes are thirteen standard deviations from that.
func TestImagesAreLearned(t *testing.T) {
	slow.Test(t)
	train, test := bars(600, 1), bars(200, 2)
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, norm := range []bool{false, true} {
			m := &training.Model{Net: classifier{barNet(norm)}, Dtype: dt}
			fit := training.Trainer{Solver: &training.Adam{Rate: training.Cosine(.02, 15, 0)}, Seed: 1}
			if _, err := fit.Fit(context.Background(), m, train, 15); err != nil {
				t.Fatal(err)
			}
			q, err := m.Predict(context.Background(), test.X)
			if err != nil {
				t.Fatal(err)
			}
			wrong := 0
			for i, p := range q.Mean() {
				if (p > .5) != (test.Y[i] == 1) {
					wrong++
				}
			}
			if wrong > 10 {
				t.Errorf("%v, batch norm %v: %d of 200 images are taken for the other class", dt, norm, wrong)
			}
		}
	}
}

// A step of the Trainer, which cuts the batch into shards, is the step on the whole batch; where there is batch
// normalization it must not cut, or the statistics would be others; its states move as those do. Sums of 120 rows differ by their order, 120 u times
// weights of order one: 1e-13, and 1e-12 leaves room for the normalization.
func TestShardsMakeTheWholeStep(t *testing.T) {
	const rows, rate = 120, .1
	s := bars(rows, 3)
	x, y := tensor.New(tensor.WithShape(rows, 64), tensor.WithBacking(s.X.RawMatrix().Data)), tensor.New(tensor.WithShape(rows, 1), tensor.WithBacking(s.Y))
	for _, norm := range []bool{false, true} {
		net := barNet(norm)
		m := &training.Model{Net: training.Point(net), Dtype: tensor.Float64}
		fit := training.Trainer{Loss: losses.MSE{}, BatchSize: rows, Solver: &training.SGD{Rate: training.Constant(rate)}, Seed: 1}
		run := func(epochs int) {
			if _, err := fit.Fit(context.Background(), m, s, epochs); err != nil {
				t.Fatal(err)
			}
		}
		run(0)
		want := m.Params.Clone()
		loss := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			return ops.Mean(ops.Square(ops.Sub(net.Forward(s, in[0]), in[1])))
		}).Train(1, 0)
		_, grads, err := loss.ValueAndGrad(want, x, y)
		if err != nil {
			t.Fatal(err)
		}
		if err := (&training.SGD{Rate: training.Constant(rate)}).Step(want.With(grads)); err != nil {
			t.Fatal(err)
		}
		run(1)
		for path, v := range want.All() {
			got := ops.Data[float64](m.Params.Get(path))
			for i, w := range ops.Data[float64](v) {
				if math.Abs(got[i]-w) > 1e-12 {
					t.Errorf("batch norm %v: %s[%d] is %v after a step in shards, %v after one on the whole", norm, path, i, got[i], w)
				}
			}
		}
	}
}

// everything is each layer for images once, without kinks that differences might cross.
var everything = layers.Sequential{
	layers.Reshape{5, 5, 2},
	layers.Conv2D{Units: 3, Size: [2]int{3, 2}, Padding: layers.Same, Activation: layers.Tanh},
	layers.BatchNorm{},
	layers.Residual{Layer: layers.Conv2D{Units: 3, Size: [2]int{3, 3}, Dilation: [2]int{2, 1}, Padding: layers.Same}},
	layers.MaxPool{Size: []int{2, 2}, Stride: []int{1, 1}},
	layers.Residual{Layer: layers.AvgPool{Size: []int{2, 2}}, Projection: layers.Conv2D{Units: 3, Size: [2]int{2, 2}, Stride: [2]int{2, 2}}},
	layers.Reshape{4, 3},
	layers.Conv1D{Units: 5, Size: 2, Activation: layers.SiLU},
	layers.LayerNorm{Epsilon: .1},
	layers.Flatten{},
	layers.Dense{Units: 1},
}

// The gradient of all layers together is the derivative, in training, where rows see each other, and in prediction:
// central differences at steps of 1e-5 have an error of 1e-10/6 of a third derivative and of 1e-16/1e-5 of the function, and
// these are of order one and ten.
func TestImageGradients(t *testing.T) {
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		return ops.Mean(ops.Square(everything.Forward(s, in[0])))
	})
	x := waves(4, 50)
	p, err := f.Init(3, x)
	if err != nil {
		t.Fatal(err)
	}
	for mode, f := range map[string]*layers.Function{"predict": f, "train": f.Train(1, 1)} {
		_, grads, err := f.ValueAndGrad(p, x)
		if err != nil {
			t.Fatal(err)
		}
		at := func() float64 {
			y, err := f.Apply(p, x)
			if err != nil {
				t.Fatal(err)
			}
			return ops.Data[float64](y)[0]
		}
		for path, g := range grads.All() {
			w := ops.Data[float64](p.Get(path))
			for i, got := range ops.Data[float64](g) {
				const h = 1e-5
				old := w[i]
				w[i] = old + h
				up := at()
				w[i] = old - h
				down := at()
				w[i] = old
				if want := (up - down) / (2 * h); math.Abs(got-want) > 1e-8*(1+math.Abs(want)) {
					t.Errorf("%s: %s[%d] has the gradient %v, differences give %v", mode, path, i, got, want)
				}
			}
		}
	}
}

// In prediction a row does not see the others; in training a batch normalization makes it.
func TestBatchNormModes(t *testing.T) {
	net := layers.Sequential{layers.Dense{Units: 3}, layers.BatchNorm{}}
	x := waves(6, 4)
	p, err := of(net).Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	whole := append([]float64{}, apply(t, net, p, x)...)
	first := apply(t, net, p, tensor.New(tensor.WithShape(1, 4), tensor.WithBacking(ops.Data[float64](x)[:4])))
	trained, err := of(net).Train(1, 1).Apply(p, x)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, 3)
	for i, v := range ops.Data[float64](trained) {
		mean[i%3] += v / 6
	}
	for j := range 3 {
		if whole[j] != first[j] {
			t.Errorf("output %d of the first row is %v among six rows, %v alone", j, whole[j], first[j])
		}
		if whole[j] == ops.Data[float64](trained)[j] || math.Abs(mean[j]) > 6*0x1p-51 { // six terms below 4
			t.Errorf("training gives the output %v of mean %v, prediction %v", ops.Data[float64](trained)[j], mean[j], whole[j])
		}
	}
}
