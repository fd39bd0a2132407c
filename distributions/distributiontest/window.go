package distributiontest

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// enters tells that integers enter or leave the support where a number of a parameter is moved by a step, as of a window that ends at one: there
// everything jumps.
func (s *subject) enters(t *testing.T, k, e int) bool {
	t.Helper()
	if s.kind != distributions.Integers {
		return false
	}
	x := s.params[k].data[e]
	up, down := s.integers(t, moved(s.params, k, e, x+step(x))), s.integers(t, moved(s.params, k, e, x-step(x)))
	return !slices.Equal(up, down)
}

// oneSided is the derivative of f by a number of a parameter from the side where the support stays, and 0 where it does on neither.
func (s *subject) oneSided(t *testing.T, k, e int, f func(x float64) float64) float64 {
	t.Helper()
	x, here := s.params[k].data[e], s.integers(t, s.params)
	for _, h := range []float64{step(x), -step(x)} {
		if slices.Equal(here, s.integers(t, moved(s.params, k, e, x+h))) {
			return (4*f(x+h/2) - 3*f(x) - f(x+h)) / h // an error of h^2
		}
	}
	return 0
}

// integers are the first and the last of the support in each row, of ends that depend on parameters.
func (s *subject) integers(t *testing.T, params []param) (ends []float64) {
	t.Helper()
	support := distributions.SupportOf(s.on(s.declared()))
	if support.Lower != nil {
		ends = s.ended(t, "lower end", params, func(e distributions.Support) *G.Node { return e.Lower }, math.Ceil)
	}
	if support.Upper != nil {
		ends = append(ends, s.ended(t, "upper end", params, func(e distributions.Support) *G.Node { return e.Upper }, math.Floor)...)
	}
	return ends
}

func (s *subject) ended(t *testing.T, name string, params []param, end func(e distributions.Support) *G.Node, round func(x float64) float64) []float64 {
	t.Helper()
	v, err := s.run(name, tensor.Float64, params, s.targets(), func(d distributions.Distribution, _ G.Nodes, _ *G.Node) G.Nodes {
		return G.Nodes{end(distributions.SupportOf(d))}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range v[0] {
		v[0][i] = round(v[0][i])
	}
	return v[0]
}
