package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// HPDLevel is the mass of each row where its density is above that at its vector: the smallest mass of a highest-density region that
// holds the vector, 0 at the mode and near 1 far out. Of vectors that follow the rows these levels are uniform. It is exact for one
// draw of a normal or a Student's t, by the distribution of the distance from the centre (chi-square, F); otherwise the share of 4,096 seeded draws of
// the row that are denser, right to .008, and NaN if there can be none. It panics unless there is one vector of k numbers a row.
func (q Joint) HPDLevel(y [][]float64, seed uint64) []float64 {
	q.check("HPDLevel", y)
	if q.n == 0 {
		return nil
	}
	if out := q.exactLevels(y); out != nil {
		return out
	}
	own, out := q.LogProb(y), make([]float64, q.n)
	for i := range out {
		x := q.sampleRow(i, manyDraws, seed)
		if x == nil || math.IsNaN(own[i]) {
			out[i] = math.NaN()
			continue
		}
		denser := 0
		row := q.Row(i)
		for _, l := range row.logProbs(x, manyDraws) {
			if l > own[i] {
				denser++
			}
		}
		out[i] = float64(denser) / manyDraws
	}
	return out
}

// exactLevels is the levels of ellipses, nil if the contours are none.
func (q Joint) exactLevels(y [][]float64) []float64 {
	d, ok := elliptic(q.f.whole)
	if !ok || q.draws > 1 {
		return nil
	}
	fn := q.f.formula("distance", 1, func(d Distribution, in G.Nodes) G.Nodes {
		e, _ := elliptic(d)
		return G.Nodes{e.distance(in[0])}
	})
	if q.f.can(fn, rowInput{q.f.whole.EventShape(), make([]float64, q.f.k)}) != nil {
		return nil
	}
	var x []float64
	for _, v := range y {
		x = q.unscaled(x, v)
	}
	out := q.f.numbers(fn, q.index(), 1, rowInput{q.f.whole.EventShape(), x})
	half := float64(q.f.k) / 2
	df := q.degrees(d)
	for i, s := range out {
		switch {
		case df == nil:
			out[i] = kernel.RegIncGamma64(half, s/2)
		case math.IsInf(s, 1):
			out[i] = 1
		default:
			out[i] = kernel.RegIncBeta64(half, df[i]/2, s/(s+df[i]))
		}
	}
	return out
}

// An elliptical distribution has a density that falls with the square of the distance of y from the centre, in units of its scale.
type elliptical interface{ distance(y *G.Node) *G.Node }

func elliptic(d Distribution) (elliptical, bool) {
	if i, ok := d.(Independent); ok && i.dims() == 1 {
		if n, ok := i.Base.(Normal); ok {
			return MultivariateNormalDiag{Loc: onShape(n.Loc, n.BatchShape()), Scale: n.Scale}, true
		}
	}
	e, ok := d.(elliptical)
	return e, ok
}

// degrees is the degrees of freedom of each row, nil of normals.
func (q Joint) degrees(d elliptical) []float64 {
	if _, ok := d.(MultivariateStudentT); !ok {
		return nil
	}
	fn := q.f.formula("degrees", 0, func(d Distribution, _ G.Nodes) G.Nodes {
		return G.Nodes{onShape(d.(MultivariateStudentT).DF, d.BatchShape())}
	})
	if q.f.can(fn) != nil {
		return nil
	}
	return q.f.numbers(fn, q.index(), 1)
}
