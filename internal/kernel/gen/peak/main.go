// Command peak generates the loops that measure how fast the CPU multiplies and adds.
package main

import (
	"github.com/deepprob/deepprob/internal/kernel/gen/level"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// chains is the independent sums of a loop, enough to hide the latency of two units: at least 2 x 4 cycles.
const chains = 12

func main() {
	ConstraintExpr("amd64,!noasm")
	loop("fmaAVX2", func() Register { return YMM() })
	loop("fmaAVX512", func() Register { return ZMM() })
	level.Generate()
}

func loop(name string, vec func() Register) {
	TEXT(name, NOSPLIT, "func(n int)")
	Doc(name + " runs n times 12 independent fused multiply-adds of whole vectors.")
	n := Load(Param("n"), GP64())
	acc := make([]Register, chains)
	for i := range acc {
		acc[i] = vec()
		VMOVD(n.(GPVirtual).As32(), acc[i].(VecVirtual).AsX()) // writes the whole vector
	}
	Label("loop")
	for _, a := range acc {
		VFMADD231PS(a, a, a)
	}
	DECQ(n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}
