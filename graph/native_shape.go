package graph

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// reshape copies: a result that is a view of its operand is what Gorgonia's next op writes into.
func reshape[T kernel.Float](o *nativeOp) compute {
	if o.sizes()[0] != o.out.TotalSize() {
		return nil
	}
	return loop1(func(dst, x []T) { copy(dst, x) })
}

// repeat sets every element rep times along an axis, one after the other, as numpy.repeat does; a vector has axes of
// one element behind. The second operand only says how often, which the shapes say too.
func repeat[T kernel.Float](o *nativeOp) compute {
	along, out := o.number("along"), []int(o.out)
	from := padded(o.in[0], len(out))
	if along >= len(out) || len(from) != len(out) || from[along] == 0 || out[along]%from[along] != 0 {
		return nil
	}
	for i := range out {
		if i != along && from[i] != out[i] {
			return nil
		}
	}
	rep, inner := out[along]/from[along], product(out[along+1:])
	return loop1(func(dst, x []T) { repeatBlocks(dst, x, rep, inner) })
}

func repeatBlocks[T kernel.Float](dst, x []T, rep, inner int) {
	for ; len(x) > 0; x = x[inner:] {
		if inner == 1 {
			kernel.Fill(dst[:rep], x[0])
			dst = dst[rep:]
			continue
		}
		for range rep {
			copy(dst, x[:inner])
			dst = dst[inner:]
		}
	}
}

// transpose permutes axes: axis i of the result is axis pattern[i] of the operand.
func transpose[T kernel.Float](o *nativeOp) compute {
	pattern, in := o.numbers("pattern"), []int(o.in[0])
	if len(pattern) != len(in) {
		return nil
	}
	p := newPermutation(in, pattern)
	if p.matrices {
		return loop1(func(dst, x []T) {
			for ; len(x) > 0; dst, x = dst[p.m*p.n:], x[p.m*p.n:] {
				kernel.Transpose(dst, x[:p.m*p.n], p.m, p.n)
			}
		})
	}
	return loop1(func(dst, x []T) { permute(dst, x, p.extents, p.strides) })
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
		p.m = product(in[fixed:pattern[fixed]])
		p.n = product(in[pattern[fixed]:])
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

// concat writes each operand as a block of every row of the axes before the one they are joined along.
func concat[T kernel.Float](o *nativeOp) compute {
	axis, widths := o.number("axis"), []int{}
	for _, s := range o.in {
		if len(s) != len(o.out) || axis >= len(s) {
			return nil
		}
		widths = append(widths, product(s[axis:]))
	}
	rows, width := product(o.out[:axis]), product(o.out[axis:])
	return func(out G.Value, in []G.Value) error {
		dst := ops.Data[T](out)
		for i, v := range in {
			kernel.CopyBlocks(dst, width, ops.Data[T](v), widths[i], widths[i], rows)
			dst = dst[min(widths[i], len(dst)):]
		}
		return nil
	}
}

// slice takes a stretch of one axis. Where it begins is asked at every run, since UnsafeLet may move it.
func slice[T kernel.Float](o *nativeOp) compute {
	s := newStretch(o, o.in[0], o.out)
	return func(out G.Value, in []G.Value) error {
		at, err := s.begin()
		if err != nil {
			return err
		}
		kernel.CopyBlocks(ops.Data[T](out), s.width, ops.Data[T](in[0])[at:], s.row, s.width, s.rows)
		return nil
	}
}

// unslice is the gradient of slice: the second operand in its place among zeros.
func unslice[T kernel.Float](o *nativeOp) compute {
	s := newStretch(o, o.out, o.in[1])
	return func(out G.Value, in []G.Value) error {
		at, err := s.begin()
		if err != nil {
			return err
		}
		dst := ops.Data[T](out)
		clear(dst)
		kernel.CopyBlocks(dst[at:], s.row, ops.Data[T](in[1]), s.width, s.width, s.rows)
		return nil
	}
}

// stretch is part of an axis: in each of rows rows of row elements, width elements from the one that begin tells.
type stretch struct {
	op               interface{ IsSlice() tensor.Slice }
	whole, part      int // extents of the axis
	inner            int
	rows, row, width int
}

func newStretch(o *nativeOp, whole, part tensor.Shape) stretch {
	along := o.number("along")
	s := stretch{op: o.op.(interface{ IsSlice() tensor.Slice }), whole: whole[along]}
	s.rows, s.inner = product(whole[:along]), product(whole[along+1:])
	s.row = s.whole * s.inner
	s.width = part.TotalSize() / max(s.rows, 1)
	s.part = s.width / max(s.inner, 1)
	return s
}

// begin is the offset of the first element; an error if the slice no longer has the extent the graph was made with.
func (s *stretch) begin() (int, error) {
	sl := s.op.IsSlice()
	if sl == nil || sl.End() <= sl.Start() {
		return 0, nil
	}
	start, end, step, err := tensor.SliceDetails(sl, s.whole)
	if err != nil {
		return 0, err
	}
	if step != 1 && step != 0 || end-start != s.part {
		return 0, fmt.Errorf("slice [%d:%d:%d] of an axis of %d: the graph was made with %d elements in steps of 1: keep both", start, end, step, s.whole, s.part)
	}
	return start * s.inner, nil
}
