package distributions

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// Marginal is number j of each row, exact where the distribution has its marginals (see Joint), and then a mixture of the same draws.
// Otherwise it is an estimate by kernels at 512 seeded draws, and its Warnings say so. It is an error if there is no number j, or
// nothing to draw by.
func (q Joint) Marginal(j int) (Posterior, error) {
	if err := q.number("Marginal", j); err != nil {
		return Posterior{}, err
	}
	if !q.hasMarginal(j) {
		return q.sampledMarginal(j)
	}
	d := q.marginalOf(j)
	var draws []func(n *G.Node) G.Value
	for s := range q.draws {
		index := make([]int, q.n)
		for i := range index {
			index[i] = (q.first+i)*q.draws + s
		}
		draws = append(draws, look(d.values(q.f, index)))
	}
	p, err := d.scalar.Mixture(draws)
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: Joint.Marginal(%d): %w", j, err)
	}
	p, err = p.Scaled(q.shift[j], q.scale[j])
	return p.Noted(q.notes...), err
}

// number refuses what is not the index of a number.
func (q Joint) number(method string, j int) error {
	switch {
	case q.n == 0:
		return fmt.Errorf("distributions: Joint.%s of a joint without rows", method)
	case j < 0 || j >= q.Numbers():
		return fmt.Errorf("distributions: Joint.%s: there is no number %d among %d, counted from 0", method, j, q.Numbers())
	}
	return nil
}

func (q Joint) marginalOf(j int) *derivation {
	return q.f.derivation(fmt.Sprint("marginal ", j), 0, func(d Distribution, _ G.Nodes) Distribution { return Marginal(d, j) })
}

// hasMarginal reports whether the distribution of number j is known in closed form.
func (q Joint) hasMarginal(j int) bool { d := q.marginalOf(j); return d.err == nil && d.scalar != nil }
