package bnn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/layers"
)

// subset is the weights that a Laplace approximation is of, in one vector: whole parameters in the order in which the pass
// declares them, or some of their elements.
type subset struct {
	slots []slot
	wide  int      // elements of all slots
	pick  []int    // those of the subset; nil: all
	group []int    // by element of the subset: the layer whose prior it has
	names []string // of the groups
	sizes []int    // of the groups
}

// choose takes the parameters for which yes holds. Those of one scope, such as kernel and bias, have a prior in common.
func choose(p *layers.Params, paths []string, yes func(path string) bool) (s subset) {
	for _, path := range paths {
		if !yes(path) {
			continue
		}
		n := p.Get(path).Size()
		k := s.groupOf(scopeOf(path))
		s.slots = append(s.slots, slot{path, s.wide, s.wide + n})
		s.wide += n
		s.group = append(s.group, slices.Repeat([]int{k}, n)...)
		s.sizes[k] += n
	}
	return s
}

// groupOf finds or makes the group of a scope.
func (s *subset) groupOf(scope string) int {
	k := slices.Index(s.names, scope)
	if k < 0 {
		k = len(s.names)
		s.names, s.sizes = append(s.names, scope), append(s.sizes, 0)
	}
	return k
}

// scopeOf is the path of the scope that declared a parameter.
func scopeOf(path string) string { return path[:max(strings.LastIndexByte(path, '/'), 0)] }

// ofLayers chooses kernels and biases of layers.
func ofLayers(p *layers.Params, paths []string, lasts []*last) subset {
	return choose(p, paths, func(path string) bool {
		return slices.ContainsFunc(lasts, func(l *last) bool { return path == l.param("kernel") || path == l.param("bias") })
	})
}

// byPattern chooses parameters by patterns of their paths.
func byPattern(p *layers.Params, paths, only, except []string) (subset, error) {
	for _, pattern := range slices.Concat(only, except) {
		if !slices.ContainsFunc(paths, func(path string) bool { return matches(pattern, path) }) {
			return subset{}, fmt.Errorf("the pattern %q matches none of the weights: %s", pattern, strings.Join(paths, ", "))
		}
	}
	s := choose(p, paths, func(path string) bool {
		any := func(patterns []string) bool {
			return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, path) })
		}
		return (len(only) == 0 || any(only)) && !any(except)
	})
	if s.wide == 0 {
		return s, fmt.Errorf("the patterns Only and Except leave none of the weights: %s", strings.Join(paths, ", "))
	}
	return s, nil
}

// largest keeps the n elements of the largest values, of equal ones the first.
func (s subset) largest(n int, values []float64) subset {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	out := subset{slots: s.slots, wide: s.wide, pick: slices.Sorted(slices.Values(order[:n]))}
	for _, i := range out.pick {
		k := out.groupOf(s.names[s.group[i]])
		out.group = append(out.group, k)
		out.sizes[k]++
	}
	return out
}

// dim is the number of weights.
func (s *subset) dim() int { return len(s.group) }

// gather takes the subset out of a vector of all slots; it may return the vector itself.
func (s *subset) gather(wide []float64) []float64 {
	if s.pick == nil {
		return wide
	}
	out := make([]float64, len(s.pick))
	for k, i := range s.pick {
		out[k] = wide[i]
	}
	return out
}

// weights is the subset's part of p.
func (s *subset) weights(p *layers.Params) []float64 { return s.gather(vector(p, s.slots)) }

// set overwrites the subset's part of p.
func (s *subset) set(p *layers.Params, w []float64) {
	if s.pick == nil {
		setVector(p, s.slots, w)
		return
	}
	wide := vector(p, s.slots)
	for k, i := range s.pick {
		wide[i] = w[k]
	}
	setVector(p, s.slots, wide)
}
