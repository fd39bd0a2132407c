package training

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/stop"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Predict returns p(y | x) for each row of x, in the units of the target. Values are float64 from the network's output
// on. Rows are computed in blocks on all cores. A network whose weights are distributions, or that drops units in
// prediction, is asked with Draws or PriorDraws, and gives the mixture over the draws; a model with a Sampler mixes all
// its draws unless Draws asks for fewer. For targets of k numbers see Marginals. A matrix has no names: its columns stand in
// the order of XScale.Names; PredictTable finds them.
//
// Large predictions (100 draws of 61,000 rows of 48 parameters are 1.2 GB) are not kept: what is asked of the posterior
// is computed block by block, from a copy of the weights as they are now, until ctx ends: rows that were not computed by then
// are NaN, and Warnings says so.
//
// Warnings also names the features that lie far outside the range of the training rows, where a network's answer rests on no
// data.
func (m *Model) Predict(ctx context.Context, x *mat.Dense, options ...PredictOption) (distributions.Posterior, error) {
	if m.YScale != nil && len(m.YScale.Scale) > 1 {
		return distributions.Posterior{}, fmt.Errorf("training: a target has %d numbers: ask for Marginals, or for MarginalsTable where its columns have names", len(m.YScale.Scale))
	}
	q, err := m.predict(ctx, x, options, 1, nil)
	if err != nil {
		return distributions.Posterior{}, fmt.Errorf("training: %w", err)
	}
	return q[0], nil
}

// Marginals returns p(y_j | x), one posterior for each of the k numbers of a target, of a network whose distribution is
// an Independent.
func (m *Model) Marginals(ctx context.Context, x *mat.Dense, options ...PredictOption) ([]distributions.Posterior, error) {
	k := 0
	if m.YScale != nil {
		k = len(m.YScale.Scale)
	}
	q, err := m.predict(ctx, x, options, k, marginal)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return q, nil
}

// marginal is number j of an Independent: column j of each of its parameters (n, k, ...), or of those (k, ...) and
// (1, k, ...) that rows share.
func marginal(q distributions.Distribution, j int) distributions.Distribution {
	d, ok := q.(distributions.Independent)
	if !ok || len(d.EventShape()) != 1 {
		build.Fail("marginals", []tensor.Shape{q.EventShape()}, "%T is not a distributions.Independent over vectors: use Predict", q)
	}
	k := d.EventShape()[0]
	axis := len(d.BatchShape())
	return distributions.Map(d.Base, func(n *G.Node) *G.Node {
		s := n.Shape()
		if len(s) <= axis || s[axis] != k {
			build.Fail("marginals", []tensor.Shape{s}, "a parameter must have the %d numbers of the target along axis %d", k, axis)
		}
		return ops.Reshape(ops.Slice(n, axis, j, j+1), append(s[:axis:axis], s[axis+1:]...)...)
	})
}

// predict computes the parts of the network's distribution for all rows of x, one for each number of the target; if part is nil
// the whole.
func (m *Model) predict(ctx context.Context, x *mat.Dense, options []PredictOption, parts int, part func(q distributions.Distribution, j int) distributions.Distribution) ([]distributions.Posterior, error) {
	if err := stop.Err(ctx); err != nil {
		return nil, err
	}
	if err := m.own().use.predicting(); err != nil {
		return nil, err
	}
	defer m.own().use.predicted()
	d, err := m.drawing(options)
	if err != nil {
		return nil, err
	}
	if d.prior && x != nil && !x.IsEmpty() {
		_, features := x.Dims()
		if m, err = m.unfitted(features, d.seed); err != nil {
			return nil, err
		}
	}
	in, n, err := m.inputs(x, parts)
	if err != nil {
		return nil, err
	}
	var out []distributions.Posterior
	outside := m.XScale.Outside(x)
	for j := range parts {
		p, err := m.predictor(predictorKey{rows: min(predictBlock, powerOfTwo(n)), features: in.Shape()[1], part: j, marginal: part != nil, prior: d.prior}, part)
		if err != nil {
			return nil, err
		}
		q, err := p.posterior(ctx, in, n, d)
		if err == nil {
			q, err = q.Scaled(m.YScale.Shift[j], m.YScale.Scale[j])
		}
		if err != nil {
			return nil, err
		}
		if outside != "" {
			q = q.Noted(outside)
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
		if v := element(in, i); math.IsInf(v, 0) {
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
