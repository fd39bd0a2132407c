package ops_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/evaltest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Cut into pieces of elements, as it is for several cores, every op of a map has the bits that it has in one piece.
func TestUnivariatePieces(t *testing.T) {
	for _, l := range lines {
		for _, share := range [][2][]int{{{130}, {130}}, {{40, 3}, {3}}, {{5, 20}, {5, 1}}} {
			for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
				f := newFixture(dt)
				var in []*G.Node
				for i, o := range l.operandsOf(-4, 4, share[0], share[1]) {
					in = append(in, f.input(o.shape, o.values(uint64(i))))
				}
				a, b := l.forward(in[0], in[1:])
				c, d := l.inverse(in[0], in[1:])
				total := ops.Sum(ops.Add(ops.Add(ops.Square(a), b), ops.Add(ops.Square(c), d)))
				cut, seen := 0, map[*G.Node]bool{}
				for _, n := range append(gradients(t, total, in...), total) {
					cut += f.checkPieces(t, fmt.Sprint(l.name, share, dt), n, seen)
				}
				if cut < 4 {
					t.Errorf("%s: %d ops are cut", l.name, cut)
				}
			}
		}
	}
}

// checkPieces computes all ops behind n that may be cut in uneven pieces, and returns how many there are.
func (f *fixture) checkPieces(t *testing.T, what string, n *G.Node, seen map[*G.Node]bool) (cut int) {
	if seen[n] || n.Op() == nil {
		return 0
	}
	seen[n] = true
	children := build.Children(n)
	for _, c := range children {
		cut += f.checkPieces(t, what, c, seen)
	}
	o, ok := n.Op().(interface{ Rows() *ops.Rows })
	if !ok || o.Rows() == nil {
		return cut
	}
	r, out := o.Rows(), ops.NewValue(n.Dtype(), n.Shape())
	in := evaltest.Eval(f.feed, children...)
	for lo, step := 0, 7; lo < r.N; step += 5 {
		hi := min(lo+step, r.N)
		r.Compute(out, in, lo, hi)
		lo = hi
	}
	if got, want := values(out), f.eval(n); !slices.Equal(got, want) {
		t.Errorf("%s: %v in pieces is not what it is in one", what, n.Op())
	}
	return cut + 1
}
