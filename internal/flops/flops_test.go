package flops_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/flops"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The counts are those of a hand.
func TestByHand(t *testing.T) {
	g := G.NewGraph()
	in := func(name string, shape ...int) *G.Node { return build.Input(g, tensor.Float64, name, shape...) }
	x, w, b := in("x", 3, 8), in("w", 8, 16), in("b", 16)
	image, kernel := in("image", 2, 10, 12, 3), in("kernel", 3, 3, 3, 5)
	five, square, column, table := in("five", 5), in("square", 4, 4), in("column", 4, 2), in("table", 9, 7)
	batch := in("batch", 6, 9)
	mean := ops.Mean(x, 1)
	norm, _, _ := ops.Normalize(x, in("scale", 8), in("shift", 8), 1e-5, 1)
	for name, c := range map[string]struct {
		n    *G.Node
		want int64
	}{
		"input":            {x, 0},
		"dense":            {ops.Dense(x, w, nil, ops.ActLinear), 3 * 16 * 2 * 8},
		"bias and relu":    {ops.Dense(x, w, b, ops.ActReLU), 3*16*2*8 + 3*16 + 3*16},
		"conv":             {ops.Conv(image, kernel, nil, ops.ActLinear), 2 * 8 * 10 * 5 * 2 * 27},
		"conv, bias, tanh": {ops.Conv(image, kernel, five, ops.ActTanh), 2 * 8 * 10 * 5 * (2*27 + 2)},
		"matmul":           {ops.MatMul(x, w, false, false), 3 * 16 * 2 * 8},
		"matmul of xT x":   {ops.MatMul(x, x, true, false), 8 * 8 * 2 * 3},
		"batch matmul":     {ops.BatchMatMul(batch, batch, 3, false, true), 6 * 9 * 2 * 3},
		"cholesky":         {ops.Cholesky(square), 21},
		"batch cholesky":   {ops.BatchCholesky(batch), 6 * 9},
		"solve":            {ops.TriangularSolve(square, column, true), 2 * 4 * 4},
		"batch solve":      {ops.BatchTriangularSolve(batch, batch, false), 6 * 3 * 3 * 3},
		"add":              {ops.Add(x, in("row", 8)), 24},
		"constant":         {ops.MulConst(x, 3), 24},
		"exp":              {ops.Exp(x), 24},
		"sum":              {ops.Sum(x, 1), 3 * 7},
		"mean":             {mean, 3 * 8},
		"norm":             {norm, 3 * (3 + 4*8)},
		"softmax":          {ops.Softmax(x), 3 * (5*8 - 2)},
		"log softmax":      {ops.LogSoftmax(x), 3 * (5*8 - 1)},
		"log sum exp":      {ops.LogSumExp(x), 3 * 4 * 8},
		"max pool":         {ops.MaxPool(image, []int{2, 3}), 2 * 9 * 10 * 3 * 5},
		"avg pool":         {ops.AvgPool(image, []int{2, 3}), 2 * 9 * 10 * 3 * 6},
		"embedding":        {ops.Take(table, in("index", 5)), 0},
		"reshape":          {ops.Reshape(x, 24), 0},
		"slice":            {ops.Slice(x, 1, 0, 3), 0},
		"their product":    {G.Must(G.Mul(x, w)), 3 * 16 * 2 * 8},
		"with a vector":    {G.Must(G.Mul(x, in("eight", 8))), 3 * 2 * 8},
		"their sum":        {G.Must(G.Sum(x, 1)), 3 * 7},
		"their tanh":       {G.Must(G.Tanh(x)), 24},
		"their reshape":    {G.Must(G.Reshape(x, tensor.Shape{24})), 0},
	} {
		if got := flops.Of(c.n); got != c.want {
			t.Errorf("%s, %v: %d operations, by hand %d", name, c.n.Op(), got, c.want)
		}
	}
}

// A layer norm of c channels by hand: mean c, variance 3c, three for 1/sqrt(v + eps), and (x - m) r scale + bias.
func TestLayerNorm(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float32, "x", 3, 8)
	_, _, _ = ops.Normalize(x, build.Input(g, tensor.Float32, "scale", 8), build.Input(g, tensor.Float32, "bias", 8), 1e-5, 1)
	total := int64(0)
	for _, n := range g.AllNodes() {
		total += flops.Of(n)
	}
	if want := int64(3 * (8*8 + 3)); total != want {
		t.Errorf("%d operations, by hand %d", total, want)
	}
}

// Noise costs nothing that is counted.
func TestNoise(t *testing.T) {
	g := G.NewGraph()
	key := build.Input(g, tensor.Int64, "key", 4)
	for _, n := range []*G.Node{ops.Normal(key, "a", tensor.Float32, 5, 5), ops.Full(g, tensor.Float32, 2, 5), ops.DropoutMask(key, "b", .5, tensor.Float32, 5, 5)} {
		if got := flops.Of(n); got != 0 {
			t.Errorf("%v: %d operations", n.Op(), got)
		}
	}
}
