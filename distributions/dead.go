package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/mixing"
)

// censusRows is how many rows a prediction must have before components that none of them uses are told: one that a two-hundredth
// of such rows uses is then missed once in 150 times. In fewer it means nothing that most of 16 components are idle.
const censusRows = 1000

// deadComponents says how many components of the network's mixtures have a weight of at most mixing.Level in each row of q, of each
// draw apart; nothing of few rows. After SwapPrior it is about the network's own weights. It reads rows until no component is
// left.
func (q Posterior) deadComponents() []string {
	if q.n < censusRows {
		return nil
	}
	m := mixturesIn(innerFamily(q.f))
	if m.p == nil {
		return nil
	}
	c := q.census(m, m.p.logitsIn())
	if c.Dead() == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d of %d mixture components have no weight above %.0f%% in any of the %d rows: either these rows are unlike those of training, or the components died there, as History.Warnings then says", c.Dead(), c.Len(), 100*mixing.Level, q.n)}
}

// census counts the components of the given logits in all rows and draws.
func (q Posterior) census(m mixtureRows, logits []int) *mixing.Census {
	draws, total := q.Draws(), 0
	for _, param := range logits {
		total += m.p.params[param].shape.TotalSize()
	}
	c, room := mixing.NewCensus(total*draws), make([]float64, total)
	for i := 0; i < q.n && !c.Done(); i++ {
		for d := range draws {
			rows, row, ok := m.at(q.first+i, d)
			if !ok { // it could not be loaded
				continue
			}
			at := d * total
			for _, param := range logits {
				own := m.p.params[param].shape
				x := room[:own.TotalSize()]
				rows.parameter(param, row, x)
				k := own[len(own)-1]
				for lo := 0; lo < len(x); lo += k { // a mixture of mixtures has several a row
					c.See(at+lo, x[lo:lo+k])
				}
				at += len(x)
			}
		}
	}
	return c
}
