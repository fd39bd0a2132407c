package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// edgesOf is where rows begin and end and their densities jump, as far as that depends on parameters: nodes whose first axis is the
// rows. Those of a mixture are its components'.
func edgesOf(d Distribution) (out G.Nodes) {
	switch d := d.(type) {
	case MixtureSameFamily:
		return edgesOf(d.Components)
	case Mixture:
		for _, c := range d.Components {
			out = append(append(out, edgesOf(c)...), numberEnds(c, d, d.Mixing.Logits)...)
		}
		return out
	case Truncated:
		out = d.edgesWithin()
	case Hurdle:
		if !d.discrete() {
			out = append(edgesOf(d.Base), numberEnds(d.Base, d, d.Logits)...)
		}
	}
	s := SupportOf(d)
	if s.Kind == Points {
		return nil
	}
	for _, end := range []*G.Node{s.Lower, s.Upper} {
		if end != nil {
			out = append(out, onShape(end, d.BatchShape()))
		}
	}
	if at := breaksOf(d); at != nil {
		out = append(out, onShape(at, build.Broadcast(d.BatchShape(), at.Shape())))
	}
	return out
}

// numberEnds is the ends of part's support that are numbers, of which edgesOf(part) has none, but for those of all of whole: the density
// jumps there, or a node that is an end of whole has their value. like is a node of its graph.
func numberEnds(part, whole Distribution, like *G.Node) (out G.Nodes) {
	s, all := SupportOf(part), SupportOf(whole)
	for _, end := range []struct {
		node, allNode *G.Node
		at, allAt     float64
	}{{s.Lower, all.Lower, s.Lo, all.Lo}, {s.Upper, all.Upper, s.Hi, all.Hi}} {
		if end.node == nil && !math.IsInf(end.at, 0) && (end.allNode != nil || end.at != end.allAt) && s.Kind != Points {
			out = append(out, ops.Full(like.Graph(), like.Dtype(), end.at, whole.BatchShape()...))
		}
	}
	return out
}

// breaksOf is d's breaks, nil if it has none.
func breaksOf(d Distribution) *G.Node {
	if b, ok := d.(HasBreaks); ok {
		return b.Breaks()
	}
	return nil
}

// rowEdges appends the edges of n rows, those of a row of NaN parameters left out.
func (f *nodeFamily) rowEdges(first, n int, dst []float64) []float64 {
	if f.edges == nil {
		return dst
	}
	f.outputs(f.edges, first, n, func(take, size int, out [][]float64) {
		for _, v := range out {
			dst = append(dst, v[:len(v)/size*take]...)
		}
	})
	return slices.DeleteFunc(dst, math.IsNaN)
}

// ends is the support of n rows together.
func (f *nodeFamily) ends(first, n int) (lo, hi float64) {
	s := f.support
	lo, hi = s.Lo, s.Hi
	if f.edges == nil || s.Lower == nil && s.Upper == nil {
		return lo, hi
	}
	if s.Lower != nil {
		lo = math.Inf(-1)
	}
	if s.Upper != nil {
		hi = math.Inf(1)
	}
	all := f.rowEdges(first, n, nil)
	if s.Lower != nil && len(all) > 0 { // of NaN parameters there is nothing to know
		lo = slices.Min(all)
	}
	if s.Upper != nil && len(all) > 0 {
		hi = slices.Max(all)
	}
	return lo, hi
}

// breaks appends the edges of n rows inside their support.
func (f *nodeFamily) breaks(first, n int, dst []float64) []float64 {
	if f.edges == nil {
		return dst
	}
	lo, hi := f.ends(first, n)
	from := len(dst)
	dst = f.rowEdges(first, n, dst)
	inside := slices.DeleteFunc(dst[from:], func(y float64) bool { return !(y > lo && y < hi) })
	slices.Sort(inside)
	return dst[:from+len(slices.Compact(inside))]
}

// features is bumps without those that are nowhere or without end.
func features(dst []density.Feature, at, width []float64) []density.Feature {
	for k, m := range at {
		if w := width[k]; m-m == 0 && w-w == 0 {
			dst = append(dst, density.Feature{At: m, Width: w})
		}
	}
	return dst
}
