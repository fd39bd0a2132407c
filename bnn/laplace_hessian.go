package bnn

import (
	"context"
	"errors"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// bent is the Hessian of -log p of a block of rows times a vector over a subset's slots.
type bent struct {
	program *graph.Program
	x, y, w *tensor.Dense
	vectors []*tensor.Dense // by slot
	loss    *G.Node
	times   G.Nodes // by slot
}

// hessian is the Hessian of -log p(D | w), one column of a block of rows at a time.
func (e *still) hessian(ctx context.Context, s *subset) (*fullStructure, error) {
	block := min(len(e.ys), maxHeadRows)
	b, err := e.bent(s, block)
	if err != nil {
		return nil, err
	}
	sum := newFull(s)
	e.loss = 0
	for lo := 0; lo < len(e.ys); lo += block {
		b.load(e.xs, e.ys, lo, block)
		for j := range s.dim() {
			if err := stop.Err(ctx); err != nil {
				return nil, err
			}
			column, err := b.column(s, j)
			if err != nil {
				return nil, err
			}
			for i := range j + 1 {
				sum.fisher.SetSym(i, j, sum.fisher.At(i, j)+column[i])
			}
		}
		e.loss += graph.Float(b.program.Value(b.loss))
	}
	return sum, nil
}

// bent compiles it.
func (e *still) bent(s *subset, block int) (b *bent, err error) {
	defer build.Recover(&err)
	_, d := e.train.X.Dims()
	pass := layers.Pass{Graph: G.NewGraph(), Dtype: tensor.Float64, Params: e.params}
	x, y := build.Input(pass.Graph, tensor.Float64, "x", block, d), build.Input(pass.Graph, tensor.Float64, "y", block)
	w := build.Input(pass.Graph, tensor.Float64, "w", block)
	b = &bent{x: room(block, d), y: room(block), w: room(block)}
	build.OneAtATime(func() { b.loss = ops.Neg(ops.Sum(ops.Mul(w, e.m.Net.Forward(pass.Scope(), x).LogProb(y)))) })
	var params, vs G.Nodes
	for _, slot := range s.slots {
		p := pass.Node(slot.path)
		params, vs = append(params, p), append(vs, build.Input(pass.Graph, tensor.Float64, slot.path+"/laplace/vector", p.Shape()...))
		b.vectors = append(b.vectors, room(p.Shape()...))
	}
	grads, err := graph.Gradient(b.loss, params...)
	if err != nil {
		return nil, err
	}
	if b.times, err = graph.VJP(grads, vs, params...); err != nil {
		return nil, err
	}
	if b.program, err = graph.Compile(append(G.Nodes{b.loss}, b.times...)...); err != nil {
		return nil, err
	}
	b.program.UseCores(true)
	errs := []error{b.program.Let(x, b.x), b.program.Let(y, b.y), b.program.Let(w, b.w), bindAll(b.program, &pass, e.params)}
	for i, v := range vs {
		errs = append(errs, b.program.Let(v, b.vectors[i]))
	}
	return b, errors.Join(errs...)
}

// load takes a block of rows from lo on. What is left over repeats the first row, and does not count.
func (b *bent) load(xs, ys []float64, lo, block int) {
	x, y, w := ops.Data[float64](b.x), ops.Data[float64](b.y), ops.Data[float64](b.w)
	d := len(x) / block
	rows := min(block, len(ys)-lo)
	clear(w)
	for i := range block {
		from := 0
		if i < rows {
			from, w[i] = lo+i, 1
		}
		copy(x[i*d:(i+1)*d], xs[from*d:(from+1)*d])
		y[i] = ys[from]
	}
}

// column is that of weight j of whole parameters: there is no Subnetwork of a FullHessian.
func (b *bent) column(s *subset, j int) ([]float64, error) {
	for i, slot := range s.slots {
		v := ops.Data[float64](b.vectors[i])
		if clear(v); slot.from <= j && j < slot.to {
			v[j-slot.from] = 1
		}
	}
	if err := b.program.RunAll(); err != nil {
		return nil, err
	}
	out := make([]float64, 0, s.dim())
	for _, n := range b.times {
		out = append(out, ops.Data[float64](b.program.Value(n))...)
	}
	return out, nil
}
