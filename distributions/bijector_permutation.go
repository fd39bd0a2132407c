package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Permutation reorders a vector: y_j = x_(Index[j]), where Index holds 0, ..., k-1 in any order.
type Permutation struct{ Index []int }

var (
	_ HasEventDims   = Permutation{}
	_ HasEventShapes = Permutation{}
	_ linear         = Permutation{}
)

// EventDims is vectors.
func (Permutation) EventDims() (in, out int) { return 1, 1 }

// ForwardShape is the same vector's; it fails if Index is no permutation of it.
func (b Permutation) ForwardShape(event tensor.Shape) tensor.Shape {
	vector("permutation", event, 1)
	if k := last(event); k != len(b.Index) {
		build.Fail("permutation", []tensor.Shape{event}, "the index %v is of %d numbers, not %d", b.Index, len(b.Index), k)
	}
	seen := make([]bool, len(b.Index))
	for _, i := range b.Index {
		if i < 0 || i >= len(seen) || seen[i] {
			build.Fail("permutation", []tensor.Shape{event}, "the index %v is no order of the numbers 0 to %d", b.Index, len(seen)-1)
		}
		seen[i] = true
	}
	return event
}

// InverseShape is the same vector's.
func (b Permutation) InverseShape(event tensor.Shape) tensor.Shape { return b.ForwardShape(event) }

// Forward is x in the order of Index.
func (b Permutation) Forward(x *G.Node) *G.Node { return b.reordered(x, b.Index) }

// Inverse is y in the order of before.
func (b Permutation) Inverse(y *G.Node) *G.Node {
	build.Given("permutation", y)
	b.InverseShape(y.Shape())
	back := make([]int, len(b.Index))
	for j, i := range b.Index {
		back[i] = j
	}
	return b.reordered(y, back)
}

// LogDetJacobian is 0.
func (Permutation) LogDetJacobian(x *G.Node) *G.Node { return noLogDet(x, 1) }

func (b Permutation) forwardVariance(v *G.Node) *G.Node { return b.Forward(v) }

func (b Permutation) inverseVariance(v *G.Node) *G.Node { return b.Inverse(v) }

// reordered is x in the order of index.
func (b Permutation) reordered(x *G.Node, index []int) *G.Node {
	build.Given("permutation", x)
	b.ForwardShape(x.Shape())
	return ops.Reorder(x, index...)
}
