package nets

import (
	"math"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// Ordinal predicts classes 0, 1, ..., Classes-1 that are steps of one scale, such as stars: x moves a location along the scale, which
// the same cutpoints divide for all rows (McCullagh 1980), P(y <= c) = sigmoid(cutpoint_c - location). So it has as many weights for
// many classes as for two, where Categorical has a set for each. It starts at the shares of the training rows. losses.NLL
// fits it.
type Ordinal struct {
	Body    layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Classes int          // at least 2
}

var _ training.Net = Ordinal{}

// Forward is an OrderedLogistic a row. The location has no bias, which would move all cutpoints.
func (m Ordinal) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	k := m.Classes
	checkClasses(s, "ordinal", k)
	head := layers.Dense{Units: 1, Kernel: layers.Zeros, NoBias: true}
	return distributions.OrderedLogistic{
		Loc:       row(s.Call("loc", head, features(s, m.Body, x))),
		Cutpoints: cutpoints(s.Sub("cutpoints"), k),
	}
}

// cutpoints is (k-1) ascending numbers, at first the log-odds of the shares up to each class.
func cutpoints(s *layers.Scope, k int) *G.Node {
	at := func() []float64 {
		logits, up := make([]float64, k-1), 0.
		p := shares(s.Targets(), k)
		for c := range logits {
			up += p[c]
			logits[c] = math.Log(up) - math.Log1p(-up)
		}
		return logits
	}
	middle := s.Param("middle", start(func() []float64 { return at()[(k-1)/2 : (k-1)/2+1] }), 1)
	if k == 2 {
		return middle
	}
	steps := s.Param("steps", start(func() []float64 {
		x := at()
		for c := range k - 2 {
			x[c] = math.Log(math.Expm1(max(x[c+1]-x[c], 1e-4))) // softplus gives the step
		}
		return x[:k-2]
	}), k-2)
	return ops.Reshape(ascending(ops.Reshape(middle, 1, 1), ops.Reshape(ops.Softplus(steps), 1, k-2), (k-1)/2), k-1)
}
