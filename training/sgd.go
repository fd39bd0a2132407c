package training

import "gorgonia.org/gorgonia"

// SGD is stochastic gradient descent: w = w - Rate g, where with Momentum the trace
//
//	m = g + Momentum m
//	w = w - Rate m               (Polyak 1964)
//	w = w - Rate (g + Momentum m)  with Nesterov, as in Sutskever et al. (2013), section 2
//
// takes the place of g, which becomes zero after the step as under Gorgonia's own solvers. It equals optax.sgd to
// rounding: the trace is of gradients, not of steps, so a change of Rate acts at once on all of it. Steps after the
// first allocate nothing. The zero value is ready to use, as a pointer; one SGD serves one set of parameters.
type SGD struct {
	Rate     Schedule // nil is Constant(1e-2)
	Momentum float64  // in [0, 1); 0 keeps no trace
	Nesterov bool     // no effect without Momentum

	updates
}

var (
	_ Paced    = (*SGD)(nil)
	_ Stateful = (*SGD)(nil)

	sgdRecipe      = recipe{name: "sgd", rate: 1e-2}
	momentumRecipe = recipe{name: "sgd", moments: []string{"trace"}, rate: 1e-2}
)

// Step updates every parameter once and zeroes the gradients. An error leaves all of them as they were.
func (s *SGD) Step(params []gorgonia.ValueGrad) error {
	momentum, err := fraction(sgdRecipe.name, "Momentum", s.Momentum, 0)
	if err != nil {
		return err
	}
	rate, err := s.begin(s.recipe(), s.Rate, params)
	if err != nil {
		return err
	}
	for i := range s.slots {
		if p := &s.slots[i]; single(p.dtype) {
			sgdLoop(p, float32(rate), float32(momentum), s.Nesterov)
		} else {
			sgdLoop(p, rate, momentum, s.Nesterov)
		}
	}
	s.finish()
	return nil
}

// State returns a copy of what the solver carries to its next step: the moment "trace" (m) if there is Momentum.
func (s *SGD) State() State { return s.state(s.recipe()) }

// SetState makes the next step follow a state of another SGD, which had Momentum if and only if this one has.
func (s *SGD) SetState(st State) error { return s.setState(s.recipe(), st) }

func (s *SGD) recipe() recipe {
	if s.Momentum == 0 {
		return sgdRecipe
	}
	return momentumRecipe
}

func sgdLoop[T float32 | float64](p *slot, rate, momentum T, nesterov bool) {
	w, g := floats[T](p.value), floats[T](p.grad)
	if momentum == 0 {
		g = g[:len(w)]
		for i := range w {
			w[i] -= rate * g[i]
		}
		return
	}
	descend(w, g, floats[T](p.moments[0]), rate, momentum, nesterov)
}

// descend adds g to the trace m and moves w against it, with Nesterov against the trace as the next step would
// decay it.
func descend[T float32 | float64](w, g, m []T, rate, momentum T, nesterov bool) {
	g, m = g[:len(w)], m[:len(w)]
	for i := range w {
		m[i] = g[i] + momentum*m[i]
		d := m[i]
		if nesterov {
			d = g[i] + momentum*d
		}
		w[i] -= rate * d
	}
}
