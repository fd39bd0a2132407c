package plan

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/kernel"
)

// softmaxGrad makes the gradients that Gorgonia, or Gradient, derives for softmax and log-sum-exp written out one step each.
// Theirs overflow where the fused values do not. Both end in the product with e^z that is the derivative of e^z.
func (f *fusion) softmaxGrad(s *Step) {
	if s.compute == nil || !s.form.operator("⊙") || !InBlock(f.Dtypes[s.Out], f.Shapes[s.Out]) {
		return
	}
	for j := range s.In {
		z, ok := f.applied("exp", s.In[j])
		if !ok || !f.full(s, j) {
			continue
		}
		if f.full(s, 1-j) && f.quotientGrad(s, s.In[j], s.In[1-j]) || f.logGrad(s, s.In[j], z, 1-j) {
			return
		}
	}
}

// quotientGrad recognizes (dy/S + sum(-y/S dy)) e, with y = e/S: it is y (dy - sum y dy).
func (f *fusion) quotientGrad(s *Step, e, total int) bool {
	plus, ok := f.joined("+", total)
	if !ok {
		return false
	}
	for j := range plus.In {
		direct, ok := f.joined("÷", plus.In[j])
		if !ok {
			continue
		}
		x, ok := f.exponentials(direct.In[1])
		if !ok || x.e != e || !f.full(direct, 0) || !f.full(plus, j) || !f.eachRow(direct, 1, x.k) || !f.eachRow(plus, 1-j, x.k) {
			continue
		}
		dy := direct.In[0]
		if y, ok := f.ratioGrad(plus.In[1-j], dy, x); ok {
			f.replace("softmax, gradient", s, []int{y, dy}, byType(f.Dtypes[s.Out], rowLoop2(softmaxRows[float32], x.k), rowLoop2(softmaxRows[float64], x.k)), Form{})
			return true
		}
	}
	return false
}

// ratioGrad recognizes sum(-y/S dy), the gradient for S of y = e/S, or sum(-(dy/S y)), as Gradient writes it.
func (f *fusion) ratioGrad(slot, dy int, x exponentials) (y int, ok bool) {
	product, k, ok := f.summed(slot)
	if !ok || k != x.k {
		return 0, false
	}
	minus, outside := f.applied("neg", product)
	if outside {
		product = minus
	}
	times, ok := f.joined("⊙", product)
	if !ok || !f.full(times, 0) || !f.full(times, 1) {
		return 0, false
	}
	for j := range times.In {
		quotient, factor := times.In[j], times.In[1-j]
		if !outside {
			if quotient, ok = f.applied("neg", quotient); !ok {
				continue
			}
		}
		y, ok := f.numerator(quotient, x)
		if outside {
			y, factor = factor, y
		}
		if ok && factor == dy && f.isSoftmax(y, x) {
			return y, true
		}
	}
	return 0, false
}

// summed is the operand of a sum over the last axis, of k elements, or over runs of k, as Gradient writes that of what was
// repeated: reshaped to (..., k, 1).
func (f *fusion) summed(slot int) (operand, k int, ok bool) {
	if operand, k, ok = f.reduced(slot, Summed); ok {
		return operand, k, ok
	}
	s := f.producer(f.root(slot))
	if s == nil || s.op == nil || s.form.Kind != other {
		return 0, 0, false
	}
	shape := f.Shapes[s.In[0]]
	n := len(shape)
	if n < 2 || shape[n-1] != 1 || s.op.String() != fmt.Sprintf("sum(%d)", n-2) {
		return 0, 0, false
	}
	return f.root(s.In[0]), shape[n-2], true
}

// numerator is what a quotient divides by the sum of each row.
func (f *fusion) numerator(slot int, x exponentials) (over int, ok bool) {
	s, ok := f.joined("÷", slot)
	if !ok || f.root(s.In[1]) != x.sum || !f.full(s, 0) || !f.eachRow(s, 1, x.k) {
		return 0, false
	}
	return s.In[0], true
}

func (f *fusion) isSoftmax(slot int, x exponentials) bool {
	s := f.producer(slot)
	return s != nil && s.form.Kind == normalized && s.form.exps == x
}

// logGrad recognizes (dv/S) e, the gradient of v = log S: it is dv softmax(z).
func (f *fusion) logGrad(s *Step, e, z, j int) bool {
	over, ok := f.joined("÷", f.root(s.In[j]))
	if !ok || !f.full(over, 0) || !f.full(over, 1) {
		return false
	}
	x, ok := f.exponentials(over.In[1])
	if !ok || x.e != e || !f.eachRow(s, j, x.k) {
		return false
	}
	f.replace("log-sum-exp, gradient", s, []int{z, over.In[0]}, byType(f.Dtypes[s.Out], rowLoop2(weightedSoftmax[float32], x.k), rowLoop2(weightedSoftmax[float64], x.k)), Form{})
	return true
}

// softmaxRows sets each row of dst to y (dy - sum dy y).
func softmaxRows[T kernel.Float](dst, y, dy []T, k int) {
	for ; len(dst) > 0; dst, y, dy = dst[k:], y[k:], dy[k:] {
		var dot T
		for i, d := range dy[:k] {
			dot += d * y[i]
		}
		for i, d := range dy[:k] {
			dst[i] = y[i] * (d - dot)
		}
	}
}

// weightedSoftmax sets row i of dst to dv[i] times the softmax of row i of z.
func weightedSoftmax[T kernel.Float](dst, z, dv []T, k int) {
	kernel.Softmax(dst, z, k)
	for i := range dv {
		row := dst[i*k : (i+1)*k]
		kernel.Mul(row, row, dv[i:i+1])
	}
}
