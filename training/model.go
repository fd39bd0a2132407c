package training

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Model is a network and the units it works in, and Fitted, what is known of it. Fitting fills in what is missing; a Model that has
// been fitted, or given all of it, predicts. Predict may be called from several goroutines at the same time; while the model is
// being fitted, but for the caller's loop between two epochs, it is an error, and so is a second fit. Once it has predicted, a
// Net or Dtype that is exchanged is an error: make another Model. A copy of a Model has the same weights in the same memory
// and counts as another Model: give it a Params.Clone() before one of them is fitted. With is the same network with weights of its
// own.
type Model struct {
	Net   Net
	X     data.Scaler  // of the features; nil: as they are
	Y     data.Scaler  // of the target; nil: as it is
	Dtype tensor.Dtype // of all computation in the network; zero: float32
	Note  string       // the user's, which goes wherever the model goes

	Fitted

	state unsafe.Pointer // *state, atomic
}

// FitScalers fits XScale and YScale to the training rows, where they are not there yet. Fitting does it; several fits of
// one network do it once.
func (m *Model) FitScalers(train data.Set) error {
	if err := train.Check(); err != nil {
		return err
	}
	if m.XScale == nil {
		a, err := train.FitX(scaler(m.X))
		if err != nil {
			return fmt.Errorf("scaling the features: %w", err)
		}
		m.XScale = &a
	}
	if m.YScale == nil {
		a, err := train.FitY(scaler(m.Y))
		if err != nil {
			return fmt.Errorf("scaling the target: %w", err)
		}
		m.YScale = &a
	}
	return nil
}

// init fits the scalers to the training set and draws the parameters from the seed, keeping those that are there: a
// Model with Params goes on where they are.
func (m *Model) init(train data.Set, seed uint64) error {
	if err := m.FitScalers(train); err != nil {
		return err
	}
	if m.Params == nil {
		m.Params = &layers.Params{}
	}
	_, features := train.X.Dims()
	if err := m.check(features, len(train.Y)/train.Rows()); err != nil {
		return err
	}
	_, err := m.pass(layers.Pass{Init: true, Seed: seed, Targets: m.Targets(train)}, 1, features)
	return err
}

// check refuses a model that cannot take so many features and targets.
func (m *Model) check(features, targets int) error {
	switch dt := m.dtype(); {
	case m.Net == nil:
		return errors.New("the Model has no Net")
	case dt != tensor.Float32 && dt != tensor.Float64:
		return fmt.Errorf("the Model's Dtype is %v: networks compute in float32 or float64", dt)
	case m.Params == nil || m.XScale == nil || m.YScale == nil:
		return errors.New("the Model has no parameters yet: fit it first, or set Params, XScale and YScale")
	}
	if err := m.XScale.Check(); err != nil {
		return fmt.Errorf("XScale: %w", err)
	}
	if err := m.YScale.Check(); err != nil {
		return fmt.Errorf("YScale: %w", err)
	}
	if err := m.XScale.CheckColumns(features); err != nil {
		return err
	}
	if want := len(m.YScale.Scale); targets != want {
		return fmt.Errorf("there are %d targets a row, the model was fitted on %d", targets, want)
	}
	return nil
}

// scaler is s, or the identity for nil.
func scaler(s data.Scaler) data.Scaler {
	if s == nil {
		return data.Identity{}
	}
	return s
}

func (m *Model) dtype() tensor.Dtype {
	if m.Dtype.Type == nil {
		return tensor.Float32
	}
	return m.Dtype
}

// scaled brings a matrix to the network's units and type.
func (m *Model) scaled(x *mat.Dense, a data.Affine) *tensor.Dense {
	r, c := x.Dims()
	v := ops.NewValue(m.dtype(), tensor.Shape{r, c}).(*tensor.Dense)
	if m.dtype() == tensor.Float64 {
		a.Forward(ops.Data[float64](v), x)
	} else {
		a.Forward32(ops.Data[float32](v), x)
	}
	return v
}
