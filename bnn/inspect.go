package bnn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// inspection is a variational model's forward pass over one row, for what can be asked of its weights without data.
type inspection struct {
	pass layers.Pass
	*wrapper
}

// inspect builds it. The model must have been fitted, or initialized by a fit of 0 epochs.
func inspect(m *training.Model) (in *inspection, err error) {
	defer build.Recover(&err)
	if m == nil || m.Params.Len() == 0 || m.XScale == nil {
		return nil, errors.New("the model has no weights yet: fit it first")
	}
	v, ok := m.Net.(Variational)
	if !ok {
		return nil, fmt.Errorf("the model's Net is a %T: want a bnn.Variational, as a value", m.Net)
	}
	in = &inspection{pass: layers.Pass{Graph: G.NewGraph(), Dtype: m.Dtype, Params: m.Params}}
	s := in.pass.Scope()
	x := build.Input(in.pass.Graph, in.pass.Dtype, "x", 1, len(m.XScale.Scale))
	build.OneAtATime(func() { _, in.wrapper = v.forward(s, x) })
	return in, nil
}

// program computes nodes of the pass that do not depend on rows. The key seeds its draws; nil without any.
func (in *inspection) program(outputs G.Nodes) (p *graph.Program, key []int64, err error) {
	if p, err = graph.Compile(outputs...); err != nil {
		return nil, nil, err
	}
	for _, path := range slices.Concat(in.pass.Paths(), in.pass.States()) {
		v, err := rowmajor.Dense(in.pass.Params.Get(path))
		if err != nil {
			return nil, nil, fmt.Errorf("parameter %s: %w", path, err)
		}
		header := tensor.New(tensor.WithShape(v.Shape()...), tensor.WithBacking(v.Data()))
		if err := p.Let(in.pass.Node(path), header); err != nil {
			return nil, nil, err
		}
	}
	if n := in.pass.SharedKey(); n != nil {
		key = make([]int64, 4)
		err = p.Let(n, tensor.New(tensor.WithShape(4), tensor.WithBacking(key)))
	}
	return p, key, err
}
