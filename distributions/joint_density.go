package distributions

import (
	"fmt"
	"math"
)

// LogProb is the log-density of each row at its vector, in nats, -Inf outside the support. It panics unless there is one vector of k
// numbers a row.
func (q Joint) LogProb(y [][]float64) []float64 {
	q.check("LogProb", y)
	x := make([]float64, 0, q.n*q.Numbers()*q.Draws())
	for _, v := range y {
		for range q.draws {
			x = q.unscaled(x, v)
		}
	}
	if q.n == 0 {
		return nil
	}
	return q.together(q.f.logProb(q.index(), 1, x), 1)
}

// LogProbs is the log-density of each row at every one of the vectors: (rows, vectors). It panics unless they have k numbers.
func (q Joint) LogProbs(y [][]float64) [][]float64 {
	var x []float64
	for _, v := range y {
		q.vector("LogProbs", v)
		x = q.unscaled(x, v)
	}
	out := make([][]float64, q.n)
	for i := range out {
		out[i] = q.Row(i).logProbs(x, len(y))
	}
	return out
}

// logProbs is the log-density of the only row at m points x of what f is of.
func (q Joint) logProbs(x []float64, m int) []float64 {
	if m == 0 {
		return nil
	}
	all := make([]float64, 0, len(x)*q.draws)
	for range q.draws {
		all = append(all, x...)
	}
	return q.together(q.f.logProb(q.index(), m, all), m)
}

// together is the mean over draws of densities at m points of each row, in the scaled numbers.
func (q Joint) together(logs []float64, m int) []float64 {
	out := make([]float64, q.n*m)
	log := q.logScale()
	for i := range q.n {
		logMeanExp(logs[i*q.draws*m:(i+1)*q.draws*m], out[i*m:(i+1)*m])
	}
	for i := range out {
		out[i] -= log
	}
	return out
}

// logScale is log prod scale, by which densities are lower: 0 of masses.
func (q Joint) logScale() (sum float64) {
	if q.discrete() {
		return 0
	}
	for _, s := range q.scale {
		sum += math.Log(s)
	}
	return sum
}

// discrete reports whether the numbers are atoms.
func (q Joint) discrete() bool {
	d := innermost(q.f.whole)
	if i, ok := d.(Independent); ok {
		d = innermost(i.Base)
	}
	return SupportOf(d).Kind != Continuous
}

// index is the rows of f that are q's.
func (q Joint) index() []int { return upTo(q.first*q.draws, q.n*q.draws) }

// unscaled appends the numbers that f gives where q gives y.
func (q Joint) unscaled(dst, y []float64) []float64 {
	for j, v := range y {
		dst = append(dst, (v-q.shift[j])/q.scale[j])
	}
	return dst
}

func (q Joint) check(method string, y [][]float64) {
	if len(y) != q.n {
		panic(fmt.Sprintf("distributions: Joint.%s: %d vectors for %d rows", method, len(y), q.n))
	}
	for _, v := range y {
		q.vector(method, v)
	}
}

func (q Joint) vector(method string, y []float64) {
	if len(y) != q.Numbers() {
		panic(fmt.Sprintf("distributions: Joint.%s: a vector of %d numbers, not %d", method, len(y), q.Numbers()))
	}
}
