package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/internal/stop"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
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

// Marginals returns p(y_j | x), one posterior for each of the k numbers of a target: of a network whose distribution is an
// Independent, or has marginals in closed form as those of normal vectors, of Student's t and their mixtures are; of others
// PredictJoint estimates them.
func (m *Model) Marginals(ctx context.Context, x *mat.Dense, options ...PredictOption) ([]distributions.Posterior, error) {
	k := 0
	if m.YScale != nil {
		k = len(m.YScale.Scale)
	}
	q, err := m.marginals(ctx, x, options, k)
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

// A request is a prediction that has been checked.
type request struct {
	*Model  // that predicts
	in      *tensor.Dense
	n       int
	d       drawing
	outside string // which features are
}

// request checks what is asked for, of targets of so many numbers. Whoever has made it calls done when it has been answered.
func (m *Model) request(ctx context.Context, x *mat.Dense, options []PredictOption, numbers int) (r request, done func(), err error) {
	if err := stop.Err(ctx); err != nil {
		return r, nil, err
	}
	if err := m.own().use.predicting(); err != nil {
		return r, nil, err
	}
	defer func() {
		if err != nil {
			m.own().use.predicted()
		}
	}()
	if r.d, err = m.drawing(options); err != nil {
		return r, nil, err
	}
	if r.Model = m; r.d.prior && x != nil && !x.IsEmpty() {
		_, features := x.Dims()
		if r.Model, err = m.unfitted(features, r.d.seed); err != nil {
			return r, nil, err
		}
	}
	r.in, r.n, err = r.inputs(x, numbers)
	if err == nil {
		r.outside = r.XScale.Outside(x)
	}
	return r, m.own().use.predicted, err
}

// part is the predictor of one number of the target, or of the whole if part is nil.
func (r request) part(j int, part func(q distributions.Distribution, j int) distributions.Distribution) (*predictor, error) {
	return r.predictor(predictorKey{rows: min(predictBlock, powerOfTwo(r.n)), features: r.in.Shape()[1], part: j, marginal: part != nil, prior: r.d.prior}, part)
}

// predict is of targets of one number, or that several columns tell of, as those of a distributions.Censored do.
func (m *Model) predict(ctx context.Context, x *mat.Dense, options []PredictOption) (q distributions.Posterior, err error) {
	k := 1
	if m.YScale != nil {
		k = len(m.YScale.Scale)
	}
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

// inputs checks x and scales it.
func (m *Model) inputs(x *mat.Dense, targets int) (in *tensor.Dense, n int, err error) {
	if x == nil || x.IsEmpty() {
		return nil, 0, errors.New("there are no rows to predict")
	}
	n, features := x.Dims()
	if err := m.check(features, targets); err != nil {
		return nil, 0, err
	}
	if err := (data.Set{X: x, Y: make([]float64, n), Names: m.XScale.Names}).Check(); err != nil {
		return nil, 0, err
	}
	in = m.scaled(x, *m.XScale)
	for i := range n * features {
		if v := float64s.At(in, i); math.IsInf(v, 0) {
			return nil, 0, fmt.Errorf("feature %s of row %d is %g, which is beyond %v after scaling: correct it, or leave the row out", m.featureName(i%features), i/features, x.At(i/features, i%features), m.dtype())
		}
	}
	return in, n, nil
}

// featureName is a column's name, or its number if it has none.
func (m *Model) featureName(k int) string {
	if k < len(m.XScale.Names) {
		return fmt.Sprintf("%q", m.XScale.Names[k])
	}
	return fmt.Sprint(k)
}

// powerOfTwo is the least power of two that is at least n.
func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
