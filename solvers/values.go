package solvers

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// valueGrad returns the i-th parameter's value and gradient if they can be walked in step: same type and shape,
// contiguous, float32 or float64.
func valueGrad(i int, p gorgonia.ValueGrad) (value, grad gorgonia.Value, err error) {
	if value = p.Value(); value == nil {
		return nil, nil, fmt.Errorf("%s has no value: bind one before the first step", label(i, p))
	}
	if grad, err = p.Grad(); err != nil {
		return nil, nil, fmt.Errorf("%s has no gradient: %w", label(i, p), err)
	}
	if grad == nil {
		return nil, nil, fmt.Errorf("%s has no gradient: run the graph before the step", label(i, p))
	}
	if value.Dtype() != grad.Dtype() || !value.Shape().Eq(grad.Shape()) {
		return nil, nil, fmt.Errorf("%s has a value of %v %v and a gradient of %v %v: they must agree",
			label(i, p), value.Dtype(), value.Shape(), grad.Dtype(), grad.Shape())
	}
	if !dense(value) || !dense(grad) {
		return nil, nil, fmt.Errorf("%s is a %T of %v with gradient %T: want contiguous float32 or float64 tensors, or scalars *gorgonia.F32 or *gorgonia.F64",
			label(i, p), value, value.Dtype(), grad)
	}
	return value, grad, nil
}

// dense reports whether v is memory in row-major order that the loops can walk: a tensor without axes is one number.
func dense(v gorgonia.Value) bool {
	if d, ok := v.(*tensor.Dense); ok && d != nil && d.Dims() == 0 {
		v, _ = rowmajor.Of(d)
	}
	return rowmajor.Is(v) && (v.Dtype() == tensor.Float32 || v.Dtype() == tensor.Float64)
}

func single(dt tensor.Dtype) bool { return dt == tensor.Float32 }

func nameOf(p gorgonia.ValueGrad) string {
	if n, ok := p.(gorgonia.Namer); ok {
		return n.Name()
	}
	return ""
}

func label(i int, p gorgonia.ValueGrad) string {
	if name := nameOf(p); name != "" {
		return "parameter " + name
	}
	return fmt.Sprintf("parameter %d", i)
}
