package distributions

import (
	"fmt"
	"math"
	"slices"
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
	kept := new(memo)
	law, rows := reweigh(q, ratio, kept)
	if err := law.refuse(rows, q.first); err != nil {
		return Posterior{}, err
	}
	out := Posterior{f: law, first: q.first, n: q.n, memo: kept, fraction: make([]float64, q.n)}
	for i, r := range rows {
		out.fraction[i] = r.fraction
	}
	out.memo.once.Do(func() { out.memo.rows = rows })
	out.notes = append(slices.Concat(q.notes, notes), fewEffective(out.fraction)...)
	return out, nil
}

// reweigh is the rows of q times the ratio, normalized, and what they come to. Their sketches go to kept.
func reweigh(q Posterior, ratio *priorRatio, kept *memo) (swapped, []rowSummary) {
	kernel := swapKernel{base: q.f, ratio: ratio}
	kernel.frame = newFrame(kernel)
	var f family = kernel // boxed once, not a row
	rows := make([]rowSummary, q.n)
	q.each(func(s *solver, i int) {
		r := solveRow(f, q.first+i, s)
		rows[i] = r.summary()
		kept.sketch(s, r, i, q.n)
		if !rows[i].state.broken() {
			rows[i].fraction = r.effective(&kernel)
		}
	})
	law := swapped{swapKernel: kernel, first: q.first, logMass: make([]float64, q.n)}
	for i, r := range rows {
		law.logMass[i] = r.logMass
	}
	return law, rows
}

// EffectiveSampleFraction is (E_q r)^2 / E_q r^2 of each row for the weights r of the SwapPrior that made it from q: 1 if
// r is constant where q lies, near 0 if the answer rests on a tail of q, about which a network knows little. It is 1
// for a Posterior that was not swapped.
func (q Posterior) EffectiveSampleFraction() []float64 {
	out := slices.Clone(q.fraction)
	if out == nil {
		out = make([]float64, q.n)
		for i := range out {
			out[i] = 1
		}
	}
	return out
}

// weigh checks both priors and returns their ratio, and what a reader must know of it.
func weigh(q Posterior, train, target Prior) (*priorRatio, []string, error) {
	train, err := prepare("training", train)
	if err != nil {
		return nil, nil, err
	}
	target, err = prepare("target", target)
	if err != nil {
		return nil, nil, err
	}
	r := newPriorRatio(train, target)
	if q.n > 0 && atomsOf(q.f) != nil {
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
