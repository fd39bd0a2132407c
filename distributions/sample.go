package distributions

import (
	"github.com/deepprob/deepprob/internal/rng"

	"github.com/deepprob/deepprob/internal/density"
)

// Sample is m independent draws of each row, (rows, m): the quantile function at uniform numbers that are a function of
// seed and row, so Row(i).Sample(seed, m) are the draws of row i. There are none for m < 1.
func (q Posterior) Sample(seed uint64, m int) [][]float64 {
	out := table[float64](q.n, max(m, 0))
	q.solve(func(r density.Row, i int) {
		quantile := q.memo.Inverse(r, i)
		rng.New(seed, "distributions/sample", 0, uint64(q.first+i)).Uniform64(out[i], 0)
		for j, u := range out[i] {
			out[i][j] = quantile(u + 0x1p-54) // in the open interval
		}
	})
	return out
}
