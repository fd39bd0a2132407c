package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"gorgonia.org/tensor"
)

// transpose permutes axes: axis i of the result is axis pattern[i] of the operand.
func transpose[T kernel.Float](o *Node) plan.Compute {
	pattern, in := o.Numbers("pattern"), []int(o.In[0])
	if len(pattern) != len(in) {
		return nil
	}
	p := newPermutation(in, pattern)
	if p.matrices {
		return plan.Loop1(func(dst, x []T) {
			for ; len(x) > 0; dst, x = dst[p.m*p.n:], x[p.m*p.n:] {
				kernel.Transpose(dst, x[:p.m*p.n], p.m, p.n)
			}
		})
	}
	return plan.Loop1(func(dst, x []T) { permute(dst, x, p.extents, p.strides) })
}

// permutation is how a transposition walks its operand.
type permutation struct {
	extents, strides []int // of the result's axes, in the operand
	matrices         bool  // transposes matrices (m, n), one behind the other
	m, n             int
}

func newPermutation(in, pattern []int) permutation {
	var p permutation
	strides := tensor.Shape(in).CalcStrides()
	for _, a := range pattern {
		p.extents, p.strides = append(p.extents, in[a]), append(p.strides, strides[a])
	}
	fixed := 0
	for fixed < len(pattern) && pattern[fixed] == fixed {
		fixed++
	}
	cut := fixed // the axes from here on are rotated
	for cut < len(pattern) && pattern[cut] != fixed {
		cut++
	}
	rotated := fixed < len(pattern)
	for i := fixed; i < len(pattern); i++ {
		rotated = rotated && pattern[i] == fixed+(i-cut+len(pattern)-fixed)%(len(pattern)-fixed)
	}
	if rotated {
		p.matrices = true
		p.m = tensor.ProdInts(in[fixed:pattern[fixed]])
		p.n = tensor.ProdInts(in[pattern[fixed]:])
	}
	return p
}

// permute writes dst in order, reading x at the strides of its axes.
func permute[T kernel.Float](dst, x []T, extents, strides []int) []T {
	switch len(extents) {
	case 0:
		dst[0] = x[0]
		return dst[1:]
	case 1:
		n, s := extents[0], strides[0]
		for i := range n {
			dst[i] = x[i*s]
		}
		return dst[n:]
	}
	for i := range extents[0] {
		dst = permute(dst, x[i*strides[0]:], extents[1:], strides[1:])
	}
	return dst
}
