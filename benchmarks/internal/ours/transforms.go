package ours

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/mock"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// perceptron is a network whose kernels and biases are the first inputs of functions of it.
type perceptron struct {
	widths []int
	act    ops.Activation
}

// wrt are the indices of the parameters.
func (p perceptron) wrt() (all []int) {
	for i := range 2 * (len(p.widths) - 1) {
		all = append(all, i)
	}
	return all
}

// of is what it makes of rows (n, 14): (n, outputs).
func (p perceptron) of(in G.Nodes, x *G.Node) *G.Node {
	last := len(p.widths) - 2
	for i := range last {
		x = ops.Dense(x, in[2*i], in[2*i+1], p.act)
	}
	return ops.Dense(x, in[2*last], in[2*last+1], ops.ActLinear)
}

// loss is the mean square of all rows.
func (p perceptron) loss(in G.Nodes) *G.Node {
	x, y := in[len(p.wrt())], in[len(p.wrt())+1]
	return ops.Mean(ops.Square(ops.Sub(ops.Reshape(p.of(in, x), -1), y)))
}

// example is the loss of one row.
func (p perceptron) example(in G.Nodes) *G.Node {
	x, y := in[len(p.wrt())], in[len(p.wrt())+1]
	return ops.Square(ops.Sub(ops.Reshape(p.of(in, ops.Reshape(x, 1, -1))), y))
}

// outputs are those of one row.
func (p perceptron) outputs(in G.Nodes) *G.Node {
	return ops.Reshape(p.of(in, ops.Reshape(in[len(p.wrt())], 1, -1)), -1)
}

// rows are the axes of functions of one row: n inputs have one a row, the parameters before them do not.
func (p perceptron) rows(n int) (a graph.Axes) {
	for range p.wrt() {
		a.In = append(a.In, graph.NotMapped)
	}
	return graph.Axes{In: append(a.In, make([]int, n)...)}
}

// WeightsOf are the weights that all contenders transform the network of a case with.
func WeightsOf(c harness.Case) mock.Weights { return mock.NewWeights(c.Widths, 1) }

// transform is the compiled transformation of a case, and what it is called with.
func (t Team) transform(c harness.Case) (f *graph.Func, in []G.Value, err error) {
	p := perceptron{c.Widths, ops.ActReLU}
	if len(c.Widths) == 3 {
		p.act = ops.ActTanh
	}
	set, weights := t.Train.Head(c.Batch), WeightsOf(c)
	params := values(weights, c.Widths)
	x, y := floats(set.X.RawMatrix().Data, c.Batch, mock.Features), floats(set.Y, c.Batch)
	in = append(params, x, y)
	switch c.Net {
	case "per-example":
		f = graph.VMap(graph.Grad(p.example, p.wrt()...), p.rows(2))
	case "hvp":
		f, in = graph.HVP(p.loss, p.wrt()...), append(in, values(weights.Reversed(), c.Widths)...)
	case "hessian":
		f = graph.Hessian(p.loss, p.wrt()...)
	case "jacobian":
		f, in = graph.VMap(graph.Jacobian(p.outputs, len(p.wrt())), p.rows(1)), in[:len(in)-1]
	default:
		return nil, nil, harness.ErrNoCase
	}
	return graph.NewFunc(f), in, nil
}

func values(w mock.Weights, widths []int) (all []G.Value) {
	layers, _ := w.Layers(widths)
	for _, l := range layers {
		all = append(all, tensor.New(tensor.WithShape(l.In, l.Out), tensor.WithBacking(slices.Clone(l.Kernel))), tensor.New(tensor.WithShape(l.Out), tensor.WithBacking(slices.Clone(l.Bias))))
	}
	return all
}

func floats(x []float64, shape ...int) G.Value {
	v := make([]float32, len(x))
	for i, u := range x {
		v[i] = float32(u)
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(v))
}

func (t Team) transforming(c harness.Case) (harness.Contender, error) {
	f, in, err := t.transform(c)
	if err != nil {
		return nil, err
	}
	use := func([]G.Value) error { return nil }
	do := func() error { return f.Run(in, use) }
	return harness.Timed{Do: do}, do()
}

// tellTransform is a digest of each of the first rows of what the transformation computes: of the row's gradients or Jacobian, of the
// whole product, of the Hessian's rows.
func (t Team) tellTransform(c harness.Case, rows int) (told [][]float64, err error) {
	f, in, err := t.transform(c)
	if err != nil {
		return nil, err
	}
	err = f.Run(in, func(out []G.Value) error {
		told = digest(c, out)
		return nil
	})
	return told[:min(rows, len(told))], err
}

// digest is, of each row of the outputs side by side, a sum that knows the order of its numbers, and their norm.
func digest(c harness.Case, out []G.Value) (told [][]float64) {
	for _, row := range table(c, out) {
		sum, square := 0., 0.
		for k, v := range row {
			sum += float64(v) * math.Cos(float64(k))
			square += float64(v) * float64(v)
		}
		told = append(told, []float64{sum, math.Sqrt(square)})
	}
	return told
}

// table is the outputs as rows.
func table(c harness.Case, out []G.Value) (rows [][]float32) {
	if c.Net == "hessian" {
		n := 2 * (len(c.Widths) - 1)
		for k := range n {
			size := out[k*n+k].Shape().TotalSize()
			rows = append(rows, beside(int(math.Sqrt(float64(size))), out[k*n:(k+1)*n])...)
		}
		return rows
	}
	n := c.Batch
	if c.Net == "hvp" {
		n = 1
	}
	return beside(n, out)
}

// beside puts values as n rows each beside each other.
func beside(n int, out []G.Value) [][]float32 {
	rows := make([][]float32, n)
	for _, v := range out {
		x := ops.Data[float32](v)
		k := len(x) / n
		for i := range rows {
			rows[i] = append(rows[i], x[i*k:(i+1)*k]...)
		}
	}
	return rows
}
