package graph

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

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
