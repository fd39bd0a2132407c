package graph

import (
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fusion rewrites the steps of a plan so that values which only the next step needs are never written to memory.
type fusion struct {
	*plan
	keep []bool // slot -> its value is needed for itself
	uses []int  // slot -> operands of steps that it is
	made []int  // slot -> index of its step, -1 if it has none
}

// fuse applies every rewrite and removes the steps that nothing needs any more. What nothing needed before is a root
// and stays.
func (p *plan) fuse(keep func(n *G.Node) bool) {
	f := &fusion{plan: p, keep: make([]bool, len(p.nodes)), uses: make([]int, len(p.nodes)), made: make([]int, len(p.nodes))}
	for i, n := range p.nodes {
		f.keep[i], f.made[i] = keep(n), -1
	}
	for k := range p.steps {
		f.made[p.steps[k].out] = k
		for _, i := range p.steps[k].in {
			f.uses[i]++
		}
	}
	for i := range f.keep {
		f.keep[i] = f.keep[i] || f.uses[i] == 0
	}
	for k := range p.steps {
		f.unrepeat(&p.steps[k])
		f.dense(&p.steps[k])
	}
	f.sweep()
}

// sweep removes the steps whose values nothing needs, last ones first.
func (f *fusion) sweep() {
	f.gone = make([]bool, len(f.nodes))
	for _, s := range slices.Backward(f.steps) {
		if f.uses[s.out] > 0 || f.keep[s.out] {
			continue
		}
		f.gone[s.out] = true
		for _, i := range s.in {
			f.uses[i]--
		}
	}
	f.steps = slices.DeleteFunc(f.steps, func(s step) bool { return f.gone[s.out] })
	f.arity = 0
	for _, s := range f.steps {
		f.arity = max(f.arity, len(s.in))
	}
}

// replace gives a step other operands.
func (f *fusion) replace(s *step, in []int, c compute) {
	for _, i := range s.in {
		f.uses[i]--
	}
	for _, i := range in {
		f.uses[i]++
	}
	s.in, s.compute = in, c
}

// producer is the step that computes a slot here by the named op, nil if there is none.
func (f *fusion) producer(slot int, op string) *step {
	if f.made[slot] < 0 {
		return nil
	}
	if s := &f.steps[f.made[slot]]; s.compute != nil && typeName(s.op) == op {
		return s
	}
	return nil
}

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

// dense makes the sum of a product and a bias, one element a column, one step: the rows begin as the bias, and the
// product is added to them.
func (f *fusion) dense(s *step) {
	if s.compute == nil || typeName(s.op) != "elemBinOp" || !strings.HasPrefix(s.op.String(), "+") || len(f.shapes[s.out]) != 2 {
		return
	}
	for j := range s.in {
		m := f.producer(s.in[j], "linAlgBinOp")
		bias := s.in[1-j]
		if m == nil || f.keep[m.out] || f.uses[m.out] != 1 || structOf(m.op).FieldByName("āBinaryOperator").Uint() != matMul {
			continue
		}
		if rows, cols := f.shapes[s.out][0], f.shapes[s.out][1]; rows == 1 || !f.isRow(bias, cols) {
			continue
		}
		p := gemm{count: 1, ta: structOf(m.op).FieldByName("transA").Bool(), tb: structOf(m.op).FieldByName("transB").Bool()}
		p.fits(f.shapes[m.in[0]], f.shapes[m.in[1]])
		f.replace(s, []int{m.in[0], m.in[1], bias}, denseOf(f.dtypes[s.out], p))
		return
	}
}

// isRow reports whether a value is one row of n columns.
func (f *fusion) isRow(slot, n int) bool {
	shape := f.shapes[slot]
	return len(shape) == 2 && shape[0] == 1 && shape[1] == n
}

func denseOf(dt tensor.Dtype, p gemm) compute {
	if dt == tensor.Float32 {
		return dense[float32](p)
	}
	return dense[float64](p)
}

func dense[T kernel.Float](p gemm) compute {
	lda, ldb := p.strides()
	return func(out G.Value, in []G.Value) error {
		y, bias := ops.Data[T](out), ops.Data[T](in[2])
		for i := range p.m {
			copy(y[i*p.n:], bias)
		}
		kernel.Gemm(p.ta, p.tb, p.m, p.n, p.k, ops.Data[T](in[0]), lda, ops.Data[T](in[1]), ldb, 1, y, p.n)
		return nil
	}
}
