package bnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/stop"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// Linearized is the prediction of a network that is replaced by its tangent at the mode, whose parameters t of a row's
// distribution are normal with the covariance J Σ J'.
type Linearized struct {
	distributions.Posterior

	// Outputs are t at the mode, (rows, k), and Cov its covariances, in the network's units: the location of a Normal and
	// the logarithm of its scale, the logits of a Bernoulli or a Categorical; of a mixture the logits of all components, then
	// their locations, then the logarithms of their scales.
	Outputs *mat.Dense
	Cov     []*mat.SymDense

	epistemic []float64 // of what has a closed form; nil: the Posterior knows
}

// Epistemic is the variance of the mean under the weights. That of a Categorical without draws is NaN.
func (l Linearized) Epistemic() []float64 {
	if l.epistemic == nil {
		return l.Posterior.Epistemic()
	}
	return append([]float64{}, l.epistemic...)
}

// Aleatoric is the variance without Epistemic.
func (l Linearized) Aleatoric() []float64 {
	if l.epistemic == nil {
		return l.Posterior.Aleatoric()
	}
	v := l.Variance()
	for i, e := range l.epistemic {
		v[i] -= e
	}
	return v
}

// Linearize predicts for rows of x, in the units of the target, by the network's tangent at the mode (the generalized linear
// model of Immer et al. 2021, arXiv:2008.08400). F is the curvature of that tangent, so where draws of the weights leave the
// region in which F is one, as they do far from the data or in wide directions of many weights, this is what the approximation
// means. Of a linear map it is the exact prediction.
//
// With draws it is the mixture over so many draws of the tangent's parameters, which are the same weights in every row, by
// seed 0. Without, it is a closed form:
//
//	Normal       N(loc, scale² + Var loc)             at the scale of the mode
//	Bernoulli    logit / sqrt(1 + pi/8 Var logit)      (MacKay 1992, the probit approximation; probabilities within .02)
//	Categorical  the same for each logit, which leaves their correlations out
//
// and other distributions need draws. The scale of a Normal, and what else is positive, is linear in its logarithm.
func (f LaplaceFit) Linearize(ctx context.Context, x *mat.Dense, draws int) (Linearized, error) {
	l, err := f.linearize(ctx, x, draws)
	if err != nil {
		return Linearized{}, fmt.Errorf("bnn: laplace: %w", err)
	}
	return l, nil
}

func (f LaplaceFit) linearize(ctx context.Context, x *mat.Dense, draws int) (l Linearized, err error) {
	defer build.Recover(&err)
	switch {
	case ctx == nil:
		return l, stop.Err(ctx)
	case f.around == nil:
		return l, errors.New("the LaplaceFit is empty: it comes from Laplace.Fit")
	case x == nil || x.IsEmpty():
		return l, errors.New("there are no rows to predict")
	case draws < 0:
		return l, fmt.Errorf("%d draws: want a positive number, or 0 for the closed form", draws)
	}
	t, err := f.around.tangent(x)
	if err != nil {
		return l, err
	}
	if draws == 0 && !t.closed() {
		return l, fmt.Errorf("the prediction of a %T has no closed form: ask for draws", t.q)
	}
	deviations := make([][]float64, draws)
	for k := range deviations {
		deviations[k] = f.around.deviation(0, k)
	}
	n, _ := x.Dims()
	l = Linearized{Outputs: mat.NewDense(n, len(t.outputs), nil)}
	if t.shift = make([]*mat.Dense, draws); draws > 0 {
		for k := range t.shift {
			t.shift[k] = mat.NewDense(n, len(t.outputs), nil)
		}
	}
	for i := range n {
		if err := stop.Err(ctx); err != nil {
			return l, err
		}
		jac, err := t.at(i, l.Outputs.RawRowView(i))
		if err != nil {
			return l, err
		}
		l.Cov = append(l.Cov, f.around.cov.of(jac))
		for k, w := range deviations {
			mat.NewVecDense(len(t.outputs), t.shift[k].RawRowView(i)).MulVec(jac, mat.NewVecDense(len(w), w))
		}
	}
	return t.predict(l, n)
}

// predict makes the posterior of outputs and covariances, or of draws.
func (t *tangent) predict(l Linearized, n int) (Linearized, error) {
	formulas, err := distributions.NewFormulas(t.q)
	if err != nil {
		return l, err
	}
	var q distributions.Posterior
	if draws := len(t.shift); draws > 0 {
		all := make([]func(*G.Node) G.Value, draws)
		for k, shift := range t.shift {
			var moved mat.Dense
			moved.Add(l.Outputs, shift)
			all[k] = t.values(&moved)
		}
		if draws == 1 {
			q, err = formulas.Posterior(all[0])
		} else {
			q, err = formulas.Mixture(all)
		}
	} else {
		var wide mat.Dense
		wide.CloneFrom(l.Outputs)
		l.epistemic = make([]float64, n)
		for i := range n {
			l.epistemic[i] = t.widen(wide.RawRowView(i), l.Cov[i])
		}
		q, err = formulas.Posterior(t.values(&wide))
	}
	if err != nil {
		return l, err
	}
	shift, scale := t.model.YScale.Shift[0], t.model.YScale.Scale[0]
	for i := range l.epistemic {
		l.epistemic[i] *= scale * scale
	}
	l.Posterior, err = q.Scaled(shift, scale)
	return l, err
}
