package distributiontest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// step is what a number is moved by for a central difference, and where it stays in the domain of the tags.
func step(x float64) float64 { return 1e-4 * max(math.Abs(x), 1e-3) }

// difference is the derivative by x of f at x, by Richardson's extrapolation of central differences: an error of h^4, and of
// rounding over h.
func difference(x float64, f func(x float64) float64) float64 {
	h := step(x)
	central := func(h float64) float64 { return (f(x+h) - f(x-h)) / (2 * h) }
	return (4*central(h/2) - central(h)) / 3
}

// moved is params, and y after them, with one number changed.
func moved(all []param, k, e int, to float64) []param {
	out := slices.Clone(all)
	out[k] = param{all[k].shape, slices.Clone(all[k].data)}
	out[k].data[e] = to
	return out
}

// slopes compares the gradient of the sum of what f gives with differences of it, by every parameter and by the last of in
// unless it is a discrete target.
func (s *subject) slopes(t *testing.T, name string, last param, byLast bool, f func(d distributions.Distribution, y *G.Node) *G.Node) {
	all := append(slices.Clone(s.params), last)
	var wrt int
	got, err := s.eval(tensor.Float64, s.params, last, func(d distributions.Distribution, in G.Nodes, y *G.Node) G.Nodes {
		if wrt = len(in); byLast {
			in = append(slices.Clone(in), y)
			wrt++
		}
		grads, err := graph.Gradient(ops.Sum(f(d, y)), in...)
		if err != nil {
			t.Fatalf("the gradient of the %s: %v", name, err)
		}
		return grads
	})
	if err != nil {
		t.Fatal(err)
	}
	value := func(all []param) float64 {
		out, err := s.run("sum of the "+name, tensor.Float64, all[:len(s.params)], all[len(s.params)], func(d distributions.Distribution, _ G.Nodes, y *G.Node) G.Nodes {
			return G.Nodes{ops.Sum(f(d, y))}
		})
		if err != nil {
			t.Fatal(err)
		}
		return out[0][0]
	}
	size := max(1, math.Abs(value(all)))
	for k := range wrt {
		if k < len(s.params) && s.words[k] == "a whole number, finite and not negative" {
			continue // has no derivative
		}
		for e, x := range all[k].data {
			at := func(x float64) float64 { return value(moved(all, k, e, x)) }
			want, what := difference(x, at), "target"
			if k < len(s.params) {
				what = s.names[k]
				if s.enters(t, k, e) {
					want = s.oneSided(t, k, e, at)
				}
			} else if h := step(x); s.stuck(at(x+h)) && s.stuck(at(x-h)) {
				if math.IsNaN(got[k][e]) {
					t.Errorf("the derivative of the %s by target, number %d, is NaN", name, e)
				}
				continue
			}
			if name != "log-density" && turns(x, at) {
				continue
			}
			within(t, fmt.Sprintf("the derivative of the %s by %s, number %d,", name, what, e), got[k][e], want, 1e-6*max(1, math.Abs(want))+1e-13*size/step(x))
		}
	}
}

// stuck tells that a number of an event cannot move alone, by the log-density beside it: shares that add up to 1, the zeros of a triangle,
// and the status of an observation, of which there is no other there.
func (s *subject) stuck(beside float64) bool {
	return len(s.event) > 0 && (math.IsInf(beside, -1) || has[distributions.HasPredicted](s.d) && math.IsNaN(beside))
}

func gradients(t *testing.T, s *subject) {
	s.slopes(t, "log-density", s.targets(), s.kind == distributions.Continuous, distributions.LogProb)
	for _, a := range ofRows {
		if v, ok := s.ask(t, a, s.targets()); ok && s.scalar() && finite(v) {
			s.slopes(t, a.name, s.targets(), false, a.node)
		}
	}
}

// finite tells that all are numbers.
func finite(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

// turns tells that f jumps or bends at x, as a mode does that comes to an end of the support there: there is no derivative.
func turns(x float64, f func(x float64) float64) bool {
	h, here := step(x), f(x)
	up, down := (f(x+h)-here)/h, (here-f(x-h/2))/(h/2) // of two lengths: a jump by as much to both sides is a jump
	return !(math.Abs(up-down) <= .1*max(1, math.Abs(up), math.Abs(down)))
}

// outOfDomain puts NaN, and for a positive parameter 0 and -1, into one number of a parameter: the rows that it is of are NaN,
// the others stay.
func outOfDomain(t *testing.T, s *subject) {
	want, err := s.logProb(tensor.Float64, s.params, s.targets())
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range s.params {
		bad := []float64{math.NaN()}
		switch s.words[k] {
		case "", "finite":
		case "finite and not 0":
			bad = append(bad, 0)
		default:
			bad = append(bad, -1)
		}
		for _, v := range bad {
			s.ruined(t, moved(s.params, k, len(p.data)-1, v), math.IsNaN(v), fmt.Sprintf("with %s = %v in the last row", s.names[k], v), want)
		}
	}
}

// ruined checks each answer with the given parameters: the last row is NaN, the first as it was or NaN too, if it shares them. What does
// not depend on a parameter may stay if that is NaN, but not if it is out of its domain.
func (s *subject) ruined(t *testing.T, params []param, free bool, when string, want []float64) {
	got, err := s.logProb(tensor.Float64, params, s.targets())
	if err != nil {
		t.Fatal(err)
	}
	if last := got[len(got)-1]; !math.IsNaN(last) {
		t.Errorf("%s its log-density is %v, not NaN", when, last)
	}
	if !math.IsNaN(got[0]) {
		within(t, when+" the log-density of the first", got[0], want[0], 0)
	}
	answers := ofRows
	if s.scalar() {
		answers = slices.Concat(ofRows, ofPoints)
	}
	for _, a := range answers {
		before, ok := s.ask(t, a, s.targets())
		if !ok {
			continue
		}
		out, err := s.answer(a, params, s.targets())
		if err != nil {
			t.Fatal(err)
		}
		last, right := out[len(out)-1], before[len(before)-1]
		if !math.IsNaN(last) && !(free && last == right) {
			t.Errorf("%s its %s is %v, not NaN", when, a.name, last)
		}
	}
}
