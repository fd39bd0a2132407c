package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MoveAxis is x with axis from in the place to, the others in their order: (a, b, c) with axis 0 moved to 2 is (b, c, a).
// Negative axes count from the end.
func MoveAxis(x *G.Node, from, to int) *G.Node {
	const name = "move_axis"
	floats(name, x)
	from, to = axisOf(name, x, from), axisOf(name, x, to)
	s := x.Shape()
	moved := s.Clone()
	copy(moved[from:], s[from+1:])
	copy(moved[to+1:], moved[to:len(s)-1])
	moved[to] = s[from]
	lo, hi := min(from, to), max(from, to)
	cut := lo + 1 // between the two groups of axes that change places
	if from > to {
		cut = hi
	}
	y := swap(x, s[:lo].TotalSize(), s[lo:cut].TotalSize(), s[cut:hi+1].TotalSize(), s[hi+1:].TotalSize())
	return Reshape(y, moved...)
}

// swap is the block matrices (outer, m, n) of blocks of inner elements, transposed: (outer, n, m).
func swap(x *G.Node, outer, m, n, inner int) *G.Node {
	if m == 1 || n == 1 {
		return x
	}
	name := named("swap", outer, m, n, inner)
	f := pick(x.Dtype(), swapBlocks[float32](m, n, inner), swapBlocks[float64](m, n, inner))
	y := apply(name, tensor.Shape{outer * m * n * inner}, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{Reshape(swap(dy, outer, n, m, inner), in[0].Shape()...)}
	}, x)
	return batching(y, func(_ *op, rows int, in []*G.Node, _ []bool) *G.Node {
		return stack(swap(in[0], rows*outer, m, n, inner), rows, y.Shape())
	})
}

func swapBlocks[T kernel.Float](m, n, inner int) compute {
	size := m * n * inner
	return func(out G.Value, in []G.Value) {
		dst, x := Data[T](out), Data[T](in[0])
		for ; len(dst) > 0; dst, x = dst[size:], x[size:] {
			if inner == 1 {
				kernel.Transpose(dst[:size], x[:size], m, n)
				continue
			}
			for i := range m {
				for j := range n {
					copy(dst[(j*m+i)*inner:][:inner], x[(i*n+j)*inner:])
				}
			}
		}
	}
}
