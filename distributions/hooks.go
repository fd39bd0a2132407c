package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What a Distribution can do beyond its density it says by methods, found by the interfaces below; the package's functions
// of the same names (LogProb, Mean, CDF, Sample, ...) check the shapes and call them, or name what is missing. A type from
// outside this package has all rights that ours have: it stands in a mixture, in a loss, in a prediction.
//
// What its parameters are it says by tags of its exported fields:
//
//	Scale  *G.Node `param:"positive"`        // a prediction refuses values that are not, by row
//	Logits *G.Node `param:"axes=1"`          // the last axis is the parameter's own: (n..., k) for a batch of (n...)
//	Tril   *G.Node `param:"axes=2,finite"`
//
// Domains are positive, nonnegative, nonzero, finite, count (a whole number that is not negative) and tril (a triangular matrix, positive
// on its diagonal).
//
// A field without a tag holds one number for each member of the batch. Of a field that holds a Distribution, axes says how many
// axes its batch has beyond that of the outer one.
//
// Law: methods that take y, or noise, are asked where it has exactly the shape batch+event, never with points on a grid:
// that is made of repeated parameters.
type (
	// HasMean has E y, of shape batch+event.
	HasMean interface{ Mean() *G.Node }
	// HasVariance has Var y, element by element, of shape batch+event.
	HasVariance interface{ Variance() *G.Node }
	// HasMode has the densest point in the sense of Posterior.Mode, of shape batch+event; the function Mode tells of those that are found numerically.
	HasMode interface{ Mode() *G.Node }
	// HasEntropy has -E log p(y), of the batch's shape.
	HasEntropy interface{ Entropy() *G.Node }
	// HasCDF has P(Y <= y), for scalar events.
	HasCDF interface{ CDF(y *G.Node) *G.Node }
	// HasLogCDF has log P(Y <= y), which is finite where the probability underflows.
	HasLogCDF interface{ LogCDF(y *G.Node) *G.Node }
	// HasLogSurvival has log P(Y > y).
	HasLogSurvival interface{ LogSurvival(y *G.Node) *G.Node }
	// HasSample has a draw as a differentiable function of the parameters and of standard normal noise.
	HasSample interface {
		Sample(noise *G.Node) *G.Node
	}
	// HasNoiseShape wants noise of a shape of its own for one draw of batch+event; without it that is the shape.
	HasNoiseShape interface{ NoiseShape() tensor.Shape }
	// HasSupport says where its mass is; without it that is the whole line, with a density.
	HasSupport interface{ Support() Support }
	// HasBump says where a distribution without mean or variance has its bulk, and about how wide that is: nodes of the
	// batch's shape, from which the numerics start.
	HasBump interface{ Bump() (at, width *G.Node) }
	// HasBreaks has points where its density, or a low derivative of it, jumps, besides the ends of the support: a node of the
	// batch's shape, or with axes after it for many; nil if there are none.
	HasBreaks interface{ Breaks() *G.Node }
	// HasPredicted is an observation model rather than the quantity's own law, as that of a censored target is: a
	// prediction is about what it gives.
	HasPredicted interface{ Predicted() Distribution }
)

// Kind is the kind of a support.
type Kind int

const (
	Continuous Kind = iota // a density on an interval
	Integers               // masses on the integers of an interval
	Points                 // a mass at a location of each member of the batch
)

// Support is the smallest closed interval known to hold a distribution, and what is on it.
type Support struct {
	Kind         Kind
	Lo, Hi       float64 // ends, where the nodes are nil
	Lower, Upper *G.Node // ends that depend on the parameters, of the batch's shape or broadcasting to it
	At           *G.Node // location of Points, of the batch's shape; ends are not looked at
	// AtZero is a point mass at 0 amid a density: LogProb is the log-mass there and the log-density elsewhere. 0 lies between the
	// ends, and is a break of the density that need not be told.
	AtZero bool
}

// Reals is a density on the whole line, what a distribution without a Support has.
func Reals() Support { return Support{Lo: math.Inf(-1), Hi: math.Inf(1)} }

// ContinuousOn is a density on [lo, hi], whose ends may be infinite.
func ContinuousOn(lo, hi float64) Support { return Support{Lo: lo, Hi: hi} }

// IntegersIn is masses on the integers of [lo, hi], whose ends may be infinite: IntegersIn(0, 1) of a Bernoulli.
func IntegersIn(lo, hi float64) Support { return Support{Kind: Integers, Lo: lo, Hi: hi} }

// SupportOf is d's support: the whole line, with a density, unless it says otherwise.
func SupportOf(d Distribution) Support {
	if s, ok := d.(HasSupport); ok {
		return s.Support()
	}
	return Reals()
}

// LogProb is d.LogProb(y) for y of shape batch+event, or with one more axis between the two for m points a row. It panics
// with a graph.BuildError for any other shape.
func LogProb(d Distribution, y *G.Node) *G.Node {
	given("log-prob", d)
	return onPoints(nameOf(d)+" log-prob", d, y, logDensity)
}

// Mean is E y of shape batch+event. It panics with a graph.BuildError that names the component which has none in
// closed form; so do all functions below.
func Mean(d Distribution) *G.Node { return must[HasMean]("mean", d).Mean() }

// Variance is Var y, element by element, of shape batch+event.
func Variance(d Distribution) *G.Node { return must[HasVariance]("variance", d).Variance() }

// Mode is the densest point, of shape batch+event.
//
// Of mixtures, a Truncated, a PiecewiseLinear, a Hurdle of a mixture of counts, and a Transformed by a map that is not linear it is found as
// Posterior.Mode finds it, in float64 whenever the node is computed, and takes as long: some 10 to 300 microseconds a row. It is a differentiable
// function of the parameters: by implicit differentiation where the top is smooth, else with the end, the jump or the kink that it rests on.
// Where the best of two tops changes it jumps, and so does the derivative. A density from elsewhere tells of kinks by HasBreaks; on one that
// it does not tell of the mode has derivative 0. Second derivatives by such a mode are not right.
func Mode(d Distribution) *G.Node { return must[HasMode]("mode", d).Mode() }

// Entropy is -E log p(y) in nats, of the batch's shape.
func Entropy(d Distribution) *G.Node { return must[HasEntropy]("entropy", d).Entropy() }

// CDF is P(Y <= y) for scalar events; y has the shapes that LogProb takes.
func CDF(d Distribution, y *G.Node) *G.Node {
	must[HasCDF]("cdf", d)
	return onPoints(nameOf(d)+" cdf", d, y, cdf)
}

// LogCDF is log P(Y <= y), accurate where the probability is next to 0 or underflows.
func LogCDF(d Distribution, y *G.Node) *G.Node {
	must[HasLogCDF]("log-cdf", d)
	return onPoints(nameOf(d)+" log-cdf", d, y, logCDF)
}

// LogSurvival is log P(Y > y), accurate where the probability is next to 0 or underflows.
func LogSurvival(d Distribution, y *G.Node) *G.Node {
	must[HasLogSurvival]("log-survival", d)
	return onPoints(nameOf(d)+" log-survival", d, y, logSurvival)
}

// Sample is a draw as a differentiable function of the parameters and of noise, standard normal of the shape NoiseShape
// (Kingma and Welling 2014, arXiv:1312.6114; Figurnov, Mohamed and Mnih 2018, arXiv:1805.08498), or with one more axis
// after the batch's for m draws a row.
func Sample(d Distribution, noise *G.Node) *G.Node {
	s := must[HasSample]("sample", d)
	if _, own := d.(HasNoiseShape); own {
		return s.Sample(noise)
	}
	return onPoints(nameOf(d)+" sample", d, noise, sample)
}

// NoiseShape is the shape of the noise of one draw for each member of the batch: batch+event, unless d has another.
func NoiseShape(d Distribution) tensor.Shape {
	if s, ok := d.(HasNoiseShape); ok {
		return s.NoiseShape()
	}
	given("noise shape", d)
	return join(d.BatchShape(), d.EventShape())
}

// Predicted is what a prediction of d is about: d itself, unless it, or what it is made of, is an observation model.
func Predicted(d Distribution) Distribution {
	for p, ok := d.(HasPredicted); ok; p, ok = d.(HasPredicted) {
		d = p.Predicted()
	}
	switch m := d.(type) {
	case Independent:
		m.Base = Predicted(m.Base)
		return m
	case MixtureSameFamily:
		m.Components = Predicted(m.Components)
		return m
	case Mixture:
		m.Components = slices.Clone(m.Components)
		for k, c := range m.Components {
			m.Components[k] = Predicted(c)
		}
		return m
	}
	return d
}

// given refuses a distribution that is nil.
func given(what string, d Distribution) {
	if d == nil {
		build.Fail(what, nil, "the distribution is nil: the network's Forward must return one")
	}
}

// must returns d as an H, or fails: d has no such quantity.
func must[H any](what string, d Distribution) H {
	given(what, d)
	if _, ok := d.(H); !ok {
		build.Fail(what, shapesOf(d), "%T has no %s in closed form; distributions.Posterior computes it numerically", d, what)
	}
	d.BatchShape() // fails if a parameter is missing
	return guarded(d).(H)
}
