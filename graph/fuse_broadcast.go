package graph

import (
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// unrepeat makes an elementwise operator read an operand that is repeated along axes where it is, and walk over it
// again and again, instead of reading a copy.
func (f *fusion) unrepeat(s *step) {
	if s.compute == nil || typeName(s.op) != "elemBinOp" || !inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		return
	}
	in, shapes, changed := slices.Clone(s.in), make([][]int, 2), false
	for j := range in {
		from, shape := f.source(in[j], f.shapes[s.out])
		shapes[j] = shape
		changed = changed || from != in[j]
		in[j] = from
	}
	if !changed || shapes[0] == nil || shapes[1] == nil {
		return
	}
	operator, _, _ := strings.Cut(s.op.String(), " ")
	if c := broadcastOf(f.dtypes[s.out], operator, f.shapes[s.out], shapes); c != nil {
		f.replace(s, in, c)
	}
}

// source follows repetitions of single elements back to what is repeated, and gives its shape with as many axes as
// out has; the shape is nil if it cannot be walked over as out.
func (f *fusion) source(slot int, out tensor.Shape) (from int, shape []int) {
	full := []int(f.shapes[slot])
	if product(full) == 1 {
		return slot, make1(len(out))
	}
	if !slices.Equal(full, out) {
		return slot, nil
	}
	shape = slices.Clone(full)
	for {
		s := f.producer(slot, "repeatOp")
		if s == nil {
			return slot, shape
		}
		along, before := int(structOf(s.op).FieldByName("along").Int()), f.shapes[s.in[0]]
		if axes := padded(before, len(out)); len(axes) != len(out) || axes[along] != 1 {
			return slot, shape
		}
		shape[along], slot = 1, s.in[0]
	}
}

func make1(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = 1
	}
	return s
}

func broadcastOf(dt tensor.Dtype, operator string, out []int, in [][]int) compute {
	if dt == tensor.Float32 {
		return broadcast[float32](operator, out, in)
	}
	return broadcast[float64](operator, out, in)
}

// broadcast is a binary operator over operands of extent 1 along some axes.
func broadcast[T kernel.Float](operator string, out []int, in [][]int) compute {
	f := arithmetic[T](operator)
	if f == nil {
		f = comparison[T](operator)
	}
	if f == nil || len(out) > 4 {
		return nil
	}
	p := kernel.NewPlan(out, in...)
	return func(out G.Value, in []G.Value) error {
		kernel.Walk2(&p, ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), f)
		return nil
	}
}
