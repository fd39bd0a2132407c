package flows

import (
	"math/rand/v2"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// MADE is a masked autoencoder for distribution estimation (Germain, Gregor, Murray and Larochelle 2015, arXiv:1502.03509): the chain rule
//
//	p(y | x) = prod_d p(y_d | y_<d, x)
//
// over any family of numbers, of classes and counts as well as of mixtures, with the parameters of all factors made by one masked
// network in one pass. A draw takes as many as there are places in the order, each of which costs the layers after the first. It starts
// at the product of the marginals, and losses.NLL fits it. It has no maps, so unlike a flow's its numbers need no density.
//
// Model.PredictJoint gives exact densities and draws, and Marginal and Condition of numbers of the lowest place; the others' marginals, means and
// covariances are estimates by draws, which Warnings says. Counts are drawn row by row by their quantiles, with a program for each
// number; bits, classes, normals, Student's t and mixtures together, by formulas.
type MADE struct {
	Dim        int               // how many numbers a target has, at least 2
	Of         Conditional       // the distribution of each number given those before it: nets.Mixture{}, nets.Bernoulli{}, nets.Categorical{Classes: 10}, ...
	Hidden     []int             // widths of the hidden layers; nil: 64 and 64, []int{}: none
	Activation layers.Activation // zero: ReLU

	Order   []int   // as Autoregressive's
	Reverse bool    // as Autoregressive's
	Degrees [][]int // as Autoregressive's

	Body          layers.Layer // makes the context (n, c) of x; nil: x itself
	Unconditional bool         // x is left out, but for its number of rows: p(y)
}

// A Conditional is the distribution that a MADE gives each number, given those before it: a struct with exported fields, like a layer. The heads of package nets
// that predict one number are such.
//
// Laws: the batch of Distribution is that of raw without its last axis; elements do not see each other.
type Conditional interface {
	// Parameters is how many raw numbers, of the whole line, a distribution takes.
	Parameters() int
	// Start is those that fit the targets of one number, or of any if these are not known (t.Known()).
	Start(t *layers.Targets) []float64
	// Distribution is that of raw numbers (..., Parameters()), for a number whose training targets have such means and standard deviations,
	// of shapes that repeat to (...): locations and scales count from there.
	Distribution(raw, mean, sd *G.Node) distributions.Distribution
}

var _ training.Net = MADE{}

// Forward is a distribution of vectors a row.
func (m MADE) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	build.Given("made", x)
	d := dimOf(s, m.Dim)
	switch {
	case d < 2:
		build.Fail("made", nil, "Dim is %d: want how many numbers a target has, at least 2; of one the head alone is the network, such as nets.Mixture{}", m.Dim)
	case missing(m.Of):
		build.Fail("made", nil, "Of is nil: give the family of each number, such as nets.Mixture{}, nets.Bernoulli{} or nets.Categorical{Classes: 10}")
	}
	context, p := Flow{Body: m.Body, Unconditional: m.Unconditional}.context(s, x), m.Of.Parameters()
	if p < 1 || p > maxDim/d*64 {
		build.Fail("made", nil, "%T has %d parameters for each of %d numbers: want at least 1, and at most %d", m.Of, p, d, maxDim/d*64)
	}
	net, a := perceptron{m.Hidden, m.Activation}, Autoregressive{Order: m.Order, Reverse: m.Reverse, Degrees: m.Degrees}
	order := a.order(d)
	q := autoregression{of: m.Of, order: order, noise: noiseOf(m.Of, p)}
	q.Net = net.declareFrom(s, context, d, d*p, m.start(s, d, p))
	q.Net.masks = masks(order, a.degrees(order, net.widths(), context != nil), contextOf(context), p)
	units := standard(s, x.Shape()[0], d, nil).(distributions.Affine)
	q.Mean, q.SD = units.Shift, units.Scale
	return q
}

// start is the first raw numbers, number after number of the target.
func (m MADE) start(s *layers.Scope, dim, params int) layers.Initializer {
	t := s.Targets()
	return layers.InitializerFunc(func(*rand.Rand, ...int) []float64 {
		var all []float64
		for j := range dim {
			raw := m.Of.Start(column(t, j))
			if len(raw) != params {
				build.Fail("made", nil, "%T has %d parameters, and %d first values", m.Of, params, len(raw))
			}
			all = append(all, raw...)
		}
		return all
	})
}

// column is the targets of one number, nil if they are not known.
func column(t *layers.Targets, j int) *layers.Targets {
	if !t.Known() {
		return nil
	}
	return layers.NewTargets(1, func() (y, weights []float64) {
		for row, w := range t.All() {
			y, weights = append(y, row[j]), append(weights, w)
		}
		return y, weights
	})
}
