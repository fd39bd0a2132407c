package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// grid emits a loop of two operands over rows of n elements: rows of dst follow one another, those of an operand are
// step elements apart; a number is one for each row.
func (l loop) grid() {
	of := "float32"
	if l.double {
		of = "float64"
	}
	second := strings.TrimPrefix(l.in[1], "*")
	name := strings.TrimRight(l.name, "0123456789") + "Grid" + l.name[len(l.name)-2:]
	signature := fmt.Sprintf("func(dst, a, %s *%s, n, rows, stepA, stepB int)", second, of)
	kernel(name, strings.TrimSuffix(l.doc, ".")+" in each of the rows.", signature, func() {
		m.double = l.double
		fill()
		r := rows{k: Load(Param("n"), GP64())}
		dst, a, b := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param(second), GP64())
		count, stepA, stepB := Load(Param("rows"), GP64()), Load(Param("stepA"), GP64()), Load(Param("stepB"), GP64())
		Label("row")
		var one Register
		if second != l.in[1] {
			one = broadcast(Mem{Base: b})[0].(Register)
		}
		r.chunks("run", func(j, left Register) {
			mask := r.mask(left)
			load := func(p Register) V {
				return each(func(i int, d Register) { loadVector(element(p, j, i), mask, i, d) })
			}
			x, y := load(a), V(nil)
			if one != nil {
				y = same(one)
			} else {
				y = load(b)
			}
			for i, z := range l.f(x, y) {
				storeVector(z, element(dst, j, i), mask, i)
			}
		})
		size := uint8(m.size())
		r.next(dst)
		LEAQ(Mem{Base: a, Index: stepA, Scale: size}, a)
		LEAQ(Mem{Base: b, Index: stepB, Scale: size}, b)
		DECQ(count)
		JNE(LabelRef("row"))
		VZEROUPPER()
		RET()
	})
}
