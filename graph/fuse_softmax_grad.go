package graph

import "github.com/deepprob/deepprob/internal/kernel"

// softmaxGrad makes the gradients that Gorgonia derives for softmax and log-sum-exp written out one step each. Theirs
// overflow where the fused values do not. Both end in the product with e^z that is the derivative of e^z.
func (f *fusion) softmaxGrad(s *step) {
	if s.compute == nil || s.form.kind != elementwise || s.form.name != "⊙" || !inBlock(f.dtypes[s.out], f.shapes[s.out]) {
		return
	}
	for j := range s.in {
		z, ok := f.applied("exp", s.in[j])
		if !ok || !f.full(s, j) {
			continue
		}
		if f.full(s, 1-j) && f.quotientGrad(s, s.in[j], s.in[1-j]) || f.logGrad(s, s.in[j], z, 1-j) {
			return
		}
	}
}

// quotientGrad recognizes (dy/S + sum(-y/S dy)) e, with y = e/S: it is y (dy - sum y dy).
func (f *fusion) quotientGrad(s *step, e, total int) bool {
	plus, ok := f.joined("+", total)
	if !ok {
		return false
	}
	for j := range plus.in {
		direct, ok := f.joined("÷", plus.in[j])
		if !ok {
			continue
		}
		x, ok := f.exponentials(direct.in[1])
		if !ok || x.e != e || !f.full(direct, 0) || !f.full(plus, j) || !f.eachRow(direct, 1, x.k) || !f.eachRow(plus, 1-j, x.k) {
			continue
		}
		dy := direct.in[0]
		if y, ok := f.ratioGrad(plus.in[1-j], dy, x); ok {
			f.replace("softmax, gradient", s, []int{y, dy}, byType(f.dtypes[s.out], rowLoop2(softmaxRows[float32], x.k), rowLoop2(softmaxRows[float64], x.k)), form{})
			return true
		}
	}
	return false
}

// ratioGrad recognizes sum(-y/S dy), the gradient for S of y = e/S.
func (f *fusion) ratioGrad(slot, dy int, x exponentials) (y int, ok bool) {
	operand, k, ok := f.reduced(slot, "sumOp")
	if !ok || k != x.k {
		return 0, false
	}
	times, ok := f.joined("⊙", operand)
	if !ok || !f.full(times, 0) || !f.full(times, 1) {
		return 0, false
	}
	for j := range times.in {
		negated, ok := f.applied("neg", times.in[j])
		if !ok || times.in[1-j] != dy {
			continue
		}
		over, ok := f.joined("÷", negated)
		if !ok || f.root(over.in[1]) != x.sum || !f.full(over, 0) || !f.eachRow(over, 1, x.k) {
			continue
		}
		if from := f.producer(over.in[0]); from != nil && from.form.kind == normalized && from.form.exps == x {
			return over.in[0], true
		}
	}
	return 0, false
}

// logGrad recognizes (dv/S) e, the gradient of v = log S: it is dv softmax(z).
func (f *fusion) logGrad(s *step, e, z, j int) bool {
	over, ok := f.joined("÷", f.root(s.in[j]))
	if !ok || !f.full(over, 0) || !f.full(over, 1) {
		return false
	}
	x, ok := f.exponentials(over.in[1])
	if !ok || x.e != e || !f.eachRow(s, j, x.k) {
		return false
	}
	f.replace("log-sum-exp, gradient", s, []int{z, over.in[0]}, byType(f.dtypes[s.out], rowLoop2(weightedSoftmax[float32], x.k), rowLoop2(weightedSoftmax[float64], x.k)), form{})
	return true
}

func softmaxRows[T kernel.Float](dst, y, dy []T, k int) {
	for ; len(dst) > 0; dst, y, dy = dst[k:], y[k:], dy[k:] {
		gradOfSoftmax(dst[:k], y[:k], dy[:k], k, 1)
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
