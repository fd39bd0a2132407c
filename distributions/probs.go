package distributions

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// Probs is the probability of each class, (rows, k): of a Categorical, of a Bernoulli's 0 and 1, and of mixtures of draws of
// them, reweighted after SwapPrior. Class c is y = c, so Probs()[i][c] is exp of LogProb at c, and over a row they sum to 1.
// A row whose parameters are NaN has NaN. It is an error unless the rows are classes 0 ... k-1, the same k in each: one that
// was Scaled, such as a target that training standardized, has other values.
func (q Posterior) Probs() ([][]float64, error) {
	if q.n == 0 {
		return nil, errors.New("distributions: Probs of a posterior without rows")
	}
	atoms := q.has().Atoms
	if atoms == nil {
		return nil, errors.New("distributions: Probs: the rows are continuous, they have densities (LogProb) and no classes")
	}
	k := len(atoms(q.first, nil))
	out, odd := table[float64](q.n, k), make([]string, q.n)
	q.solve(func(r density.Row, i int) {
		row := r.(*density.AtomRow)
		odd[i] = notClasses(row.Y, k)
		copy(out[i], row.Mass)
		if row.State().Broken() {
			for c := range out[i] {
				out[i][c] = math.NaN()
			}
		}
	})
	for i, why := range odd {
		if why != "" {
			return nil, fmt.Errorf("distributions: Probs: row %d is not one of classes 0 ... k-1: %s", i, why)
		}
	}
	return out, nil
}

// notClasses says why atoms are not 0, 1, ..., k-1; "" if they are.
func notClasses(y []float64, k int) string {
	if len(y) != k {
		return fmt.Sprintf("it has %d values and the first row %d", len(y), k)
	}
	for c, v := range y {
		if v != float64(c) && !math.IsNaN(v) {
			return fmt.Sprintf("value %d is %v; leave targets that are classes unscaled", c, v)
		}
	}
	return ""
}
