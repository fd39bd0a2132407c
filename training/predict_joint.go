package training

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"gonum.org/v1/gonum/mat"
)

// PredictJoint returns p(y | x) for each row of x and all k numbers of a target together, in their units: with marginals,
// conditionals, covariances and the rest of distributions.Joint. A network of one number gives vectors of one. Options and draws are
// those of Predict; a Joint keeps its parameters, half a GiB of them at most.
func (m *Model) PredictJoint(ctx context.Context, x *mat.Dense, options ...PredictOption) (distributions.Joint, error) {
	q, err := m.predictJoint(ctx, x, options)
	if err != nil {
		return distributions.Joint{}, fmt.Errorf("training: %w", err)
	}
	return q, nil
}

func (m *Model) predictJoint(ctx context.Context, x *mat.Dense, options []PredictOption) (q distributions.Joint, err error) {
	k := m.numbers(1)
	r, done, err := m.request(ctx, x, options, k)
	if err != nil {
		return q, err
	}
	defer done()
	p, err := r.part(0, nil)
	if err != nil {
		return q, err
	}
	if p.oneOfMany {
		return q, fmt.Errorf("%d columns of a target tell of one number: use Predict", k)
	}
	return r.joint(ctx, p)
}

// joint is what p predicts, in the units of the target.
func (r request) joint(ctx context.Context, p *predictor) (distributions.Joint, error) {
	q, err := p.joint(ctx, r.in, r.n, r.d)
	if err != nil {
		return q, err
	}
	if r.outside != "" {
		q = q.Noted(r.outside)
	}
	return q.Scaled(r.YScale.Shift, r.YScale.Scale)
}
