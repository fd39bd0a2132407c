package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/stop"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// A request is a prediction that has been checked.
type request struct {
	*Model  // that predicts
	in      *tensor.Dense
	n       int
	d       drawing
	outside string // which features are
}

// request checks what is asked for, of targets of so many numbers. Whoever has made it calls done when it has been answered.
func (m *Model) request(ctx context.Context, x *mat.Dense, options []PredictOption, numbers int) (r request, done func(), err error) {
	if err := stop.Err(ctx); err != nil {
		return r, nil, err
	}
	if err := m.own().use.predicting(); err != nil {
		return r, nil, err
	}
	defer func() {
		if err != nil {
			m.own().use.predicted()
		}
	}()
	if r.d, err = m.drawing(options); err != nil {
		return r, nil, err
	}
	if r.Model = m; r.d.prior && x != nil && !x.IsEmpty() {
		_, features := x.Dims()
		if r.Model, err = m.unfitted(features, r.d.seed); err != nil {
			return r, nil, err
		}
	}
	r.in, r.n, err = r.inputs(x, numbers)
	if err == nil {
		r.outside = r.XScale.Outside(x)
	}
	return r, m.own().use.predicted, err
}

// numbers are how many a target has, or so many if that is not known.
func (m *Model) numbers(unknown int) int {
	if m.YScale == nil {
		return unknown
	}
	return len(m.YScale.Scale)
}

// part is the predictor of one number of the target, or of the whole if part is nil.
func (r request) part(j int, part func(q distributions.Distribution, j int) distributions.Distribution) (*predictor, error) {
	return r.predictor(predictorKey{rows: min(predictBlock, powerOfTwo(r.n)), features: r.in.Shape()[1], part: j, marginal: part != nil, prior: r.d.prior}, part)
}

// inputs checks x and scales it.
func (m *Model) inputs(x *mat.Dense, targets int) (in *tensor.Dense, n int, err error) {
	if x == nil || x.IsEmpty() {
		return nil, 0, errors.New("there are no rows to predict")
	}
	n, features := x.Dims()
	if err := m.check(features, targets); err != nil {
		return nil, 0, err
	}
	if err := (data.Set{X: x, Y: make([]float64, n), Names: m.XScale.Names}).Check(); err != nil {
		return nil, 0, err
	}
	in = m.scaled(x, *m.XScale)
	for i := range n * features {
		if v := float64s.At(in, i); math.IsInf(v, 0) {
			return nil, 0, fmt.Errorf("feature %s of row %d is %g, which is beyond %v after scaling: correct it, or leave the row out", m.featureName(i%features), i/features, x.At(i/features, i%features), m.dtype())
		}
	}
	return in, n, nil
}

// featureName is a column's name, or its number if it has none.
func (m *Model) featureName(k int) string {
	if k < len(m.XScale.Names) {
		return fmt.Sprintf("%q", m.XScale.Names[k])
	}
	return fmt.Sprint(k)
}

// powerOfTwo is the least power of two that is at least n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
