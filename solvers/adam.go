package solvers

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"gorgonia.org/gorgonia"
)

// Adam is adaptive moment estimation, Kingma and Ba (2015), algorithm 1, arXiv:1412.6980. At step t = 1, 2, ... each
// parameter w with gradient g moves by
//
//	m = Beta1 m + (1-Beta1) g
//	v = Beta2 v + (1-Beta2) g²
//	w = w - Rate (m / (1-Beta1^t)) / (sqrt(v / (1-Beta2^t)) + Eps)
//
// and g becomes zero, as under Gorgonia's own solvers. It equals optax.adam to rounding. Moments are kept in the
// parameter's own type: gradients whose squares would overflow it, from 9.2e18 in float32, are an error (under optax v is
// then infinite and the parameter never moves again). An m smaller than the normal numbers of the type is 0, as under XLA,
// because such numbers are slow. Steps after the first allocate nothing. The zero value is ready to use, as a pointer; one
// Adam serves one set of parameters.
type Adam struct {
	Rate  Schedule // nil is Constant(1e-3)
	Beta1 float64  // decay of the mean of g, in (0, 1); 0 is .9
	Beta2 float64  // decay of the mean of g², in (0, 1); 0 is .999
	Eps   float64  // 0 is 1e-8

	updates
}

// AdamW is Adam with decoupled weight decay, Loshchilov and Hutter (2019), algorithm 2, arXiv:1711.05101:
//
//	w = w - Rate (m / (1-Beta1^t) / (sqrt(v / (1-Beta2^t)) + Eps) + Decay w)
//
// with the moments of Adam. As in optax.adamw the decay is multiplied by the rate, and it reaches every parameter,
// biases too.
type AdamW struct {
	Rate  Schedule // nil is Constant(1e-3)
	Beta1 float64  // decay of the mean of g, in (0, 1); 0 is .9
	Beta2 float64  // decay of the mean of g², in (0, 1); 0 is .999
	Eps   float64  // 0 is 1e-8
	Decay float64  // 0 is 1e-4; without decay it is Adam

	updates
}

var (
	_ Paced    = (*Adam)(nil)
	_ Stateful = (*Adam)(nil)
	_ Paced    = (*AdamW)(nil)
	_ Stateful = (*AdamW)(nil)

	adamRecipe  = recipe{name: "adam", moments: []string{"mean", "square"}, rate: 1e-3, squares: true}
	adamwRecipe = recipe{name: "adamw", moments: []string{"mean", "square"}, rate: 1e-3, squares: true}
)

// Step updates every parameter once and zeroes the gradients. An error leaves all of them as they were.
func (a *Adam) Step(params []gorgonia.ValueGrad) error {
	return a.thenZero(a.StepOn(nil, params, math.NaN()))
}

// StepOn is Step for a Trainer, see Team.
func (a *Adam) StepOn(c Cores, params []gorgonia.ValueGrad, norm float64) error {
	return a.adam(adamRecipe, c, a.Rate, params, adamSettings{norm: norm, beta1: a.Beta1, beta2: a.Beta2, eps: a.Eps})
}

// State returns a copy of what the solver carries to its next step: moments "mean" (m) and "square" (v).
func (a *Adam) State() State { return a.state(adamRecipe) }

// SetState makes the next step follow a state of another Adam.
func (a *Adam) SetState(s State) error { return a.setState(adamRecipe, s) }

// Step updates every parameter once and zeroes the gradients. An error leaves all of them as they were.
func (a *AdamW) Step(params []gorgonia.ValueGrad) error {
	return a.thenZero(a.StepOn(nil, params, math.NaN()))
}

// StepOn is Step for a Trainer, see Team.
func (a *AdamW) StepOn(c Cores, params []gorgonia.ValueGrad, norm float64) error {
	decay, err := positive(adamwRecipe.name, "Decay", a.Decay, 1e-4)
	if err != nil {
		return err
	}
	return a.adam(adamwRecipe, c, a.Rate, params, adamSettings{norm: norm, beta1: a.Beta1, beta2: a.Beta2, eps: a.Eps, decay: decay})
}

// State returns a copy of what the solver carries to its next step: moments "mean" (m) and "square" (v).
func (a *AdamW) State() State { return a.state(adamwRecipe) }

// SetState makes the next step follow a state of another AdamW.
func (a *AdamW) SetState(s State) error { return a.setState(adamwRecipe, s) }

type adamSettings struct{ norm, beta1, beta2, eps, decay float64 }

func (u *updates) adam(r recipe, on Cores, s Schedule, params []gorgonia.ValueGrad, k adamSettings) (err error) {
	if k.beta1, err = fraction(r.name, "Beta1", k.beta1, .9); err != nil {
		return err
	}
	if k.beta2, err = fraction(r.name, "Beta2", k.beta2, .999); err != nil {
		return err
	}
	if k.eps, err = positive(r.name, "Eps", k.eps, 1e-8); err != nil {
		return err
	}
	rate, err := u.begin(r, s, params, k.norm)
	if err != nil {
		return err
	}
	t := float64(u.steps + 1)
	u.adamStep = kernel.AdamStep{ // the corrections of the bias are folded into Rate and Root: one root and one division an element
		Gain1: 1 - k.beta1, Gain2: 1 - k.beta2, Eps: k.eps, Decay: rate * k.decay,
		Rate: rate / (1 - math.Pow(k.beta1, t)), Root: 1 / math.Sqrt(1-math.Pow(k.beta2, t)),
	}
	if u.move == nil {
		u.move = u.moveByAdam
	}
	return u.moveAll(r.name, on, surge{ // |m| / (root + Eps) <= |m| / Eps
		keep: k.beta1, gain: (1 - k.beta1) * u.normOf(k.norm), pull: u.adamStep.Rate / u.narrowest(k.eps),
		decay: u.adamStep.Decay, largest: max(u.adamStep.Rate, u.adamStep.Decay),
	})
}

func (u *updates) moveByAdam(p *slot, lo, hi int) {
	if single(p.dtype) {
		adamLoop[float32](p, lo, hi, u.adamStep)
	} else {
		adamLoop[float64](p, lo, hi, u.adamStep)
	}
}

// adamLoop moves the means by gain (x - mean) because Beta and 1-Beta do not add up to 1 in float32: with Beta2 =
// .999 the sum is off by 1.3e-8 a step, which the 1000 steps of its memory grow to a bias of 1.3e-5 in v.
func adamLoop[T float32 | float64](p *slot, lo, hi int, c kernel.AdamStep) {
	kernel.Adam(numbers[T](p.value, lo, hi), numbers[T](p.moments[0], lo, hi), numbers[T](p.moments[1], lo, hi), numbers[T](p.grad, lo, hi), c)
}
