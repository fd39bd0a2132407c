package distributions

import (
	"fmt"
	"math"

	G "gorgonia.org/gorgonia"
)

// Condition is the distribution of the other numbers of each row, in their order, where number j is the value of that row: exact, or an
// error that names the family which has no conditionals. It is an error too where a value has no density, and unless there is one a row. Of a mixture, of
// components or of draws, each counts by its density at the value; those of draws become components of one mixture then, so that Draws is 1.
func (q Joint) Condition(j int, value []float64) (Joint, error) {
	if err := q.number("Condition", j); err != nil {
		return Joint{}, err
	}
	if len(value) != q.n {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition: %d values for %d rows: give one a row", len(value), q.n)
	}
	if q.Numbers() == 1 {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): nothing is left of vectors of one number", j)
	}
	d := q.conditional(j)
	if d.err != nil || !q.hasMarginal(j) {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): %s has no conditional distributions in closed form: draw from it (Sample), or use normals, Student's t, their mixtures, Independent or Dirichlet", j, q.family())
	}
	if q.f.apart() {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): draws of %s differ in parameters that their rows share, which cannot become one mixture: ask one draw at a time", j, q.family())
	}
	x := make([]float64, 0, q.n*q.draws)
	for _, v := range value {
		for range q.draws {
			x = append(x, (v-q.shift[j])/q.scale[j])
		}
	}
	logs, err := q.densitiesAt(j, x, value)
	if err != nil {
		return Joint{}, err
	}
	values := d.values(q.f, q.index(), rowInput{one, x})
	out, err := d.conditioned(values, logs, q.draws)
	if err != nil {
		return Joint{}, fmt.Errorf("distributions: Joint.Condition(%d): %w", j, err)
	}
	for i := range q.shift {
		if i != j {
			out.shift[left(i, j)], out.scale[left(i, j)] = q.shift[i], q.scale[i]
		}
	}
	return out.Noted(q.notes...), nil
}

// left is where number i is once number j is gone.
func left(i, j int) int {
	if i > j {
		return i - 1
	}
	return i
}

func (q Joint) conditional(j int) *derivation {
	return q.f.derivation(fmt.Sprint("condition ", j), 1, func(d Distribution, in G.Nodes) Distribution { return Conditional(d, j, in[0]) })
}

// densitiesAt is the log-density of number j at x in each draw of each row.
func (q Joint) densitiesAt(j int, x, value []float64) ([]float64, error) {
	fn := q.f.formula(fmt.Sprint("density of number ", j), 1, func(d Distribution, in G.Nodes) G.Nodes {
		return G.Nodes{LogProb(Marginal(d, j), in[0])}
	})
	if err := q.f.can(fn, rowInput{one, []float64{.5}}); err != nil {
		return nil, err
	}
	logs := q.f.numbers(fn, q.index(), 1, rowInput{one, x})
	for i := range q.n {
		top := math.Inf(-1)
		for _, l := range logs[i*q.draws : (i+1)*q.draws] {
			top = max(top, l)
		}
		if math.IsInf(top, -1) || math.IsNaN(value[i]) {
			return nil, fmt.Errorf("distributions: Joint.Condition(%d): row %d: the number cannot be %v: its density there is 0", j, i, value[i])
		}
	}
	return logs, nil
}
