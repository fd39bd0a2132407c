package native

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// slice takes a stretch of one axis. Where it begins is asked at every run, since UnsafeLet may move it.
func slice[T kernel.Float](o *Node) plan.Compute {
	if o.sizes()[0] == 0 { // its own Do runs out of range
		return func(G.Value, []G.Value) error {
			return fmt.Errorf("%v of a value without elements: Gorgonia infers that there are some", o.Op)
		}
	}
	s := newStretch(o, o.In[0], o.Out)
	return func(out G.Value, in []G.Value) error {
		at, err := s.begin()
		if err != nil {
			return err
		}
		if s.rows*s.row == 0 { // Gorgonia gives it an element
			return fmt.Errorf("a slice of %s, which has no elements", build.ShapeString(o.In[0]))
		}
		kernel.CopyBlocks(ops.Data[T](out), s.width, ops.Data[T](in[0])[at:], s.row, s.width, s.rows)
		return nil
	}
}

// unslice is the gradient of slice: the second operand in its place among zeros.
func unslice[T kernel.Float](o *Node) plan.Compute {
	s := newStretch(o, o.Out, o.In[1])
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

func newStretch(o *Node, whole, part tensor.Shape) stretch {
	along := o.Number("along")
	s := stretch{op: o.Op.(interface{ IsSlice() tensor.Slice }), whole: whole[along]}
	s.rows, s.inner = tensor.ProdInts(whole[:along]), tensor.ProdInts(whole[along+1:])
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
