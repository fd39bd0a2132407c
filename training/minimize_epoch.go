package training

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/floats"
)

// iteration makes a step to a point of lower loss, number k; the Epoch has no Steps if there is none.
func (z *minimizer) iteration(k int) (e Epoch, err error) {
	start := time.Now()
	was := z.now
	next, step, err := z.next(was)
	if err != nil {
		return e, err
	}
	if !z.lower(next, was) {
		z.why = fmt.Sprintf("no lower loss was found: the largest element of the gradient is %s", brief(floats.Norm(was.grad, math.Inf(1))))
		return e, nil
	}
	z.now = next
	if err := z.arrive(); err != nil {
		z.now = was
		return e, err
	}
	z.made++
	z.model.Epochs++
	e = Epoch{Number: k, Steps: 1, Loss: next.loss, ValLoss: math.NaN(), Rate: step, GradNorm: floats.Norm(next.grad, 2)}
	e.Bound = z.objective.epoch(z.shared != nil && z.shared.sampled)
	if k == 1 {
		e.Warnings = slices.Clone(z.warnings)
	}
	if err := z.validate(&e); err != nil {
		return e, err
	}
	e.Seconds = time.Since(start).Seconds()
	z.note(&e)
	return e, nil
}

// arrive is at the new point with all that was computed there last: the parts of the loss, and states.
func (z *minimizer) arrive() error {
	if !slices.Equal(z.last, z.now.x) {
		if _, err := z.at(z.now.x); err != nil {
			return err
		}
	}
	if err := z.all.finiteStates(); err != nil {
		return err
	}
	z.all.update(z.model.Params)
	return nil
}

// note says whether the epoch is the last, and notes it.
func (z *minimizer) note(e *Epoch) {
	switch {
	case z.patienceLost():
		z.why = z.stoppedEarly()
	case z.converged():
		z.why = fmt.Sprintf("converged: no element of the gradient is above %s", brief(z.Tolerance))
	case e.Number == z.Iterations:
		z.why = fmt.Sprintf("%d iterations are made: the largest element of the gradient is %s", e.Number, brief(floats.Norm(z.now.grad, math.Inf(1))))
	}
	if e.Stopped = z.why; z.why != "" {
		e.Warnings = append(e.Warnings, z.deadComponents(z.ctx)...)
	}
	e.Target = z.inUnits(*e)
	z.model.History = append(z.model.History, *e)
	z.Progress.Step(e.Loss, e.Rate)
	z.Progress.Epoch(*e)
}

// end leaves the model at the best point.
func (z *minimizer) end() {
	m := z.model
	z.set(z.now.x)
	if best := m.Run.Best; best != nil {
		if err := m.Params.CopyFrom(best); err != nil {
			panic(fmt.Sprintf("training: %v", err)) // they are a clone of Params
		}
	}
	m.Steps += z.made
	m.Run = Run{}
	z.crew.Close()
	z.Progress.Stop()
}
