package nets

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mathext"
	G "gorgonia.org/gorgonia"
)

// Poisson predicts a count, 0, 1, 2, ..., by its rate: the logarithm of the rate, less that of the mean of the training targets, is
// linear in the features that the body makes, so that a change of one multiplies. It starts at the mean. losses.NLL fits it.
type Poisson struct {
	Body layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
}

// NegativeBinomial predicts a count whose variance is above its mean m, m + m^2/c: rates that x does not explain. Mean and
// concentration c depend on x, both on the scale of logarithms, and start at those of the training targets. losses.NLL fits it.
type NegativeBinomial struct {
	Body layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
}

var (
	_ training.Net = Poisson{}
	_ training.Net = NegativeBinomial{}
)

// Forward is a Poisson a row.
func (m Poisson) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	checkCounts(s, "poisson")
	h := features(s, m.Body, x)
	return distributions.Poisson{Rate: times(s, "rate", h, "mean", func() float64 { return meanCount(s.Targets()) })}
}

// Forward is a NegativeBinomial a row.
func (m NegativeBinomial) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	checkCounts(s, "negative binomial")
	h := features(s, m.Body, x)
	return distributions.NegativeBinomial{
		Rate:          times(s, "rate", h, "mean", func() float64 { return meanCount(s.Targets()) }),
		Concentration: times(s, "concentration", h, "concentration", func() float64 { return concentration(s.Targets()) }),
	}
}

// times is a positive number a row: a state of the target's times exp of what is linear in h, 0 to begin with.
func times(s *layers.Scope, name string, h *G.Node, state string, start func() float64) *G.Node {
	typical := s.Sub("target").State(state, found(start), 1)
	return ops.Mul(typical, row(ops.Exp(s.Call(name, linear(1, layers.Zeros), h))))
}

func checkCounts(s *layers.Scope, op string) {
	check(s, op, 1, func(y float64) bool { return y >= 0 && y == math.Trunc(y) }, "a count, a whole number from 0 on: leave Model.Y nil")
	if t := s.Targets(); t.Known() && unit.Width(t, 0, s.Dtype()) > 1e15 {
		build.Fail(op, nil, "targets up to %v are no counts, whose numbers beside each other differ", t.Max(0))
	}
}

// meanCount is that of the targets with half an event more, so that it is not 0; 1 if they are not known.
func meanCount(t *layers.Targets) float64 {
	if !t.Known() {
		return 1
	}
	return t.Mean(0) + .5/float64(t.Rows())
}

// concentration is the most likely one of the targets, from their quantiles: where the derivative of the mean log-likelihood,
//
//	mean of digamma(y + c) - digamma(c) + log c - log(c + m),
//
// which is positive below it, is 0; 1,000 times the mean if they scatter no more than a Poisson.
func concentration(t *layers.Targets) float64 {
	if !t.Known() {
		return 1
	}
	y, m := sketch(t), 0.
	for _, v := range y {
		m += v / float64(len(y))
	}
	most := 1e3 * max(m, 1)
	if m == 0 {
		return most
	}
	rising := func(c float64) bool {
		d := math.Log(c) - math.Log(c+m) - mathext.Digamma(c)
		for _, v := range y {
			d += mathext.Digamma(v+c) / float64(len(y))
		}
		return d > 0
	}
	lo, hi := math.Log(1e-3), math.Log(most)
	for range 40 {
		if mid := (lo + hi) / 2; rising(math.Exp(mid)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp(lo)
}

// sketch is the targets' quantiles at 512 levels, or fewer if there are no more rows: all that a first value needs to know of
// millions.
func sketch(t *layers.Targets) []float64 {
	y := make([]float64, min(t.Rows(), 512))
	for k := range y {
		y[k] = t.Quantile(0, (float64(k)+.5)/float64(len(y)))
	}
	return y
}
