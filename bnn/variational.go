package bnn

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Variational makes the weights w of a network distributions: a posterior q(w), fitted by losses.ELBO to the exact one,
// in place of each weight (Blundell et al. 2015, arXiv:1505.05424). Its parameters lie below the path of the weight,
// "head/kernel/loc"; no layer knows of it.
//
// With nothing but a Net the last layers are distributions, as in Laplace, and the layers before them plain weights, which
// the bound fits with the rest (Harrison, Willes and Snoek 2024, arXiv:2404.11599, who marginalize such layers in closed form).
// Blundell et al. made all weights distributions, which Only: []string{"*"} does. It is not the default for the reason that the
// bound of independent normals over all weights of a network of 1,000 is best where the network ignores most of its units and
// takes what it misses for noise: on 300 rows of a sine that last layers learn in 900 steps it ends as one step, under
// NormalPrior, with FanIn or TrainScale, after 9,000 steps as after 900.
//
// In training the Estimator acts. In prediction the weights are drawn once for all rows of a draw, so that a draw is a
// function: Predict with training.Draws(100) mixes a hundred of them, and with training.PriorDraws they come from the
// prior.
type Variational struct {
	Net       training.Net
	Prior     Prior     // nil: NormalPrior{FanIn: true}
	Posterior Posterior // nil: Correlated{}
	Estimator Estimator // zero: Automatic

	// Only, if there are any, are patterns of the paths of the weights that are distributions; Except, of those that are
	// not. The others are plain weights. Without either the distributions are the weights of linear maps that feed no other
	// one, or all weights if there is no linear map. A * stands for any characters, slashes included: "*", "head/*",
	// "*/bias". Paths are relative to the place of the wrapper. A pattern that matches no weight is an error.
	Only, Except []string
}

var _ training.Net = Variational{}

// Estimator is how noise enters the rows of a training batch. All give the same expectation of the loss and of its
// gradient, with another variance, in every network.
type Estimator int

// The estimators. LocalReparametrization needs a MeanField or Correlated posterior, Flipout a MeanField; they act on weights that multiply rows,
// of dense layers and convolutions, whose kernel is a distribution. All others take the shared sample: scales, embeddings,
// and layers that use a weight several times for one row, as a dense layer does behind a Reshape of (n, 64) to (64 n, 1).
// Divergences tells which weights have which. A layer that lets the rows of a batch see each other, such as
// layers.BatchNorm, behind weights that are drawn for each row is a BuildError.
const (
	// Automatic is LocalReparametrization where it may be, and otherwise SharedSample: under LowRank and FullCovariance,
	// under a bound that needs draws of the weights, and where the network lets the rows of a batch see each other.
	Automatic Estimator = iota
	// SharedSample draws the weights once for all rows (Blundell et al. 2015): the variance of the gradient of a batch does
	// not fall with its size.
	SharedSample
	// LocalReparametrization draws what the weights make of a row, x·W ~ N(x·loc, x²·sd²), for each row anew (Kingma,
	// Salimans and Welling 2015, arXiv:1506.02557): the variance falls as 1/batch. It is for matrices of rows. The positions
	// of a convolution share their weights, so that drawn apart they would lack the correlation that those give them:
	// convolutions take the shared sample.
	LocalReparametrization
	// Flipout multiplies the shared sample's deviation from loc by random signs, one an input and one an output of each row
	// (Wen et al. 2018, arXiv:1803.04386): the variance of the gradient of loc falls as 1/batch, that of the scale as far
	// as signs do not matter to it, which is not to 0. All positions of a row in a convolution have the same signs.
	Flipout
)

// Forward is the network's, with the weights that the patterns choose replaced by their distributions.
func (v Variational) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	q, _ := v.forward(s, x)
	return q
}

func (v Variational) forward(s *layers.Scope, x *G.Node) (distributions.Distribution, *wrapper) {
	v = v.defaults(s, x)
	w := &wrapper{Variational: v, patterns: &patterns{top: s, only: v.Only, except: v.Except}, guide: v.Posterior.guide(s), rows: newRows(s, x), drawn: map[string]Estimator{}}
	q := v.Net.Forward(s.Intercept(w), x)
	if w.patterns.check("variational"); len(w.weights) == 0 && !s.Prior() {
		build.Fail("variational", nil, "Only and Except leave no weight that is a distribution, of: %s", strings.Join(w.paths, ", "))
	}
	w.penalize()
	return q, w
}

// defaults fills in what is not set, and refuses what cannot be.
func (v Variational) defaults(s *layers.Scope, x *G.Node) Variational {
	if v.Prior == nil {
		v.Prior = NormalPrior{FanIn: true}
	}
	if v.Posterior == nil {
		v.Posterior = Correlated{}
	}
	if v.valid(s, x); v.Estimator != Automatic && len(v.Only)+len(v.Except) > 0 {
		return v
	}
	found := surveyOf(v.Net, s, x)
	if len(v.Only)+len(v.Except) == 0 {
		v.Only = found.lasts
	}
	if v.Estimator == Automatic {
		if v.Estimator = SharedSample; byRow(v.Posterior) && !s.Sampled() && !found.whole {
			v.Estimator = LocalReparametrization
		}
	}
	return v
}

// byRow reports whether what the weights make of a row is normal with a variance that products give.
func byRow(p Posterior) bool {
	switch p.(type) {
	case MeanField, Correlated:
		return true
	}
	return false
}

func (v Variational) valid(s *layers.Scope, x *G.Node) {
	fail := func(hint string, args ...any) { build.Fail("variational", []tensor.Shape{x.Shape()}, hint, args...) }
	_, factorized := v.Posterior.(MeanField)
	factorized = factorized || v.Estimator == LocalReparametrization && byRow(v.Posterior)
	switch {
	case v.Net == nil:
		fail("there is no Net to wrap")
	case v.Estimator < Automatic || v.Estimator > Flipout:
		fail("there is no %v: want SharedSample, LocalReparametrization or Flipout", v.Estimator)
	case v.Estimator > SharedSample && !factorized:
		fail("%v takes independent weights, a MeanField posterior, not a %T: use SharedSample", v.Estimator, v.Posterior)
	case v.Estimator > SharedSample && s.Pathwise():
		fail("ELBO.Pathwise lets the noise of likelihood and divergence cancel, which %v draws apart: use SharedSample", v.Estimator)
	}
}

// String is the name of the constant.
func (e Estimator) String() string {
	names := [...]string{"Automatic", "SharedSample", "LocalReparametrization", "Flipout"}
	if e < 0 || int(e) >= len(names) {
		return fmt.Sprintf("Estimator(%d)", int(e))
	}
	return names[e]
}
