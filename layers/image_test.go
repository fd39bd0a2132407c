package layers_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// waves is a tensor of any shape with numbers of which no two are alike.
func waves(shape ...int) *tensor.Dense {
	v := ops.NewValue(tensor.Float64, shape).(*tensor.Dense)
	for i := range ops.Data[float64](v) {
		ops.Data[float64](v)[i] = math.Sin(float64(3*i + 1))
	}
	return v
}

// digits is the network of TestDigitShapes.
var digits = layers.Sequential{
	layers.Reshape{28, 28, 1},
	layers.Conv2D{Units: 4, Size: [2]int{3, 3}, Padding: layers.Same, Activation: layers.ReLU},
	layers.MaxPool{Size: []int{2, 2}},
	layers.Conv2D{Units: 8, Size: [2]int{5, 3}, Stride: [2]int{2, 1}, NoBias: true},
	layers.BatchNorm{},
	layers.Residual{Layer: layers.Conv2D{Units: 8, Size: [2]int{3, 3}, Padding: layers.Same}},
	layers.AvgPool{Size: []int{5, 3}, Stride: []int{1, 3}},
	layers.Flatten{},
	layers.LayerNorm{},
	layers.Dense{Units: 10},
}

// Names and shapes of parameters and states are those that checkpoints hold.
func TestDigitShapes(t *testing.T) {
	x := waves(3, 784)
	p, err := of(digits).Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"conv2d_1/kernel (3, 3, 1, 4)", "conv2d_1/bias (4)", "conv2d_3/kernel (5, 3, 4, 8)",
		"batchnorm_4/mean (8)", "batchnorm_4/var (8)", "batchnorm_4/scale (8)", "batchnorm_4/bias (8)",
		"residual_5/layer/kernel (3, 3, 8, 8)", "residual_5/layer/bias (8)",
		"layernorm_8/scale (32)", "layernorm_8/bias (32)", "dense_9/kernel (32, 10)", "dense_9/bias (10)",
	}
	var got, states []string
	for path, v := range p.All() {
		got = append(got, path+" "+strings.Replace(build.ShapeString(v.Shape()), ",)", ")", 1))
		if p.IsState(path) {
			states = append(states, path)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"batchnorm_4/mean", "batchnorm_4/var"}, states); d != "" {
		t.Error("states:", d)
	}
	if y := apply(t, digits, p, x); len(y) != 30 {
		t.Errorf("%d numbers for 3 rows of 10", len(y))
	}
}

// Same gives n/stride windows, rounded up, for any window, and pads the end more.
func TestSame(t *testing.T) {
	for n := 1; n < 12; n++ {
		for size := 1; size < 5; size++ {
			for stride := 1; stride < 5; stride++ {
				for dilation := 1; dilation < 4; dilation++ {
					reach := (size-1)*dilation + 1
					before, after := layers.Same.Around(n, reach, stride)
					got := (before+n+after-reach)/stride + 1
					if before+n+after < reach || got != (n+stride-1)/stride || after-before < 0 || after-before > 1 {
						t.Errorf("%d elements, reach %d, stride %d: padding %d and %d gives %d windows", n, reach, stride, before, after, got)
					}
				}
			}
		}
	}
}

// A padding that is none is told where the network is built.
func TestPaddingErrors(t *testing.T) {
	for want, p := range map[string]layers.Padding{"the PaddingFunc is nil": layers.PaddingFunc(nil), "there is no PadRule 3": layers.PadRule(3)} {
		l := layers.Conv1D{Units: 2, Size: 3, Padding: p}
		if _, err := of(l).Init(1, waves(1, 9, 2)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q", err, want)
		}
	}
	after := layers.PaddingFunc(func(n, reach, _ int) (int, int) { return 0, reach - 1 })
	p, err := of(layers.Conv1D{Units: 2, Size: 3, Padding: after}).Init(1, waves(1, 9, 2))
	if err != nil || p.Len() != 2 {
		t.Error(err)
	}
}

// watcher is an interceptor that looks at every Linear and changes none.
type watcher struct{ seen *[]layers.Linear }

func (w watcher) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	return s.Param(name, init, shape...)
}

func (w watcher) Linear(_ *layers.Scope, l layers.Linear, _ *G.Node) *G.Node {
	*w.seen = append(*w.seen, l)
	return nil
}

// Wrappers see the kernels of convolutions as they see those of dense layers, and their product is linear in the kernel: the
// sum of two is the product with the sum, to the rounding of 18 terms below 1.
func TestConvolutionsAreIntercepted(t *testing.T) {
	var seen []layers.Linear
	net := layers.Sequential{layers.Conv2D{Units: 4, Size: [2]int{3, 3}}, layers.Reshape{4, 4}, layers.Conv1D{Units: 5, Size: 2, NoBias: true}}
	watched := layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node { return net.Forward(s.Intercept(watcher{&seen}), x) })
	if _, err := of(watched).Init(1, waves(3, 4, 4, 2)); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Fatalf("%d products were seen, want 2", len(seen))
	}
	if d := cmp.Diff([][]int{{3, 3, 2, 4}, {2, 4, 5}}, [][]int{seen[0].Shape, seen[1].Shape}); d != "" {
		t.Error(d)
	}
	f := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
		both := seen[0].Product(in[0], ops.Add(in[1], in[2]), nil, layers.None)
		return ops.Sub(both, ops.Add(seen[0].Product(in[0], in[1], nil, layers.None), seen[0].Product(in[0], in[2], nil, layers.None)))
	})
	k := waves(3, 3, 2, 4)
	other := k.Clone().(*tensor.Dense)
	for i := range ops.Data[float64](other) {
		ops.Data[float64](other)[i] = math.Cos(float64(i))
	}
	apart, err := f.Apply(&layers.Params{}, waves(3, 4, 4, 2), k, other)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range ops.Data[float64](apart) {
		if math.Abs(v) > 18*4*18*0x1p-53 {
			t.Errorf("element %d differs by %v", i, v)
		}
	}
}

// A causal convolution does not see what comes later.
func TestCausal(t *testing.T) {
	l := layers.Conv1D{Units: 2, Size: 3, Dilation: 2, Padding: layers.Causal}
	x := waves(1, 9, 2)
	p, err := of(l).Init(1, x)
	if err != nil {
		t.Fatal(err)
	}
	before := append([]float64{}, apply(t, l, p, x)...)
	ops.Data[float64](x)[5*2] += 1
	after := apply(t, l, p, x)
	for i := range 9 {
		if same := before[2*i] == after[2*i] && before[2*i+1] == after[2*i+1]; same != (i != 5 && i != 7) {
			t.Errorf("position %d changed: %v, after a change of position 5", i, !same)
		}
	}
}

// The small layers are their formulas.
func TestShapeLayers(t *testing.T) {
	x := waves(2, 3, 2, 2)
	v := ops.Data[float64](x)
	none := &layers.Params{}
	if d := cmp.Diff(v, apply(t, layers.Flatten{}, none, x)); d != "" {
		t.Error("Flatten:", d)
	}
	if d := cmp.Diff(v, apply(t, layers.Reshape{2, 6}, none, x)); d != "" {
		t.Error("Reshape:", d)
	}
	for i, got := range apply(t, layers.GlobalAvgPool{}, none, x) {
		n, c, sum := i/2, i%2, 0.
		for k := range 6 {
			sum += v[(n*6+k)*2+c]
		}
		if math.Abs(got-sum/6) > 6*0x1p-53 { // six terms below 1
			t.Errorf("GlobalAvgPool: element %d is %v, want %v", i, got, sum/6)
		}
	}
	plus := apply(t, layers.Residual{Layer: layers.Tanh}, none, x)
	sum := apply(t, layers.Residual{Layer: layers.Tanh, Projection: layers.ReLU}, none, x)
	for i, x := range v {
		if math.Abs(plus[i]-(x+math.Tanh(x))) > 0x1p-51 || math.Abs(sum[i]-(max(x, 0)+math.Tanh(x))) > 0x1p-51 { // 4 ulp of 1
			t.Errorf("Residual: element %d is %v, %v with a projection", i, plus[i], sum[i])
		}
	}
}

// A number outside the table of an embedding is not a row of it.
func TestEmbeddingOutside(t *testing.T) {
	l := layers.Embedding{Count: 3, Units: 2, Table: layers.Constant(1)}
	p, err := of(l).Init(1, matrix(1, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	y := apply(t, l, p, matrix(1, 4, 2, 3, -1, .5))
	for i, v := range y {
		if math.IsNaN(v) != (i >= 2) {
			t.Errorf("element %d is %v", i, v)
		}
	}
}

// Every mistake is a BuildError that names shapes and says what to do.
func TestImageErrors(t *testing.T) {
	image, rows := waves(2, 6, 6, 3), waves(2, 5)
	for _, c := range []struct {
		layer layers.Layer
		x     *tensor.Dense
		want  string
	}{
		{layers.Conv2D{Units: 2, Size: [2]int{3, 3}}, rows, "conv2d: (2, 5): the input must have the axes (n, rows, columns, channels): put layers.Reshape before, which leaves out n"},
		{layers.Conv1D{Units: 2, Size: 3}, image, "conv1d: (2, 6, 6, 3): the input must have the axes (n, length, channels): put layers.Reshape before, which leaves out n"},
		{layers.Conv2D{Units: 2}, image, "conv2d: (2, 6, 6, 3): Size [0 0], Stride [0 0], Dilation [0 0]: a window needs a size of at least 1 along each axis, and nothing may be negative"},
		{layers.Conv2D{Size: [2]int{3, 3}}, image, "conv2d: (2, 6, 6, 3): Units is 0: it is the number of channels of the result, at least 1"},
		{layers.Conv2D{Units: 1, Size: [2]int{7, 3}}, image, "conv: (2, 6, 6, 3): a window that reaches over 7 does not fit into axis 1, which has 6 with its padding: pad it, or take a smaller window"},
		{layers.MaxPool{Size: []int{2, 2}}, rows, "maxpool: (2, 5): the input must have the axes (n, length, channels) or (n, rows, columns, channels): put layers.Reshape before, which leaves out n"},
		{layers.AvgPool{Size: []int{2}}, image, "avgpool: (2, 6, 6, 3): Size [2] and Stride [2] do not fit images with 2 axes between rows and channels: give a number for each"},
		{layers.GlobalAvgPool{}, rows, "globalavgpool: (2, 5): the input must have the axes (n, length, channels) or (n, rows, columns, channels): put layers.Reshape before, which leaves out n"},
		{layers.Reshape{2, 3}, rows, "reshape: (2, 5) and (2, 3): the elements of a row do not fill the second shape, which leaves out n"},
		{layers.LayerNorm{}, waves(5), "layernorm: (5,): the input must have rows and channels, (n, ..., c): reshape it first"},
		{layers.LayerNorm{Epsilon: -1}, rows, "layernorm: (2, 5): Epsilon is added to a variance, so it must be positive; it is -1"},
		{layers.BatchNorm{Momentum: 2}, rows, "batchnorm: (2, 5): Momentum is the weight of the batch in the running mean, above 0 and at most 1; it is 2"},
		{layers.BatchNorm{}, waves(1, 5), "batchnorm: (1, 5): a single value of a channel has no variance: choose a BatchSize that leaves no single row over at the end of an epoch"},
		{layers.Embedding{Count: 3}, rows, "embedding: (2, 5): Count is 3 and Units 0: the table needs at least a row and a column"},
		{layers.Residual{Layer: layers.Dense{Units: 4}}, rows, "residual: (2, 5) and (2, 4): the layer's result has the second shape and cannot be added to the first: give the layer as many outputs as inputs, or set Projection to a layer that ends in that shape"},
		{layers.Residual{}, rows, "call at layer: the layer is nil: give one, such as layers.Dense{Units: 16}"},
	} {
		_, err := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node { return c.layer.Forward(s, in[0]) }).Train(1, 1).Init(1, c.x)
		var b *graph.BuildError
		if !errors.As(err, &b) {
			t.Errorf("%s: error %v, want a BuildError", c.want, err)
			continue
		}
		b.Where = ""
		if got := err.Error(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
