package training

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// Marginals returns p(y_j | x), one posterior for each of the k numbers of a target: of a network whose distribution is an
// Independent, or has marginals in closed form as those of normal vectors, of Student's t and their mixtures are; of others
// PredictJoint estimates them.
func (m *Model) Marginals(ctx context.Context, x *mat.Dense, options ...PredictOption) ([]distributions.Posterior, error) {
	q, err := m.marginals(ctx, x, options, m.numbers(0))
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return q, nil
}

// marginals takes the columns of an Independent's parameters, a pass for each number; of others it asks the Joint, in which what
// a marginal has to compute is float64, unless that is too large to keep.
func (m *Model) marginals(ctx context.Context, x *mat.Dense, options []PredictOption, k int) (out []distributions.Posterior, err error) {
	r, done, err := m.request(ctx, x, options, k)
	if err != nil {
		return nil, err
	}
	defer done()
	p, err := r.part(0, nil)
	if err != nil {
		return nil, err
	}
	if _, known := p.q.(distributions.HasMarginal); !known || isIndependent(p.q) || !p.fits(r.n, r.d) {
		return r.posteriors(ctx, k, marginal)
	}
	q, err := r.joint(ctx, p)
	if err != nil {
		return nil, err
	}
	for j := range k {
		one, err := q.Marginal(j)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func isIndependent(q distributions.Distribution) bool {
	_, ok := q.(distributions.Independent)
	return ok
}

// marginal is number j of a distribution of vectors.
func marginal(q distributions.Distribution, j int) distributions.Distribution {
	switch event := q.EventShape(); {
	case len(event) == 0:
		build.Fail("marginals", []tensor.Shape{event}, "%T is of one number: use Predict", q)
	case len(event) > 1:
		build.Fail("marginals", []tensor.Shape{event}, "%T is not of vectors: have the network return one", q)
	}
	if _, ok := q.(distributions.HasMarginal); !ok {
		build.Fail("marginals", []tensor.Shape{q.EventShape()}, "%T has no marginals in closed form: use PredictJoint, whose Marginal(j) estimates them by draws", q)
	}
	return distributions.Marginal(q, j)
}
