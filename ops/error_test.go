package ops_test

import (
	"regexp"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// message is the text of the BuildError that f panics with, without the place in the source.
func message(t *testing.T, f func()) (text string) {
	t.Helper()
	defer func() {
		e, ok := recover().(*build.Error)
		if !ok {
			t.Error("no BuildError")
			return
		}
		if e.Where == "" {
			t.Errorf("%v: the caller's line is missing", e)
		}
		text = regexp.MustCompile(` \(\w+\.go:\d+\)`).ReplaceAllString(e.Error(), "")
	}()
	f()
	return
}

func TestErrors(t *testing.T) {
	g := G.NewGraph()
	in := func(name string, dt tensor.Dtype, shape ...int) *G.Node { return build.Input(g, dt, name, shape...) }
	f32 := tensor.Float32
	x, w, v := in("x", f32, 100, 13), in("w", f32, 14, 128), in("v", f32, 13)
	double, key := in("double", tensor.Float64, 100, 13), in("key", tensor.Int64, 4)
	deep, other := in("deep", f32, 2, 2, 2, 2, 2), build.Input(G.NewGraph(), f32, "other", 13)
	scalar := in("scalar", f32)
	for _, c := range []struct {
		f    func()
		want string
	}{
		{func() { ops.Dense(x, w, nil, ops.ActReLU) }, "dense: (100, 13) and (14, 128): x has 13 columns but the kernel takes 14"},
		{func() { ops.Dense(v, w, nil, 0) }, "dense: (13,) and (14, 128): x must be a matrix with one row a sample, not of 1 axes: reshape it first"},
		{func() { ops.Dense(ops.Transpose(w), w, v, 0) }, "dense: (128, 14) and (14, 128) and (13,): the kernel gives 128 columns, so the bias must have shape (128,)"},
		{func() { ops.Dense(x, v, nil, 0) }, "dense: (100, 13) and (13,): the kernel must be a matrix (inputs, outputs), not of 1 axes"},
		{func() { ops.Dense(x, w, nil, 77) }, "dense: (100, 13) and (14, 128): there is no activation 77"},
		{func() { ops.MatMul(x, w, false, false) }, "matmul_n_n: (100, 13) and (14, 128): the inner extents 13 and 14 differ"},
		{func() { ops.MatMul(x, v, false, false) }, "matmul_n_n: (13,): 2 axes are needed, not 1: a product takes matrices; reshape a vector to a row or a column"},
		{func() { ops.Add(x, w) }, "add: (100, 13) and (14, 128): the shapes do not broadcast: aligned at their last axis, extents must agree or be 1"},
		{func() { ops.Add(x, double) }, "add: (100, 13) and (100, 13): x is float32 and double is float64: make both the same type"},
		{func() { ops.Exp(key) }, "exp: (4,): key is int64: only float32 and float64 have arithmetic"},
		{func() { ops.Exp(deep) }, "exp: (2, 2, 2, 2, 2): an operand has 5 axes, at most 4 are possible: reshape it first"},
		{func() { ops.Add(v, other) }, "add: (13,) and (13,): the operands belong to different graphs"},
		{func() { ops.Sum(x, 2) }, "sum: (100, 13): there is no axis 2 among 2"},
		{func() { ops.Sum(x, 1, -1) }, "sum: (100, 13): axes [1 -1] name one axis twice"},
		{func() { ops.SumTo(x, tensor.Shape{100}) }, "sum_to: (100, 13) and (100,): the second shape does not broadcast to the first"},
		{func() { ops.BroadcastTo(v, tensor.Shape{13, 2}) }, "broadcast_to: (13,) and (13, 2): the first shape does not broadcast to the second"},
		{func() { ops.Reshape(x, 7, 9) }, "reshape: (100, 13) and (7, 9): 1300 elements do not fit"},
		{func() { ops.Reshape(x, -100, -13) }, "reshape: (-100, -13): every extent must be positive"},
		{func() { ops.Reshape(x, -1, 7) }, "reshape: (100, 13) and (-1, 7): 1300 elements do not fit"},
		{func() { ops.Slice(x, 1, 5, 20) }, "slice: (100, 13): the range 5:20 on axis 1 must not be empty and lie within 0:13"},
		{func() { ops.Split(x, 1, 5, 7) }, "split: (100, 13): the sizes [5 7] add up to 12, axis 1 has 13"},
		{func() { ops.Concat(1, x, w) }, "concat: (100, 13) and (14, 128): all extents but that of axis 1 must agree"},
		{func() { ops.Concat(0, x, v) }, "concat: (100, 13) and (13,): all extents but that of axis 0 must agree"},
		{func() { ops.Concat(0) }, "concat: nothing to join"},
		{func() { ops.Transpose(v) }, "transpose: (13,): 2 axes are needed, not 1: reshape it to a matrix first"},
		{func() { ops.Softmax(scalar) }, "softmax: (): a scalar has no last axis to work along"},
		{func() { ops.Pick(x, v) }, "pick: (100, 13) and (13,): the index must have the leading axes (100,) of x, or broadcast with them"},
		{func() { ops.OneHot(v, 0) }, "one_hot(0): (13,): 0 classes and an index of 1 axes: at least 1 and at most 3 are possible"},
		{func() { ops.Clip(x, 1, 0) }, "clip(1,0): (100, 13): the lower limit 1 is not below the upper limit 0"},
		{func() { ops.LeakyReLU(x, -1) }, "leaky_relu(-1): (100, 13): the slope must not be negative"},
		{func() { ops.ELU(x, -1) }, "elu(-1): (100, 13): alpha must not be negative"},
		{func() { ops.Full(g, tensor.Int, 1) }, "full(1): (): int is neither float32 nor float64"},
		{func() { ops.Full(g, f32, 1, 0, 2) }, "full(1): (0, 2): every extent must be positive"},
		{func() { ops.Normal(v, "p", f32, 2) }, `normal("p"): (13,): the key of type float32 must be an int64 vector of shape (4,): seed, step, draw, first row`},
		{func() { ops.Normal(key, "p", tensor.Int, 2) }, `normal("p"): (2,): int is neither float32 nor float64`},
		{func() { ops.DropoutMask(key, "p", 1, f32, 2) }, `dropout_mask("p",1): (2,): the rate is the probability of dropping an element: at least 0 and below 1`},
	} {
		if got := message(t, c.f); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
