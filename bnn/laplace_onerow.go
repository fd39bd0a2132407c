package bnn

import (
	"errors"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// oneRow is the network's pass over a single row, in float64. The derivatives of what it gives by any weights whatever,
// used as often as they may be, are then those of a row: no rule for each kind of layer is needed.
type oneRow struct {
	pass   layers.Pass
	params *layers.Params
	q      distributions.Distribution
	seen   []*last
	x, y   *G.Node
}

func newOneRow(m *training.Model, features int) (r *oneRow, err error) {
	defer build.Recover(&err)
	r = &oneRow{params: inFloat64(m.Params)}
	r.pass = layers.Pass{Graph: G.NewGraph(), Dtype: tensor.Float64, Params: r.params}
	r.x = build.Input(r.pass.Graph, tensor.Float64, "x", 1, features)
	r.y = build.Input(r.pass.Graph, tensor.Float64, "y", 1)
	rec := &recorder{}
	build.OneAtATime(func() { r.q = m.Net.Forward(r.pass.Scope().Intercept(rec), r.x) })
	r.seen = rec.seen
	if r.pass.Whole {
		return nil, errors.New("the rows see each other in prediction: Laplace takes one whose rows are apart")
	}
	if r.pass.Key() != nil || r.pass.SharedKey() != nil {
		return nil, errors.New("the network draws noise: Laplace takes one whose weights are plain numbers")
	}
	return r, nil
}

// jacobian gives the derivatives of scalars of a row by targets, the nodes of weights or of layers' outputs.
type jacobian struct {
	program *graph.Program
	x, y    *tensor.Dense
	scalars G.Nodes   // (1)
	nll     *G.Node   // -log p(y)
	grads   []G.Nodes // by scalar, by target
	from    []int     // the targets' columns
	width   int
	value   *mat.Dense // (scalars, width)
}

// jacobian compiles the derivatives of scalars, and whatever more is wanted in the same run.
func (r *oneRow) jacobian(scalars, targets G.Nodes, more ...*G.Node) (j *jacobian, err error) {
	defer build.Recover(&err)
	j = &jacobian{x: room(r.x.Shape()...), y: room(1), scalars: scalars}
	for _, t := range targets {
		j.from = append(j.from, j.width)
		j.width += t.Shape().TotalSize()
	}
	outputs := append(G.Nodes{}, more...)
	for _, s := range scalars {
		grads, err := graph.VJP(G.Nodes{s}, G.Nodes{ops.Full(r.pass.Graph, tensor.Float64, 1, 1)}, targets...)
		if err != nil {
			return nil, err
		}
		j.grads = append(j.grads, grads)
		outputs = append(append(outputs, s), grads...)
	}
	j.value = mat.NewDense(len(scalars), j.width, nil)
	if j.program, err = graph.Compile(outputs...); err != nil {
		return nil, err
	}
	return j, errors.Join(j.program.Let(r.x, j.x), j.program.Let(r.y, j.y), bindAll(j.program, &r.pass, r.params))
}

// run computes all of a row.
func (j *jacobian) run(x []float64, y float64) error {
	copy(ops.Data[float64](j.x), x)
	ops.Data[float64](j.y)[0] = y
	if err := j.program.RunAll(); err != nil {
		return err
	}
	for k, grads := range j.grads {
		row := j.value.RawRowView(k)
		for t, g := range grads {
			copy(row[j.from[t]:], j.data(g))
		}
	}
	return nil
}

// data is the numbers of an output after a run.
func (j *jacobian) data(n *G.Node) []float64 { return ops.Data[float64](j.program.Value(n)) }

// numberOf is number e of a node of any shape, as (1).
func numberOf(n *G.Node, e int) *G.Node {
	size := n.Shape().TotalSize()
	if size == 1 {
		return ops.Reshape(n, 1)
	}
	return ops.Slice(ops.Reshape(n, size), 0, e, e+1)
}
