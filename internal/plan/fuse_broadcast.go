package plan

import (
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxRank is the most axes that a kernel.Plan can walk.
const maxRank = 4

// unrepeat makes an elementwise operator read an operand that is repeated along axes where it is, and walk over it
// again and again, instead of reading a copy.
func (f *fusion) unrepeat(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise || s.form.Even || len(s.In) < 2 || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	in, form := slices.Clone(s.In), s.form
	form.Shapes = slices.Clone(form.Shapes)
	for j := range in {
		in[j], form.Shapes[j] = f.source(in[j], f.Shapes[s.Out], form.Shapes[j])
	}
	if slices.Equal(in, s.In) || len(f.Shapes[s.Out]) > maxRank {
		return
	}
	f.replace("repeated operand", s, in, computeLoop(form, f.Dtypes[s.Out], f.Shapes[s.Out]), form)
}

// source follows repetitions of single elements back to what is repeated, and gives its shape with as many axes as
// out has.
func (f *fusion) source(slot int, out tensor.Shape, shape []int) (int, []int) {
	for len(shape) == len(out) && slices.Equal(f.Shapes[slot], shape) {
		s := f.producer(slot)
		if s == nil || s.form.Kind != Repetition {
			break
		}
		before, ok := repeated(s, f.Shapes[s.In[0]], shape)
		if !ok {
			break
		}
		slot, shape = s.In[0], before
	}
	return slot, shape
}

// repeated is the shape that the operand of a repetition has among the axes of its result, of which shape tells how the
// result itself is walked; not ok if the operand has more than one element along an axis that is repeated.
func repeated(s *Step, from tensor.Shape, shape []int) (before []int, ok bool) {
	before = slices.Clone(shape)
	if len(s.form.Axes) == 0 {
		for i := range before {
			if at := i - len(before) + len(from); at < 0 || from[at] == 1 {
				before[i] = 1
			}
		}
		return before, true
	}
	along := s.form.Axes[0]
	if len(from) > len(shape) || along < len(from) && from[along] != 1 {
		return nil, false
	}
	before[along] = 1
	return before, true
}

// computeLoop is the compute of a loop whose operands are broadcast to out.
func computeLoop(f Form, dt tensor.Dtype, out []int) Compute {
	if dt == tensor.Float32 {
		return newWalk[float32](f, out).compute
	}
	return newWalk[float64](f, out).compute
}

// walk is a loop over operands that are broadcast.
type walk[T kernel.Float] struct {
	loop  any
	plan  kernel.Plan
	arith kernel.Arithmetic
	grid  bool // arith says all
}

func newWalk[T kernel.Float](f Form, out []int) *walk[T] {
	w := &walk[T]{loop: f.Loop, plan: kernel.NewPlan(out, f.Shapes...)}
	w.arith, w.grid = arithmetics[f.Name]
	return w
}

// arithmetics are the operators that a kernel knows how to broadcast, by both their names.
var arithmetics = map[string]kernel.Arithmetic{
	"+": kernel.Plus, "-": kernel.Minus, "⊙": kernel.Times, "÷": kernel.Over,
	"add": kernel.Plus, "sub": kernel.Minus, "mul": kernel.Times, "div": kernel.Over,
}

func (w *walk[T]) compute(out G.Value, in []G.Value) error {
	var x [3][]T
	for i, v := range in {
		x[i] = ops.Data[T](v)
	}
	w.run(ops.Data[T](out), &x)
	return nil
}

func (w *walk[T]) run(dst []T, x *[3][]T) {
	if w.grid {
		kernel.Combine(&w.plan, w.arith, dst, x[0], x[1])
		return
	}
	switch f := w.loop.(type) {
	case func(dst, a []T):
		kernel.Walk1(&w.plan, dst, x[0], f)
	case func(dst, a, b []T):
		kernel.Walk2(&w.plan, dst, x[0], x[1], f)
	case func(dst, a, b, c []T):
		kernel.Walk3(&w.plan, dst, x[0], x[1], x[2], f)
	}
}
