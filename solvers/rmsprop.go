package solvers

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"gorgonia.org/gorgonia"
)

// RMSProp divides the gradient by the root of a running mean of its square, Hinton (2012), lecture 6e:
//
//	v = Decay v + (1-Decay) g²
//	s = Rate g / sqrt(v + Eps)
//	w = w - s
//
// and g becomes zero, as under Gorgonia's own solvers. Centered divides by the standard deviation instead, Graves
// (2013), equations 38 to 45, arXiv:1308.0850: v is then the running mean of g² minus the squared running mean of g.
// With Momentum the trace m = s + Momentum m takes the place of s, with Nesterov s + Momentum m does. It equals
// optax.rmsprop with the defaults of that function to rounding, but for gradients whose squares overflow their type, from
// 9.2e18 in float32, which are an error: Eps stands inside the root (outside in PyTorch), and
// the trace is of steps already multiplied by Rate. Steps after the first allocate nothing. The zero value is ready
// to use, as a pointer; one RMSProp serves one set of parameters.
type RMSProp struct {
	Rate     Schedule // nil is Constant(1e-3)
	Decay    float64  // of the running means, in (0, 1); 0 is .9
	Eps      float64  // 0 is 1e-8
	Momentum float64  // in [0, 1); 0 keeps no trace
	Nesterov bool     // no effect without Momentum
	Centered bool

	step rmsStep // the last one's numbers
	updates
}

var (
	_ Paced    = (*RMSProp)(nil)
	_ Stateful = (*RMSProp)(nil)

	rmsRecipes = map[[2]bool]recipe{ // centred, with momentum
		{false, false}: {name: "rmsprop", moments: []string{"square"}, rate: 1e-3, squares: true},
		{false, true}:  {name: "rmsprop", moments: []string{"square", "trace"}, rate: 1e-3, squares: true},
		{true, false}:  {name: "rmsprop", moments: []string{"variance", "mean"}, rate: 1e-3, squares: true},
		{true, true}:   {name: "rmsprop", moments: []string{"variance", "mean", "trace"}, rate: 1e-3, squares: true},
	}
)

// Step updates every parameter once and zeroes the gradients. An error leaves all of them as they were.
func (r *RMSProp) Step(params []gorgonia.ValueGrad) error {
	return r.thenZero(r.StepOn(nil, params, math.NaN()))
}

// StepOn is Step for a Trainer, see Team.
func (r *RMSProp) StepOn(c Cores, params []gorgonia.ValueGrad, norm float64) (err error) {
	if r.step, err = r.settings(); err != nil {
		return err
	}
	if r.step.rate, err = r.begin(r.recipe(), r.Rate, params, norm); err != nil {
		return err
	}
	if r.move == nil {
		r.move = r.moveByRMS
	}
	return r.moveAll("rmsprop", c, r.surge(norm))
}

// surge is at most the rate times the gradient over the root of Eps, or the trace of such steps.
func (r *RMSProp) surge(norm float64) surge {
	d := r.step.rate / math.Sqrt(r.narrowest(r.step.eps)) * r.normOf(norm)
	if r.step.momentum == 0 {
		return surge{moment: -1, push: d, largest: r.step.rate}
	}
	b := surge{moment: len(r.recipe().moments) - 1, keep: r.step.momentum, gain: d, pull: 1, largest: r.step.rate}
	if r.step.nesterov {
		b.push = d
	}
	return b
}

// State returns a copy of what the solver carries to its next step: the moment "square" (v), or "variance" (v) and
// "mean" if Centered, and "trace" (m) if there is Momentum.
func (r *RMSProp) State() State { return r.state(r.recipe()) }

// SetState makes the next step follow a state of another RMSProp that keeps the same moments.
func (r *RMSProp) SetState(s State) error { return r.setState(r.recipe(), s) }

func (r *RMSProp) recipe() recipe { return rmsRecipes[[2]bool{r.Centered, r.Momentum != 0}] }

// rmsStep is one step's numbers.
type rmsStep struct {
	rate, gain, eps, momentum float64 // gain is 1-Decay
	nesterov, centered        bool
}

func (r *RMSProp) settings() (rmsStep, error) {
	c := rmsStep{nesterov: r.Nesterov, centered: r.Centered}
	decay, err := fraction("rmsprop", "Decay", r.Decay, .9)
	if err != nil {
		return c, err
	}
	if c.eps, err = positive("rmsprop", "Eps", r.Eps, 1e-8); err != nil {
		return c, err
	}
	c.gain = 1 - decay
	c.momentum, err = fraction("rmsprop", "Momentum", r.Momentum, 0)
	return c, err
}

func (r *RMSProp) moveByRMS(p *slot, lo, hi int) {
	if single(p.dtype) {
		rmsLoop[float32](p, lo, hi, r.step)
	} else {
		rmsLoop[float64](p, lo, hi, r.step)
	}
}

// rmsLoop leaves the gradient alone: two parameters may share its memory.
func rmsLoop[T float32 | float64](p *slot, lo, hi int, c rmsStep) {
	w := numbers[T](p.value, lo, hi)
	g, v := numbers[T](p.grad, lo, hi), numbers[T](p.moments[0], lo, hi)
	if !c.centered && c.momentum == 0 {
		kernel.RMSProp(w, v, g, T(c.rate), T(c.gain), T(c.eps))
		return
	}
	rate, gain, eps, momentum := T(c.rate), T(c.gain), T(c.eps), T(c.momentum)
	var mean, trace []T
	if c.centered {
		mean = numbers[T](p.moments[1], lo, hi)
	}
	if c.momentum > 0 {
		trace = numbers[T](p.moments[len(p.moments)-1], lo, hi)
	}
	for i, g := range g {
		v[i] = spread(v[i], g, gain, mean, i)
		d := rate * g / T(math.Sqrt(float64(v[i]+eps)))
		if trace != nil {
			trace[i] = d + momentum*trace[i]
			if c.nesterov {
				d += momentum * trace[i]
			} else {
				d = trace[i]
			}
		}
		w[i] -= d
	}
}

// spread is the new running mean of g², or with a running mean of g the new running variance. The variance is kept
// itself, by the recurrence Decay (v + (1-Decay) (g-mean)²), because the difference of the two running means, which
// optax takes, cancels: in float32 it can be negative, and its root NaN.
func spread[T float32 | float64](v, g, gain T, mean []T, i int) T {
	if mean == nil {
		return v + gain*(g*g-v)
	}
	d := g - mean[i]
	mean[i] += gain * d
	return (1 - gain) * (v + gain*d*d)
}
