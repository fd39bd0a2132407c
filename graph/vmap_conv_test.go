package graph_test

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// slidConv is a number of a convolution of two images, by operands whose axes in front, if they have any, are of rows.
func slidConv(in G.Nodes) *G.Node {
	slides := []ops.Slide{{Stride: 2, Before: 1}, {After: 1}}
	return weighted(ops.Conv(in[0], in[1], in[2], ops.ActTanh, slides...))
}

var slidShapes = []tensor.Shape{{2, 3, 3, 1}, {2, 2, 1, 2}, {2}}

// rowsWithin is how many rows operands of a nest of two maps have, the outer map's first; 0 where it does not map them.
type rowsWithin [3][2]int

// operands are nodes with one axis for all rows in front, so that none has more than four.
func (r rowsWithin) operands() (in []G.Value) {
	for i, s := range slidShapes {
		rows := max(r[i][0], 1) * max(r[i][1], 1)
		in = append(in, drawn(uint64(i+1), rows, s.TotalSize()))
	}
	return in
}

// nested is the sum over all pairs of rows, by two maps within each other.
func (r rowsWithin) nested(f func(in G.Nodes) *G.Node) func(in G.Nodes) *G.Node {
	var outer, inner graph.Axes
	for _, n := range r {
		axis := []int{graph.NotMapped, graph.NotMapped}
		for k := range axis {
			if n[k] > 0 {
				axis[k] = 0
			}
		}
		outer.In, inner.In = append(outer.In, axis[0]), append(inner.In, axis[1])
	}
	return func(in G.Nodes) *G.Node {
		shaped := make(G.Nodes, 3)
		for i, x := range in {
			shaped[i] = x
			var lead []int
			for _, n := range r[i] {
				if n > 0 {
					lead = append(lead, n)
				}
			}
			shaped[i] = ops.Reshape(x, append(lead, slidShapes[i].TotalSize())...)
		}
		row := func(in G.Nodes) *G.Node {
			one := make(G.Nodes, 3)
			for i, x := range in {
				one[i] = ops.Reshape(x, slidShapes[i]...)
			}
			return f(one)
		}
		return ops.Sum(graph.VMap(graph.VMap(row, inner), outer).Nodes(shaped...)[0])
	}
}

// looped is the same, pair by pair.
func (r rowsWithin) looped(f func(in G.Nodes) *G.Node) func(in G.Nodes) *G.Node {
	return func(in G.Nodes) *G.Node {
		total := ops.Full(in[0].Graph(), tensor.Float64, 0)
		for i := range 2 {
			for j := range 3 {
				one := make(G.Nodes, 3)
				for k, x := range in {
					at := 0
					if r[k][0] > 0 {
						at = i * max(r[k][1], 1)
					}
					if r[k][1] > 0 {
						at += j
					}
					one[k] = ops.Reshape(ops.Slice(x, 0, at, at+1), slidShapes[k]...)
				}
				total = ops.Add(total, f(one))
			}
		}
		return total
	}
}

// Convolutions whose images, weights or bias differ from row to row, in maps within each other, and their gradients of all orders,
// are those of each row. The gradient of every row's gradient has all that a convolution can be given.
func TestVMapOfConvolutions(t *testing.T) {
	steep := func(in G.Nodes) *G.Node {
		total := ops.Full(in[0].Graph(), tensor.Float64, 0)
		for _, d := range graph.Grad(slidConv, 0, 1, 2).Nodes(in...) {
			total = ops.Add(total, weighted(d))
		}
		return total
	}
	for outer := 1; outer < 8; outer++ {
		for inner := 1; inner < 8; inner++ {
			if testing.Short() && (outer+inner)%4 != 0 {
				continue
			}
			var r rowsWithin
			for i := range r {
				if outer>>i&1 > 0 {
					r[i][0] = 2
				}
				if inner>>i&1 > 0 {
					r[i][1] = 3
				}
			}
			in := r.operands()
			for name, f := range map[string]func(in G.Nodes) *G.Node{"convolution": slidConv, "its gradient": steep} {
				got, want := called(t, graph.ValueAndGrad(r.nested(f), 0, 1, 2), in...), called(t, graph.ValueAndGrad(r.looped(f), 0, 1, 2), in...)
				for i, w := range want {
					closeTo(t, fmt.Sprintf("%s, rows %v, output %d", name, r, i), got[i], w, 1e-12)
				}
			}
		}
	}
}

// Gradients of the parameters for each image are computed by ops over all images.
func TestVMapOfConvolutionsHasNoLoop(t *testing.T) {
	in := []G.Value{drawn(1, 3, 3, 1, 2), drawn(2, 2), drawn(3, 3, 3, 2, 3), drawn(4, 3), drawn(5, 7*7*3, 10), drawn(6, 10), drawn(7, 4, 28, 28, 1)}
	none := graph.NotMapped
	if n := loopsOf(t, graph.VMap(graph.Grad(images, 0, 1, 2, 3, 4, 5), graph.Axes{In: []int{none, none, none, none, none, none, 0}}), in); n > 0 {
		t.Errorf("%d loops over images", n)
	}
}
