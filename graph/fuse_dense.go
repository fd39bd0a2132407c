package graph

import (
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// dense makes the sum of a product and a bias, one element a column, one step.
func (f *fusion) dense(s *step) {
	if s.compute == nil || typeName(s.op) != "elemBinOp" || !strings.HasPrefix(s.op.String(), "+") || len(f.shapes[s.out]) != 2 {
		return
	}
	for j := range s.in {
		m := f.producer(s.in[j], "linAlgBinOp")
		bias := s.in[1-j]
		if m == nil || f.keep[m.out] || f.uses[m.out] != 1 || !plainProduct(m) {
			continue
		}
		if rows, cols := f.shapes[s.out][0], f.shapes[s.out][1]; rows == 1 || !f.isRow(bias, cols) {
			continue
		}
		p := gemm{count: 1}
		p.fits(f.shapes[m.in[0]], f.shapes[m.in[1]])
		f.replace(s, []int{m.in[0], m.in[1], bias}, denseOf(f.dtypes[s.out], p))
		return
	}
}

// plainProduct reports whether a step is a product of two matrices as they are.
func plainProduct(s *step) bool {
	op := structOf(s.op)
	return op.FieldByName("āBinaryOperator").Uint() == matMul && !op.FieldByName("transA").Bool() && !op.FieldByName("transB").Bool()
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
	return func(out G.Value, in []G.Value) error {
		kernel.Dense(ops.Data[T](out), p.m, p.n, p.k, ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), kernel.ActLinear)
		return nil
	}
}
