package convert

import (
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Prepare gives a Model that was never fitted what a file is read into: parameters, at first values, for so many features, and
// scalers that change nothing for features and targets. What it has already stays: set XScale and YScale before, or after, to
// the scales that the network was trained with.
//
//	model := training.Model{Net: nets.Mixture{}, Dtype: tensor.Float64}
//	err := convert.Prepare(&model, 5, 1)
//	params, table, err := convert.FromTorch("mdn.safetensors", model.Params)
//	model.Params = params
func Prepare(m *training.Model, features, targets int) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("convert: preparing a Model: %w", err)
		}
	}()
	defer build.Recover(&err)
	switch {
	case m == nil || m.Net == nil:
		return errors.New("it has no Net")
	case features < 1 || targets < 1:
		return fmt.Errorf("%d features and %d targets: want how many numbers a row has of either", features, targets)
	case m.Dtype.Type != nil && m.Dtype != tensor.Float32 && m.Dtype != tensor.Float64:
		return fmt.Errorf("its Dtype is %v: networks compute in float32 or float64", m.Dtype)
	}
	params := &layers.Params{}
	if m.Params != nil {
		params = m.Params.Clone()
	}
	pass := layers.Pass{Graph: G.NewGraph(), Dtype: m.Dtype, Params: params, Init: true}
	s := pass.Scope()
	x := build.Input(pass.Graph, pass.Dtype, "x", 1, features)
	pass.Rows = G.Nodes{x}
	build.OneAtATime(func() { m.Net.Forward(s, x) })
	m.Params = params
	if m.XScale == nil {
		m.XScale = identity(features)
	}
	if m.YScale == nil {
		m.YScale = identity(targets)
	}
	return nil
}

// identity changes none of k columns.
func identity(k int) *data.Affine {
	a := &data.Affine{Shift: make([]float64, k), Scale: make([]float64, k)}
	for j := range a.Scale {
		a.Scale[j] = 1
	}
	return a
}
