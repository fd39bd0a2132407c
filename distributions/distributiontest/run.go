// Package distributiontest holds a distribution, one of the library's or one of your own, to the laws that the rest of the
// library relies on, as testing/slogtest does with handlers of logs.
package distributiontest

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Run checks d, whose parameters are nodes with values such as those of Vec and Array, at the targets y: one event inside
// the support for each member of its batch (n), n >= 2, where the density is smooth (of a Laplace, not its centre). Each law is
// a subtest:
//
//	shapes      LogProb, and all that it has in closed form, have the shapes of hooks.go; a target of (n, 1) is refused
//	points      a grid of m points a row is m calls, and rows do not see each other
//	parts       it stands in a mixture, and Map rebuilds it, in float32 too
//	gradients   those by parameters and target are central differences, where a number of an event can move alone; so are those of
//	            mean, variance, mode and entropy by parameters (scalar events). Where integers enter or leave the support at a
//	            parameter, as at a whole Low of Truncated counts, they are differences from the side where it stays
//	domain      a parameter that is NaN, or outside the domain of its tag, makes its row NaN
//	support     outside it the density is 0
//	closed      mean, variance, mode, entropy, cdf, log-cdf and log-survival are those of the density, integrated numerically,
//	            and it integrates to 1, with the mass at 0 that Support may tell of (scalar events)
//	sample      draws follow the cdf, with the derivative of draws at fixed noise by parameters (scalar events), or mean and
//	            variance (vectors)
//
// Point masses at locations have no density and are held to the first three only.
func Run(t *testing.T, d distributions.Distribution, y ...float64) {
	t.Helper()
	s, err := newSubject(d, y)
	if err != nil {
		t.Fatal(err)
	}
	for k, law := range laws {
		kept := t.Run(law.name, func(t *testing.T) {
			if law.applies == nil || law.applies(s) {
				law.check(t, s)
			}
		})
		if k == 0 && !kept {
			return // the others count on the shapes
		}
	}
}

var laws = []struct {
	name    string
	applies func(s *subject) bool
	check   func(t *testing.T, s *subject)
}{
	{"shapes", nil, shapes},
	{"points", nil, points},
	{"parts", nil, parts},
	{"gradients", (*subject).dense, gradients},
	{"domain", (*subject).dense, outOfDomain},
	{"support", (*subject).dense, outside},
	{"closed", (*subject).normalized, closedForms},
	{"sample", (*subject).sampled, samples},
}

// Vec is a node with the value v of shape (len(v)): a parameter with one number a row.
func Vec(v ...float64) *G.Node { return Array(v, len(v)) }

// Array is a node with the value v, row after row, of the given shape.
func Array(v []float64, shape ...int) *G.Node {
	g := G.NewGraph()
	if len(shape) == 0 {
		return G.NewScalar(g, tensor.Float64, G.WithValue(v[0]), G.WithName("parameter"))
	}
	return G.NewTensor(g, tensor.Float64, len(shape), G.WithShape(shape...), G.WithName("parameter"),
		G.WithValue(tensor.New(tensor.WithShape(shape...), tensor.WithBacking(v))))
}

// within fails unless got is want to within tolerance, or both are the same infinity or NaN.
func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	same := got == want || math.IsNaN(got) && math.IsNaN(want)
	if !same && !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.17g, not %.17g (within %.2g)", what, got, want, tolerance)
	}
}

func at(what string, row int) string { return fmt.Sprintf("%s of row %d", what, row) }
