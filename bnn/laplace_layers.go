package bnn

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// last is a dense layer as a pass met it: z = phi·kernel + bias, before its activation.
type last struct {
	path    string
	linear  layers.Linear // without its activation
	phi, z  *G.Node       // (rows, in), (rows, out)
	bias    bool
	at      int           // where its weights begin in the vector of all
	in, out int           // in counts the 1 that the bias multiplies
	inputs  *mat.Dense    // phi of all rows, with a column of 1 for the bias (n, in)
	outputs *tensor.Dense // bound to z, for a block of rows
	grad    *G.Node       // of the loss by z
	factors []*G.Node     // of each parameter of the distribution by z
}

func (l *last) size() int { return l.in * l.out }

// param is the path of a parameter.
func (l *last) param(name string) string {
	if l.path == "" {
		return name
	}
	return l.path + "/" + name
}

// recorder is the Interceptor that notes where rows meet weights.
type recorder struct{ seen []*last }

// Param leaves weights as they are.
func (r *recorder) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	return s.Param(name, init, shape...)
}

// Linear parts the activation from the product, so that there is a node between them.
func (r *recorder) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	act := l.Activation
	l.Activation = layers.None
	z := s.Linear(l, x)
	r.seen = append(r.seen, &last{path: s.Path(), linear: l, phi: x, z: z, bias: !l.NoBias, in: l.In(), out: l.Out()})
	return act.Forward(s, z)
}

// feeding are the layers that feed the distribution and no other layer.
func feeding(seen []*last, q distributions.Distribution) (lasts []*last) {
	inner := map[*G.Node]bool{} // feeds a layer
	for _, l := range seen {
		above(l.phi, inner)
	}
	outer := map[*G.Node]bool{} // feeds the distribution
	distributions.Map(q, func(n *G.Node) *G.Node {
		above(n, outer)
		return n
	})
	for _, l := range seen {
		if outer[l.z] && !inner[l.z] {
			lasts = append(lasts, l)
		}
	}
	return lasts
}

// chosen are the layers that match, or by default those that feed the distribution and no other layer.
func chosen(seen []*last, patterns []string, q distributions.Distribution) (lasts []*last, err error) {
	if patterns == nil {
		lasts = feeding(seen, q)
	}
	for _, l := range seen {
		if slices.ContainsFunc(patterns, func(p string) bool { return matches(p, l.path) }) {
			lasts = append(lasts, l)
		}
	}
	for _, p := range patterns {
		if !slices.ContainsFunc(seen, func(l *last) bool { return matches(p, l.path) }) {
			return nil, fmt.Errorf("no layer's path matches Layers' %q; the paths are %s", p, pathsOf(seen))
		}
	}
	if len(lasts) == 0 {
		return nil, errors.New("no dense layer feeds the distribution: name the Layers")
	}
	return lasts, checkLasts(lasts)
}

// checkLasts refuses layers that are not the last ones, or not dense.
func checkLasts(lasts []*last) error {
	for _, l := range lasts {
		if l.phi.Dims() != 2 || l.z.Dims() != 2 {
			return fmt.Errorf("layer %s is a convolution: the last layers must be dense; Only takes any weights", l.path)
		}
		behind := map[*G.Node]bool{}
		above(l.phi, behind)
		for _, other := range lasts {
			if behind[other.z] {
				return fmt.Errorf("layer %s feeds layer %s: Layers must name layers that do not see each other; Only takes any weights", other.path, l.path)
			}
		}
	}
	return nil
}

// above marks n and all that it is computed from.
func above(n *G.Node, seen map[*G.Node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	for _, c := range build.Children(n) {
		above(c, seen)
	}
}

// pathsOf lists the layers for an error.
func pathsOf(seen []*last) string {
	var paths []string
	for _, l := range seen {
		paths = append(paths, l.path)
	}
	return strings.Join(paths, ", ")
}
