package training

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"gonum.org/v1/gonum/mat"
)

// Predict returns p(y | x) for each row of x, in the units of the target. Values are float64 from the network's output
// on. Rows are computed in blocks on all cores. A network whose weights are distributions, or that drops units in
// prediction, is asked with Draws or PriorDraws, and gives the mixture over the draws; a model with a Sampler mixes all
// its draws unless Draws asks for fewer. For targets of k numbers see PredictJoint and Marginals; those of a
// distributions.Censored, which tell of one number, are predicted as that. A matrix has no names: its columns stand in the order
// of XScale.Names; PredictTable finds them.
//
// Large predictions (100 draws of 61,000 rows of 48 parameters are 1.2 GB) are not kept: what is asked of the posterior
// is computed block by block, from a copy of the weights as they are now, until ctx ends: rows that were not computed by then
// are NaN, and Warnings says so.
//
// Warnings also names the features that lie far outside the range of the training rows, where a network's answer rests on no
// data.
func (m *Model) Predict(ctx context.Context, x *mat.Dense, options ...PredictOption) (distributions.Posterior, error) {
	q, err := m.predict(ctx, x, options)
	if err != nil {
		return distributions.Posterior{}, fmt.Errorf("training: %w", err)
	}
	return q, nil
}

// predict is of targets of one number, or that several columns tell of, as those of a distributions.Censored do.
func (m *Model) predict(ctx context.Context, x *mat.Dense, options []PredictOption) (q distributions.Posterior, err error) {
	k := m.numbers(1)
	r, done, err := m.request(ctx, x, options, k)
	if err != nil {
		return q, err
	}
	defer done()
	if k > 1 {
		p, err := r.part(0, nil)
		if err != nil {
			return q, err
		}
		if !p.oneOfMany {
			return q, fmt.Errorf("a target has %d numbers: ask for PredictJoint, their distribution together, or for Marginals, a posterior for each; where columns have names for PredictJointTable or MarginalsTable", k)
		}
	}
	all, err := r.posteriors(ctx, 1, nil)
	if err != nil {
		return q, err
	}
	return all[0], nil
}

// posteriors computes the parts of the network's distribution for all rows, one for each number of the target; if part is nil the
// whole.
func (r request) posteriors(ctx context.Context, parts int, part func(q distributions.Distribution, j int) distributions.Distribution) (out []distributions.Posterior, err error) {
	for j := range parts {
		p, err := r.part(j, part)
		if err != nil {
			return nil, err
		}
		q, err := p.posterior(ctx, r.in, r.n, r.d)
		if err == nil {
			q, err = q.Scaled(r.YScale.Shift[j], r.YScale.Scale[j])
		}
		if err != nil {
			return nil, err
		}
		if r.outside != "" {
			q = q.Noted(r.outside)
		}
		out = append(out, q)
	}
	return out, nil
}
