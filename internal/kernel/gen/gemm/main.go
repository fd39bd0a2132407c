// Command gemm generates the assembly of the matrix products. It is run by the go:generate line of package kernel.
package main

import (
	"github.com/deepprob/deepprob/internal/kernel/gen/level"
	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	iotas()
	for _, s := range []isa{avx2F32, avx2F64, avx512F32, avx512F64} {
		panel(s, 1, s.rows1)
		panel(s, 2, s.rows2)
		panel(s, 4, s.rows4)
		if s.wide {
			panel(s, 8, s.rows8)
		}
		dot(s)
		packRows(s, 1)
		packRows(s, 2)
		packColumns(s)
		if !s.wide {
			turned(s)
		}
	}
	dots(avx512F32)
	dots(avx512F64)
	dotColumn(avx512F32)
	dotColumn(avx512F64)
	level.Generate()
}
