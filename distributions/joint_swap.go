package distributions

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
)

// A JointPrior is a density of vectors that SwapJointPrior divides by or multiplies with. PriorProduct is one.
//
// Laws: LogProb is in nats, up to a constant, never NaN or +Inf, and -Inf outside the support.
type JointPrior interface {
	LogProb(y []float64) float64
}

// PriorProduct is independent priors of each number.
type PriorProduct []Prior

// LogProb is the sum of those of the numbers; it panics unless there is one for each.
func (p PriorProduct) LogProb(y []float64) (sum float64) {
	if len(y) != len(p) {
		panic(fmt.Sprintf("distributions: PriorProduct.LogProb: %d numbers for %d priors", len(y), len(p)))
	}
	for j, prior := range p {
		sum += prior.LogProb(y[j])
	}
	return sum
}

// SampleJoint is one distribution of k numbers a row as weighted draws, which a Joint under another prior is. Answers are averages
// over draws: their errors are those of as many independent draws as EffectiveSize says. It is immutable and safe for
// concurrent use; the zero value has no rows.
type SampleJoint struct {
	base     Joint
	ratio    func(y []float64) float64 // logarithm of target over training prior
	draws    [][][]float64             // (rows, draws, k)
	weights  [][]float64               // (rows, draws), which sum to 1
	logMass  []float64                 // of each row, of base times ratio
	firstRow int
	notes    []string
}

// SwapJointPrior turns q, learnt from data whose targets followed the prior train, into the posterior under target, p(y) = q(y) r(y)/Z with
// r = target/train, as SwapPrior does of numbers: by importance weights r of m seeded draws of each row. It is an error if a row can
// not be drawn, if no draw of one has a weight, or if the priors' ratio is infinite at one: where train is 0 and target is not.
func SwapJointPrior(q Joint, train, target JointPrior, m int, seed uint64) (SampleJoint, error) {
	switch {
	case train == nil || target == nil:
		return SampleJoint{}, errors.New("distributions: SwapJointPrior: a prior is nil")
	case m < 1 || m > 1<<24:
		return SampleJoint{}, fmt.Errorf("distributions: SwapJointPrior: %d draws of each row: want at least one, and 1,000 or more for answers to a few percent", m)
	}
	for name, p := range map[string]JointPrior{"training": train, "target": target} {
		if p, ok := p.(PriorProduct); ok {
			if len(p) != q.Numbers() || slices.Contains(p, nil) {
				return SampleJoint{}, fmt.Errorf("distributions: SwapJointPrior: the %s prior is of %d numbers, some of them nil perhaps, and the rows are of %d", name, len(p), q.Numbers())
			}
		}
	}
	s := SampleJoint{base: q, draws: q.Sample(seed, m), ratio: func(y []float64) float64 {
		t := target.LogProb(y)
		if math.IsInf(t, -1) {
			return t
		}
		return t - train.LogProb(y)
	}}
	for i, row := range s.draws {
		w, mass, err := importance(row, s.ratio)
		if err != nil {
			return SampleJoint{}, fmt.Errorf("distributions: SwapJointPrior: row %d: %w", i, err)
		}
		s.weights, s.logMass = append(s.weights, w), append(s.logMass, mass)
	}
	s.notes = slices.Clone(q.notes)
	return s, nil
}

// importance is the weights of draws, which sum to 1, and the logarithm of their mean before.
func importance(draws [][]float64, ratio func(y []float64) float64) (w []float64, logMass float64, err error) {
	if len(draws) == 0 {
		return nil, 0, errors.New("it has no draws: see its Warnings")
	}
	top := math.Inf(-1)
	for _, y := range draws {
		l := ratio(y)
		if math.IsNaN(l) || math.IsInf(l, 1) {
			return nil, 0, fmt.Errorf("the priors' ratio is %v at the draw %v: the training prior must be positive wherever the target is, and the parameters no NaN", math.Exp(l), y)
		}
		w, top = append(w, l), max(top, l)
	}
	if math.IsInf(top, -1) {
		return nil, 0, errors.New("no draw lies on the target's support: are both in the same units?")
	}
	sum := 0.
	for s := range w {
		w[s] = math.Exp(w[s] - top)
		sum += w[s]
	}
	for s := range w {
		w[s] /= sum
	}
	return w, top + math.Log(sum/float64(len(w))), nil
}

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
	return fmt.Sprintf("joint of %d rows of %d numbers, %d weighted draws each", s.Rows(), s.base.Numbers(), len(s.draws[0]))
}

// Warnings names rows that rest on few draws.
func (s SampleJoint) Warnings() []string {
	const few = 100
	size := s.EffectiveSize()
	return warnOf(slices.Clone(s.notes), s.Rows(), fmt.Sprintf("the answer rests on fewer than %d effective draws: the priors differ much where the row lies; take more draws", few),
		func(i int) bool { return size[i] < few })
}
