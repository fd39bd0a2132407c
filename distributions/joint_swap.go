package distributions

import (
	"errors"
	"fmt"
	"math"
	"slices"
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
	case m < 1 || m > 1<<20:
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
