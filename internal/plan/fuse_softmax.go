package plan

import (
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// exponentials are e^z and their sum over the last axis, of k elements: what softmax and log-sum-exp are written with.
type exponentials struct {
	z, e, sum int // slots
	k         int
}

// exponentials follows a slot back to the sum of exponentials that it is, perhaps reshaped.
func (f *fusion) exponentials(slot int) (x exponentials, ok bool) {
	x.sum = f.root(slot)
	if x.e, x.k, ok = f.reduced(x.sum, Summed); !ok {
		return x, false
	}
	x.z, ok = f.applied("exp", x.e)
	return x, ok
}

// reduced is the operand of a reduction over its last axis, of k elements.
func (f *fusion) reduced(slot int, by Kind) (operand, k int, ok bool) {
	s := f.producerOf(f.root(slot), by)
	if s == nil {
		return 0, 0, false
	}
	shape := f.Shapes[s.In[0]]
	if len(shape) < 2 || !slices.Equal(s.form.Axes, []int{len(shape) - 1}) {
		return 0, 0, false
	}
	return s.In[0], shape[len(shape)-1], true
}

// applied is the operand of a function of this name.
func (f *fusion) applied(name string, slot int) (operand int, ok bool) {
	s := f.producer(slot)
	if s == nil || s.form.Kind != Elementwise || s.form.Name != name || len(s.In) != 1 {
		return 0, false
	}
	return s.In[0], true
}

// joined are the operands of an operator of this name and the shapes they are walked with.
func (f *fusion) joined(name string, slot int) (s *Step, ok bool) {
	s = f.producer(slot)
	return s, s != nil && s.form.operator(name) && len(s.In) == 2
}

// eachRow reports whether operand j of an elementwise step has one element for each run of k of the result: element i
// of that meets element i/k.
func (f *fusion) eachRow(s *Step, j, k int) bool {
	return perRun(s.form.Shapes[j], f.Shapes[s.Out], k)
}

// perRun reports whether an operand of a shape that is broadcast to out has an element for each run of k: its first axes
// are those of out, the others have one element, and out has k elements along these. That the numbers of elements fit
// is not enough: (1, 2, 1) in (2, 2, 1) has one for each second element.
func perRun(shape, out []int, k int) bool {
	axes := append(slices.Repeat([]int{1}, len(out)-len(shape)), shape...)
	i := 0
	for i < len(out) && axes[i] == out[i] {
		i++
	}
	return tensor.ProdInts(axes[i:]) == 1 && tensor.ProdInts(out[i:]) == k
}

// full reports whether operand j of an elementwise step has an element for each of the result's, in their order.
func (f *fusion) full(s *Step, j int) bool {
	return tensor.ProdInts(s.form.Shapes[j]) == f.Shapes[s.Out].TotalSize()
}

// unshifted is x if z is x - max x over the last axis, and z itself otherwise.
func (f *fusion) unshifted(z, k int) (x, max int, ok bool) {
	s, isDifference := f.joined("-", z)
	if !isDifference || !f.full(s, 0) || !f.eachRow(s, 1, k) {
		return z, -1, false
	}
	x, over, ok := f.reduced(s.In[1], Greatest)
	if !ok || x != s.In[0] || over != k {
		return z, -1, false
	}
	return x, f.root(s.In[1]), true
}

// softmax makes e^z / sum e^z over the last axis one step that does not overflow, and drops a shift by the maximum that
// the user has written.
func (f *fusion) softmax(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise || s.form.Name != "÷" || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	x, ok := f.exponentials(s.In[1])
	if !ok || f.root(s.In[0]) != f.root(x.e) || !f.full(s, 0) || !f.eachRow(s, 1, x.k) {
		return
	}
	z, _, shifted := f.unshifted(x.z, x.k)
	f.replace(named("softmax", shifted), s, []int{z}, byType(f.Dtypes[s.Out], rowLoop(kernel.Softmax[float32], x.k), rowLoop(kernel.Softmax[float64], x.k)), Form{Kind: normalized, exps: x})
}

// logSumExp makes log sum e^z over the last axis one step, and max x + log sum e^(x - max x) too.
func (f *fusion) logSumExp(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	switch s.form.Name {
	case "ln":
		if x, ok := f.exponentials(s.In[0]); ok {
			f.logOf("log-sum-exp", s, x.z, x)
		}
	case "+":
		for j := range s.In {
			from := f.producer(f.root(s.In[j]))
			if from == nil || from.form.Kind != logSum || !f.full(s, 0) || !f.full(s, 1) {
				continue
			}
			exps := from.form.exps
			if x, max, ok := f.unshifted(exps.z, exps.k); ok && f.root(s.In[1-j]) == max {
				exps.z = x // of which this is the log-sum-exp: another max x on top is no shift to be undone
				f.logOf("log-sum-exp, shifted", s, x, exps)
				return
			}
		}
	}
}

// named is the name of a rewrite with or without a shift by the maximum.
func named(rewrite string, shifted bool) string {
	if shifted {
		return rewrite + ", shifted"
	}
	return rewrite
}

func (f *fusion) logOf(rewrite string, s *Step, z int, x exponentials) {
	f.replace(rewrite, s, []int{z}, byType(f.Dtypes[s.Out], rowLoop(kernel.LogSumExp[float32], x.k), rowLoop(kernel.LogSumExp[float64], x.k)), Form{Kind: logSum, exps: x})
}

func rowLoop[T kernel.Float](f func(dst, x []T, k int), k int) Compute {
	return Loop1(func(dst, x []T) { f(dst, x, k) })
}

// rowLoop2 makes a compute of a loop over two operands, the first in rows of k.
func rowLoop2[T kernel.Float](f func(dst, a, b []T, k int), k int) Compute {
	return func(out G.Value, in []G.Value) error {
		f(ops.Data[T](out), ops.Data[T](in[0]), ops.Data[T](in[1]), k)
		return nil
	}
}
