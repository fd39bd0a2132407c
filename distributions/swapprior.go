package distributions

import (
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
)

// maxExcluded is the mass of a target prior that may lie where the training prior is empty.
const maxExcluded = .001

// SwapPrior turns q, learnt from data whose targets followed the prior train, into the posterior under target:
//
//	p(y) = q(y) r(y) / Z, r = target/train, Z = integral of q r over the target's support,
//
// as a Posterior with every method, its log-density exact on the log scale however little of q lies on the target's
// support. Mass of the target where train is empty is left out and named in Warnings; above .001 it is an error. So is
// a row without any mass on the target's support, or with NaN parameters. The rows' atoms are reweighted alike if q is
// discrete. Priors need not be normalized. See EffectiveSampleFraction for how much the swap asks of q.
//
// Between the bins of a Histogram the density jumps, so that many modes sit on a jump; Histogram.Smooth has none.
func SwapPrior(q Posterior, train, target Prior) (Posterior, error) {
	ratio, notes, err := weigh(q, train, target)
	if err != nil || q.n == 0 {
		return q, err
	}
	kept := newMemo(nil, q.first, q.n)
	law := density.Reweigh(q.f, ratio, &kept.Rows)
	if err := ratio.refuse(q, kept.Summaries()); err != nil {
		return Posterior{}, err
	}
	out := Posterior{f: law, first: q.first, n: q.n, memo: kept}
	out.notes = append(slices.Concat(q.notes, notes), fewEffective(out.EffectiveSampleFraction())...)
	return out, nil
}

// refuse returns an error for the first row that cannot be swapped.
func (r *priorRatio) refuse(q Posterior, rows []density.Summary) error {
	for i, s := range rows {
		switch s.State {
		case density.Invalid:
			if l := q.has().Loader; l != nil && l.Failure(q.first+i) != nil {
				return fmt.Errorf("distributions: SwapPrior: row %d could not be loaded: %w", i, l.Failure(q.first+i))
			}
			return fmt.Errorf("distributions: SwapPrior: row %d: the density is NaN, or infinite inside its support: look at its parameters", i)
		case density.Empty:
			lo, hi := q.f.Support(q.first + i)
			return fmt.Errorf("distributions: SwapPrior: row %d has no mass on the target's support [%.6g, %.6g]; its own is [%.6g, %.6g]: are both in the same units?",
				i, r.lo, r.hi, lo, hi)
		}
	}
	return nil
}

// EffectiveSampleFraction is (E_q r)^2 / E_q r^2 of each row for the weights r of the SwapPrior that made it from q: 1 if
// r is constant where q lies, near 0 if the answer rests on a tail of q, about which a network knows little. It is 1
// for a Posterior that was not swapped.
func (q Posterior) EffectiveSampleFraction() []float64 {
	out, fraction := make([]float64, q.n), q.has().Fraction
	for i := range out {
		if out[i] = 1; fraction != nil {
			out[i] = fraction(q.first + i)
		}
	}
	return out
}

// weigh checks both priors and returns their ratio, and what a reader must know of it.
func weigh(q Posterior, train, target Prior) (*priorRatio, []string, error) {
	if q.n > 0 && q.has().Jump != nil {
		return nil, nil, fmt.Errorf("distributions: SwapPrior: the rows have a mass at 0 amid their density, and a prior that has a density has none to weigh it by: swap the prior of the density alone, and that of the mass as one of two classes")
	}
	train, err := prepare("training", train)
	if err != nil {
		return nil, nil, err
	}
	target, err = prepare("target", target)
	if err != nil {
		return nil, nil, err
	}
	r := newPriorRatio(train, target)
	if q.n > 0 && q.has().Discrete() {
		notes, err := r.emptyClasses()
		return r.discrete(), notes, err
	}
	notes, err := r.emptyBins()
	return r, notes, err
}

// discrete is r without pieces: evaluated at atoms, directly.
func (r *priorRatio) discrete() *priorRatio {
	lo, hi := r.target.Support()
	return &priorRatio{train: r.train, target: r.target, lo: lo, hi: hi, edges: []float64{lo, hi}, logs: []float64{math.NaN()}}
}

// fewEffective warns of rows whose answer rests on a tail.
func fewEffective(fraction []float64) []string {
	const few = .1
	count, worst := 0, 0
	for i, f := range fraction {
		if f < few {
			count++
		}
		if f < fraction[worst] {
			worst = i
		}
	}
	if count == 0 {
		return nil
	}
	return []string{fmt.Sprintf("SwapPrior: %d of %d rows have an effective sample size below %v of their own, row %d the smallest, %.2g: they rest on a tail of the prediction",
		count, len(fraction), few, worst, fraction[worst])}
}
