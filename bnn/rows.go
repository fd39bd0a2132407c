package bnn

import (
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	G "gorgonia.org/gorgonia"
)

// rows knows which nodes still have the rows of the data along their first axis. A weight that multiplies such
// a node is used once a row (by a convolution: by all positions of one row together), and may be drawn for each row
// anew. Where positions of a row have become rows, as in a network over sets that reshapes (n, 64) to (64 n, 1), a draw
// for each would take the mean over 64 weights for one: the variance of a prediction divides by 64, and what is
// maximized is no bound.
type rows struct {
	n    int
	seen map[*G.Node]descent
}

// newRows begins at the inputs of the pass, because x, what a network that is part of another gets, may have positions for
// rows itself; at x if they are not known.
func newRows(s *layers.Scope, x *G.Node) rows {
	inputs := s.Rows()
	if len(inputs) == 0 {
		inputs = G.Nodes{x}
	}
	r := rows{n: inputs[0].Shape()[0], seen: map[*G.Node]descent{}}
	for _, in := range inputs {
		r.seen[in] = descent{true, true}
	}
	return r
}

// descent is what a node has of the input.
type descent struct {
	from bool // it comes from the input
	kept bool // and so do its rows, in their order
}

// apart reports whether the first axis of x is the rows of the input. What it sees is the extents on the way and the
// transpositions, which all that keeps rows apart leaves alone.
func (r *rows) apart(x *G.Node) bool { return r.descent(x).kept }

func (r *rows) descent(x *G.Node) descent {
	d, known := r.seen[x]
	if known {
		return d
	}
	d.kept = !movesRows(x) && x.Dims() > 0 && x.Shape()[0] == r.n
	for _, child := range build.Children(x) {
		if c := r.descent(child); c.from {
			d.from, d.kept = true, d.kept && c.kept
		}
	}
	d.kept = d.kept && d.from
	r.seen[x] = d
	return d
}

// movesRows recognizes transpositions that take the first axis elsewhere: of square matrices they keep the extents.
func movesRows(x *G.Node) bool {
	if x.Op() == nil {
		return false
	}
	op := x.Op().String()
	return strings.HasPrefix(op, "transpose") || strings.HasPrefix(op, "Aᵀ") && !strings.HasPrefix(op, "Aᵀ{0")
}
