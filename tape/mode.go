package tape

import (
	"fmt"
	"reflect"

	"github.com/deepprob/deepprob/internal/native"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// modal is an op that computes otherwise in training than in evaluation: Dropout and BatchNorm. The mode belongs to
// the op, not to the machine, so a VM sets its own before each run, where TapeMachine sets it once: an evaluating
// machine on a training graph would turn dropout off in training.
type modal struct {
	op   G.TrainModeOp
	mode reflect.Value // the op's field
}

// modes collects these ops and sets their mode as NewTapeMachine does: for training, BatchNorm starts its running
// statistics anew.
func (v *VM) modes() error {
	for _, n := range v.nodes {
		op, ok := n.Op().(G.TrainModeOp)
		if !ok {
			continue
		}
		m := modal{op: op}
		if s := native.Fields(n.Op()); s.Kind() == reflect.Struct {
			m.mode = s.FieldByName("training")
			if !m.mode.IsValid() {
				m.mode = s.FieldByName("isTraining")
			}
		}
		v.modal = append(v.modal, m)
		if err := op.SetTraining(!v.opts.eval); err != nil {
			return fmt.Errorf("tape: setting the mode of %s: %w", n.Name(), err)
		}
	}
	return nil
}

// setModes puts the ops in this VM's mode, where another machine left them in the other.
func (v *VM) setModes() error {
	for _, m := range v.modal {
		if m.mode.IsValid() && m.mode.Bool() == !v.opts.eval {
			continue
		}
		if err := switchMode(m.op, !v.opts.eval); err != nil {
			return fmt.Errorf("tape: setting the mode of an op: %w", err)
		}
	}
	return nil
}

// switchMode keeps the running statistics of a BatchNorm, which returns to training where it left it.
func switchMode(op G.TrainModeOp, training bool) error {
	b, ok := op.(*G.BatchNormOp)
	if !ok || !training {
		return op.SetTraining(training)
	}
	mean, variance := b.Stats()
	mean, variance = mean.Clone().(tensor.Tensor), variance.Clone().(tensor.Tensor)
	if err := b.SetTraining(true); err != nil {
		return err
	}
	return b.SetStats(mean, variance)
}
