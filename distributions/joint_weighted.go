package distributions

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// Rows is the number of rows.
func (s SampleJoint) Rows() int { return len(s.draws) }

// Row is row i alone. It panics if there is none.
func (s SampleJoint) Row(i int) SampleJoint {
	s.base = s.base.Row(i)
	s.draws, s.weights, s.logMass, s.firstRow = s.draws[i:i+1], s.weights[i:i+1], s.logMass[i:i+1], s.firstRow+i
	return s
}

// EffectiveSize is 1/sum w^2 of each row's weights (Kish 1965): how many equally weighted draws say as much.
func (s SampleJoint) EffectiveSize() []float64 {
	out := make([]float64, s.Rows())
	for i, w := range s.weights {
		squares := 0.
		for _, v := range w {
			squares += v * v
		}
		out[i] = 1 / squares
	}
	return out
}

// Weighted is the draws of each row, (rows, draws, k), and their weights, (rows, draws).
func (s SampleJoint) Weighted() (draws [][][]float64, weights [][]float64) {
	for i, row := range s.draws {
		own := table[float64](len(row), s.base.Numbers())
		for d, y := range row {
			copy(own[d], y)
		}
		draws, weights = append(draws, own), append(weights, slices.Clone(s.weights[i]))
	}
	return draws, weights
}

// LogProb is the log-density of each row at its vector: exact but for the row's mass, which is an average over the draws. It
// panics unless there is one vector of k numbers a row.
func (s SampleJoint) LogProb(y [][]float64) []float64 {
	out := s.base.LogProb(y)
	for i := range out {
		out[i] += s.ratio(y[i]) - s.logMass[i]
	}
	return out
}

// Mean is E y of each row, (rows, k).
func (s SampleJoint) Mean() [][]float64 {
	out := table[float64](s.Rows(), s.base.Numbers())
	s.moments(func(i int, mean, _ []float64) { copy(out[i], mean) })
	return out
}

// Covariance is the covariances of each row's numbers, k x k.
func (s SampleJoint) Covariance() []*mat.SymDense {
	out := make([]*mat.SymDense, s.Rows())
	s.moments(func(i int, _, c []float64) { out[i] = mat.NewSymDense(s.base.Numbers(), slices.Clone(c)) })
	return out
}

func (s SampleJoint) moments(use func(i int, mean, covariance []float64)) {
	k := s.base.Numbers()
	mean, c := make([]float64, k), make([]float64, k*k)
	for i, row := range s.draws {
		var flat []float64
		for _, y := range row {
			flat = append(flat, y...)
		}
		momentsOfDraws(flat, s.weights[i], k, mean, c)
		use(i, mean, c)
	}
}

// Marginal is number j of each row, by kernels at the draws, the atoms of a discrete one; its Warnings say so.
func (s SampleJoint) Marginal(j int) (Posterior, error) {
	if err := s.base.number("Marginal", j); err != nil {
		return Posterior{}, err
	}
	points := make([]float64, 0, s.Rows()*fewDraws)
	for i := range s.draws {
		up := s.cumulated(i)
		for n := range fewDraws { // at levels that are evenly spaced: as many equal draws as kernels are worth
			points = append(points, s.at(i, up, (float64(n)+.5)/fewDraws)[j])
		}
	}
	p, err := kernels(points, s.Rows(), s.base.discrete())
	return p.Noted(append(s.Warnings(), fmt.Sprintf("the marginal of number %d is an estimate by kernels at %d of the draws", j, fewDraws))...), err
}

// cumulated is the sums of the weights of row i up to each draw.
func (s SampleJoint) cumulated(i int) []float64 {
	up, sum := make([]float64, len(s.weights[i])), 0.
	for d, w := range s.weights[i] {
		sum += w
		up[d] = sum
	}
	return up
}

// at is the draw of row i at a level of its weights.
func (s SampleJoint) at(i int, up []float64, level float64) []float64 {
	d, _ := slices.BinarySearch(up, level*up[len(up)-1])
	return s.draws[i][min(d, len(up)-1)]
}

// Sample is m draws of each row, (rows, m, k), from the weighted ones with replacement, a function of seed and row.
func (s SampleJoint) Sample(seed uint64, m int) [][][]float64 {
	out := make([][][]float64, s.Rows())
	u := make([]float64, max(m, 0))
	for i := range out {
		out[i] = table[float64](len(u), s.base.Numbers())
		rng.New(seed, "distributions/sample joint", 0, uint64(s.firstRow+i)).Uniform64(u, 0)
		up := s.cumulated(i)
		for n, v := range u {
			copy(out[i][n], s.at(i, up, v))
		}
	}
	return out
}

// String reads "joint of 20 rows of 2 numbers, 4096 weighted draws each".
func (s SampleJoint) String() string {
	if s.Rows() == 0 {
		return "joint of 0 rows"
	}
	return fmt.Sprintf("joint of %s of %s, %d weighted draws each", counted(s.Rows(), "row"), counted(s.base.Numbers(), "number"), len(s.draws[0]))
}

// Warnings names rows that rest on few draws.
func (s SampleJoint) Warnings() []string {
	const few = 100
	size := s.EffectiveSize()
	return warnOf(slices.Clone(s.notes), s.Rows(), fmt.Sprintf("the answer rests on fewer than %d effective draws: the priors differ much where the row lies; take more draws", few),
		func(i int) bool { return size[i] < few })
}
