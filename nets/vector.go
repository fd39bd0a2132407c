package nets

import (
	"sync"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// MultivariateNormal predicts a normal vector of Dim targets whose locations and covariances all depend on x. It starts at the
// means and covariances of the training targets. losses.NLL fits it.
type MultivariateNormal struct {
	Body  layers.Layer // (n, features) -> (n, h); nil: an MLP of 64 and 64
	Dim   int          // how many numbers a target has, at least 2
	Rank  int          // of what they have in common, beside what each does alone (MultivariateNormalLowRank); 0: all covariances (MultivariateNormalTriL)
	Floor float64      // what the scale that each has for itself stays above, in standard deviations of it; 0: .001
}

// NormalVectors are the components of a Mixture over Dim targets. They begin over shares of the training rows that are cut
// where they are widest, so that each component has its own.
type NormalVectors struct {
	Dim   int     // as MultivariateNormal's
	Rank  int     // as MultivariateNormal's
	Floor float64 // as MultivariateNormal's
}

var (
	_ training.Net = MultivariateNormal{}
	_ Family       = NormalVectors{}
)

// Forward is a MultivariateNormalTriL, or a MultivariateNormalLowRank, a row.
func (m MultivariateNormal) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	v := vectors{op: "multivariate normal", dim: m.Dim, rank: m.Rank, floor: m.Floor}
	v.check(s)
	return v.normal(s, features(s, m.Body, x), []int{x.Shape()[0]}, 1)
}

// Components is vectors of batch (n, k).
func (f NormalVectors) Components(s *layers.Scope, h *G.Node, k int) distributions.Distribution {
	v := vectors{op: "normal vectors", dim: f.Dim, rank: f.Rank, floor: f.Floor}
	v.check(s)
	s.StartAtQuantiles()
	return v.normal(s, h, []int{h.Shape()[0], k}, k)
}

// vectors is the settings of normal vectors.
type vectors struct {
	op        string
	dim, rank int
	floor     float64
}

func (v *vectors) check(s *layers.Scope) {
	if t := s.Targets(); v.dim < 2 && t.Columns() > 1 {
		build.Fail(v.op, nil, "Dim is %d: the target has %d numbers a row, so it is %d", v.dim, t.Columns(), t.Columns())
	}
	if v.dim < 2 || v.rank < 0 || v.rank >= v.dim {
		build.Fail(v.op, nil, "Dim is %d and Rank %d: want at least 2 numbers, nets.Gaussian or nets.NormalComponents for one, and a rank below that, 0 for all covariances", v.dim, v.rank)
	}
	check(s, v.op, v.dim, nil, "")
	v.floor = floorOf(v.op, v.floor)
}

// normal makes k normals a row, of a batch (n) or (n, k), that begin at k shares of the targets.
func (v vectors) normal(s *layers.Scope, h *G.Node, batch []int, k int) distributions.Distribution {
	t, d := standard(s, v.dim), v.dim
	shares := sync.OnceValue(func() []share { return cut(s, d, k) })
	first := func(of func(g share) []float64) layers.Initializer {
		return start(func() (x []float64) {
			for _, g := range shares() {
				x = append(x, of(g)...)
			}
			return x
		})
	}
	shaped := func(x *G.Node, own ...int) *G.Node {
		return ops.Reshape(x, append(append([]int{}, batch...), own...)...)
	}
	loc := t.place(shaped(s.Call("loc", linear(k*d, first(share.loc)), h), d))
	if v.rank > 0 {
		factor := first(func(g share) []float64 { f, _ := g.factors(v.rank); return f })
		alone := first(func(g share) []float64 { _, s := g.factors(v.rank); return s })
		rows := ops.Reshape(t.sd, d, 1)
		return distributions.MultivariateNormalLowRank{
			Loc:    loc,
			Factor: ops.Mul(rows, shaped(s.Call("factor", linear(k*d*v.rank, factor), h), d, v.rank)),
			Scale:  t.stretch(shaped(s.Call("scale", positive(k*d, v.floor, alone), h), d)),
		}
	}
	diagonal := shaped(s.Call("scale", positive(k*d, v.floor, first(share.diagonal)), h), d)
	below := shaped(s.Call("below", linear(k*d*(d-1)/2, first(share.below)), h), d*(d-1)/2)
	return distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: ops.Mul(ops.Reshape(t.sd, d, 1), triangle(diagonal, below))}
}

// triangle is the lower triangles (..., d, d) of diagonals (..., d) and of what stands below them (..., d (d-1)/2), row by row.
func triangle(diagonal, below *G.Node) *G.Node {
	shape := diagonal.Shape()
	last := len(shape) - 1
	d := shape[last]
	var parts G.Nodes
	for i, at := 0, 0; i < d; i++ {
		if i > 0 {
			parts = append(parts, ops.Slice(below, last, at, at+i))
			at += i
		}
		parts = append(parts, ops.Slice(diagonal, last, i, i+1))
		if rest := d - 1 - i; rest > 0 {
			lead := append(shape[:last:last], rest)
			parts = append(parts, ops.Full(diagonal.Graph(), diagonal.Dtype(), 0, lead...))
		}
	}
	return ops.Reshape(ops.Concat(last, parts...), append(shape[:last:last], d, d)...)
}
