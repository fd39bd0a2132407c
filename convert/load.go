package convert

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"gorgonia.org/tensor"
)

// load reads the tensors of a table into a copy of the parameters.
func (t Table) load(f file, like *layers.Params) (*layers.Params, error) {
	out := like.Clone()
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Note == notUsed && r.Dtype == "I64" && len(r.TheirShape) == 0 {
			data, err := f.Load(r.Theirs)
			if err != nil {
				return nil, err
			}
			r.counter = data.Data
		}
		if r.Theirs == "" || r.Ours == "" {
			continue
		}
		v, err := rowmajor.Dense(out.Get(r.Ours))
		if err != nil {
			return nil, fmt.Errorf("the parameter %s: %w", show(r.Ours), err)
		}
		if err := r.load(f, v); err != nil {
			return nil, fmt.Errorf("%s: %w", show(r.Theirs), err)
		}
		out.Set(r.Ours, v)
	}
	return out, nil
}

// load reads a tensor into v.
func (r *Row) load(f file, v *tensor.Dense) error {
	data, err := f.Load(r.Theirs)
	if err != nil {
		return err
	}
	x, err := decode(data.Dtype, data.Data)
	if err != nil {
		return err
	}
	if err := r.check(x, v.Dtype()); err != nil {
		return err
	}
	x = permute(x, r.TheirShape, r.Axes)
	if r.Channels > 1 {
		x = placesFirst(x, r.Shape[0], r.Channels)
	}
	float64s.Set(v, x)
	for i, y := range float64s.Of(v) {
		if y != x[i] {
			r.Note = fmt.Sprintf("rounded to %v", v.Dtype())
			break
		}
	}
	return nil
}

// check refuses what no trained network has, and what a narrower type has not.
func (r *Row) check(x []float64, dt tensor.Dtype) error {
	for i, v := range x {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return fmt.Errorf("its number %d is %v", i, v)
		case r.variance && v < 0:
			return fmt.Errorf("its number %d is %v, and variances are at least 0", i, v)
		case dt == tensor.Float32 && math.IsInf(float64(float32(v)), 0):
			return fmt.Errorf("its number %d is %v, too large for float32: give the Model Dtype: tensor.Float64", i, v)
		}
	}
	return nil
}
