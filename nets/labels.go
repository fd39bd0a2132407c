package nets

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Bernoulli predicts the probability of 1 for a target of 0 and 1. It starts at the share of ones among the training rows.
// losses.NLL fits it; losses.BinaryCrossEntropy takes labels between 0 and 1 too, losses.Focal favours the rare.
type Bernoulli struct {
	Body layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
}

// Categorical predicts the probabilities of classes 0, 1, ..., Classes-1. It starts at their shares among the training rows.
// losses.NLL fits it, losses.CategoricalCrossEntropy with smoothing, losses.Focal.
type Categorical struct {
	Body    layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Classes int          // at least 2
}

var (
	_ training.Net = Bernoulli{}
	_ training.Net = Categorical{}
)

// Forward is a Bernoulli a row.
func (m Bernoulli) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	check(s, "bernoulli", 1, func(y float64) bool { return y >= 0 && y <= 1 }, "0 or 1: leave Model.Y nil")
	first := found(func() float64 {
		p := shares(s.Targets(), 2)
		return math.Log(p[1] / p[0])
	})
	return distributions.Bernoulli{Logits: row(s.Call("logits", linear(1, first), features(s, m.Body, x)))}
}

// Forward is a Categorical a row.
func (m Categorical) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	k := m.Classes
	checkClasses(s, "categorical", k)
	first := start(func() []float64 {
		return logShares(s.Targets(), k)
	})
	return distributions.Categorical{Logits: s.Call("logits", linear(k, first), features(s, m.Body, x))}
}

// checkClasses refuses targets that are no classes.
func checkClasses(s *layers.Scope, op string, k int) {
	if t := s.Targets(); k < 2 && t.Known() && t.Columns() == 1 {
		build.Fail(op, nil, "Classes is %d: the targets go up to %v, which makes them %v classes", k, t.Max(0), math.Floor(t.Max(0))+1)
	}
	if k < 2 {
		build.Fail(op, nil, "Classes is %d: want how many classes there are, at least 2", k)
	}
	build.Elements(op, tensor.Shape{k})
	is := func(y float64) bool { return y >= 0 && y < float64(k) && y == math.Trunc(y) }
	check(s, op, 1, is, "a class, a whole number from 0 to below Classes: leave Model.Y nil")
}

// shares is the shares of classes among the training rows, half a row more in each, so that none is 0; equal shares if no row is
// known. Of two classes a label between 0 and 1 counts as a part of a row.
func shares(t *layers.Targets, k int) []float64 {
	p := make([]float64, k)
	n := 0.
	if t.Known() {
		n = float64(t.Rows())
	}
	for c := range p {
		p[c] = .5
		if n > 0 {
			p[c] += n * t.Average(func(row []float64) float64 { return max(1-math.Abs(row[0]-float64(c)), 0) })
		}
		p[c] /= n + float64(k)/2
	}
	return p
}

// logShares is the logarithms of shares.
func logShares(t *layers.Targets, k int) []float64 {
	logits := shares(t, k)
	for c, p := range logits {
		logits[c] = math.Log(p)
	}
	return logits
}
