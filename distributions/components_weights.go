package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// weightsOf is the weights of q's rows in f: of what is normalized again, those inside times the components' masses.
func (q Posterior) weightsOf(m mixtureRows, f density.Family) ([][]float64, error) {
	outer := f.Has().Wrapper
	if outer != nil {
		w, err := q.weightsOf(m, outer.Inside())
		if err != nil || f.Has().LogMass == nil {
			return w, err
		}
		return w, q.addMasses(w, m, f)
	}
	out := table[float64](q.n, m.n*m.draws)
	for i, w := range out {
		for d := range m.draws {
			m.softmax(q.first+i, d, w[d*m.n:(d+1)*m.n])
		}
	}
	return out, nil
}

// softmax sets w to the weights of a row in a draw, over the number of draws.
func (m mixtureRows) softmax(i, draw int, w []float64) {
	if m.p == nil {
		fill(w, 1/float64(m.draws))
		return
	}
	rows, row, ok := m.at(i, draw)
	if !ok {
		fill(w, math.NaN())
		return
	}
	rows.parameter(m.p.use[0], row, w)
	top, sum := math.Inf(-1), 0.
	for _, l := range w {
		top = max(top, l)
	}
	for c, l := range w {
		w[c] = math.Exp(l - top)
		sum += w[c]
	}
	for c := range w {
		w[c] /= sum * float64(m.draws)
	}
}

// addMasses multiplies the weights of the components inside a wrapper by their masses in it.
func (q Posterior) addMasses(w [][]float64, m mixtureRows, f density.Family) error {
	outer, all := f.Has().Wrapper, f.Has().LogMass
	for c := range m.n * m.draws {
		base, err := q.component(m, outer.Inside(), c)
		if err != nil {
			return err
		}
		own := outer.Again(base.f, base.first, base.n).Has().LogMass
		for i := range w {
			switch mass := own(base.first + i); {
			case math.IsInf(mass, -1):
				w[i][c] = 0
			default:
				w[i][c] *= math.Exp(mass - all(q.first+i)) // NaN if the mass is
			}
		}
	}
	return nil
}
