package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Moments predicts mean and standard deviation for a fixed number of rows at a time, for whoever needs an answer in
// microseconds: one row through the network, and nothing allocated. Everything else a posterior can be asked is
// Model.Predict's. It serves one goroutine at a time and follows the model's weights while they are changed in place; a
// tensor whose memory is not in the order of its elements stays as it was.
type Moments struct {
	model          *Model
	rows, features int
	program        *graph.Program
	x              *tensor.Dense
	mean, variance *G.Node
}

// Moments compiles the network for so many rows. Its distribution must have a mean and a variance in closed form, of one
// number a row.
func (m *Model) Moments(rows int) (p *Moments, err error) {
	defer build.Recover(&err)
	if m.XScale == nil || rows < 1 {
		return nil, fmt.Errorf("training: moments of %d rows: want a fitted model and at least one row", rows)
	}
	features := len(m.XScale.Scale)
	if err := m.check(features, 1); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	f, err := m.pass(layers.Pass{Mode: layers.Predict}, rows, features)
	if err != nil {
		return nil, err
	}
	if f.Key() != nil || f.SharedKey() != nil || m.Sampler != nil {
		return nil, errors.New("training: moments: the network draws noise or weights in prediction: use Predict with Draws")
	}
	p = &Moments{model: m, rows: rows, features: features, mean: distributions.Mean(f.q), variance: distributions.Variance(f.q)}
	if p.program, err = graph.Compile(p.mean, p.variance); err != nil {
		return nil, err
	}
	p.x = ops.NewValue(f.Dtype, tensor.Shape{rows, features}).(*tensor.Dense)
	return p, errors.Join(f.bind(p.program), p.program.Let(f.x, p.x))
}

// Predict sets mean and sd, in the target's units, to the moments of p(y | x) for the rows of x, one after the other. It
// panics unless x has rows times features numbers and mean and sd have one a row; sd may be nil.
func (p *Moments) Predict(mean, sd, x []float64) error {
	if len(x) != p.rows*p.features || len(mean) != p.rows || sd != nil && len(sd) != p.rows {
		panic(fmt.Sprintf("training: Moments.Predict: %d numbers for %d rows of %d features, %d means and %d sds", len(x), p.rows, p.features, len(mean), len(sd)))
	}
	a := p.model.XScale
	if p.x.Dtype() == tensor.Float64 {
		scaleRows(ops.Data[float64](p.x), x, a.Shift, a.Scale)
	} else {
		scaleRows(ops.Data[float32](p.x), x, a.Shift, a.Scale)
	}
	if err := p.program.RunAll(); err != nil {
		return err
	}
	shift, scale := p.model.YScale.Shift[0], p.model.YScale.Scale[0]
	m, v := p.program.Value(p.mean), p.program.Value(p.variance)
	for i := range mean {
		mean[i] = shift + scale*float64s.At(m, i)
		if sd != nil {
			sd[i] = scale * math.Sqrt(float64s.At(v, i))
		}
	}
	return nil
}

func scaleRows[T float32 | float64](dst []T, x, shift, scale []float64) {
	d := len(shift)
	for i := 0; i < len(x); i += d {
		for j := range d {
			dst[i+j] = T((x[i+j] - shift[j]) / scale[j])
		}
	}
}
