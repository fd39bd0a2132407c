package graph

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// chunk is how many elements a chain of elementwise ops takes at a time: what lies between the ops stays in the
// first-level cache.
const chunk = 1024

// chain makes an elementwise op compute operands that only it needs on the way, chunk by chunk. Only what SymDiff made
// is taken in: nobody holds these nodes, where a user may ask for the value of any node of the forward pass.
func (f *fusion) chain(s *step) {
	needed := f.keep[s.out] || f.uses[s.out] > 0
	if needed && f.elementwise(s) && f.shapes[s.out].TotalSize() > 1 {
		if f.dtypes[s.out] == tensor.Float32 {
			fuseChain[float32](f, s)
		} else {
			fuseChain[float64](f, s)
		}
	}
}

// elementwise reports whether a step is a loop over its operands as they lie in memory.
func (f *fusion) elementwise(s *step) bool {
	if s.compute == nil || !inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		return false
	}
	name, size := typeName(s.op), f.shapes[s.out].TotalSize()
	for _, i := range s.in {
		if n := f.shapes[i].TotalSize(); n != size && n != 1 {
			return false
		}
	}
	return len(s.in) == 1 && name == "elemUnaryOp" || len(s.in) == 2 && name == "elemBinOp"
}

// expression is a tree of loops over the operands of a step.
type expression[T kernel.Float] struct {
	operand int // a leaf's index in the step's operands
	one     func(dst, x []T)
	two     func(dst, a, b []T)
	args    []*expression[T]
	buffer  []T // of a chunk
}

func fuseChain[T kernel.Float](f *fusion, s *step) {
	var in []int
	taken := 0
	e := grow[T](f, s, &in, &taken)
	if taken == 0 {
		return
	}
	f.replace(s, in, func(out G.Value, in []G.Value) error {
		dst := ops.Data[T](out)
		for lo := 0; lo < len(dst); lo += chunk {
			hi := min(lo+chunk, len(dst))
			e.into(dst[lo:hi], in, lo, hi)
		}
		return nil
	})
}

// grow makes the expression of a step, with the operands that it can take in.
func grow[T kernel.Float](f *fusion, s *step, in *[]int, taken *int) *expression[T] {
	e := &expression[T]{operand: -1, buffer: make([]T, chunk)}
	operator, _, _ := strings.Cut(s.op.String(), " ")
	if e.one = unaryLoop[T](operator); len(s.in) == 2 {
		e.one, e.two = nil, binaryLoop[T](operator)
	}
	for _, slot := range s.in {
		if from := f.inner(slot, s); from != nil {
			*taken++
			e.args = append(e.args, grow[T](f, from, in, taken))
			continue
		}
		e.args = append(e.args, &expression[T]{operand: len(*in)})
		*in = append(*in, slot)
	}
	return e
}

// inner is the step of an operand that s alone needs, of s's size, nil if it is not to be taken in.
func (f *fusion) inner(slot int, s *step) *step {
	if f.made[slot] < 0 || f.keep[slot] || f.uses[slot] != 1 || !ofGradient(f.nodes[slot]) {
		return nil
	}
	from := &f.steps[f.made[slot]]
	if !f.elementwise(from) || f.dtypes[slot] != f.dtypes[s.out] || f.shapes[slot].TotalSize() != f.shapes[s.out].TotalSize() {
		return nil
	}
	return from
}

func binaryLoop[T kernel.Float](operator string) func(dst, a, b []T) {
	if f := arithmetic[T](operator); f != nil {
		return f
	}
	return comparison[T](operator)
}

// into computes the elements lo to hi.
func (e *expression[T]) into(dst []T, in []G.Value, lo, hi int) {
	if e.two != nil {
		a := e.args[0].value(in, lo, hi)
		e.two(dst, a, e.args[1].value(in, lo, hi))
		return
	}
	e.one(dst, e.args[0].value(in, lo, hi))
}

// value is the elements lo to hi, or the one number that stands for all.
func (e *expression[T]) value(in []G.Value, lo, hi int) []T {
	if e.operand < 0 {
		e.into(e.buffer[:hi-lo], in, lo, hi)
		return e.buffer[:hi-lo]
	}
	x := ops.Data[T](in[e.operand])
	if len(x) > 1 {
		x = x[lo:hi]
	}
	return x
}
