package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// store writes the tile, with AVX2 without masks: masked stores are slow on some CPUs.
func (p *panelRegisters) store() {
	ldc := arg("ldc")
	down := func() { ADDQ(ldc, p.c) }
	plain := func(acc Register, v int) { VMOVUPS(acc, mem(p.c, nil, 0, v*p.s.bytes())) }
	switch {
	case p.whole:
		p.each(plain, down)
		return
	case p.s.wide:
		p.each(p.storeMasked, down)
		return
	}
	cols := arg("cols")
	TESTQ(U32(p.s.lanes-1), cols)
	JNE(LabelRef(p.label("partial")))
	p.each(plain, down)
	JMP(LabelRef(p.label("next")))
	Label(p.label("partial"))
	r := 0
	part := newPartial(p.s, cols)
	p.each(func(acc Register, v int) {
		if v < p.nv-1 {
			plain(acc, v)
			return
		}
		part.store(acc, p.c, v*p.s.bytes(), func(x string) string { return p.label(fmt.Sprintf("%s%d_", x, r)) })
	}, func() { down(); r++ })
	Label(p.label("next"))
}

func (p *panelRegisters) storeMasked(acc Register, v int) {
	if to := mem(p.c, nil, 0, v*p.s.bytes()); v == p.nv-1 {
		p.s.storeMasked(acc, p.mask, to)
	} else {
		VMOVUPS(acc, to)
	}
}

// partial stores the first count elements, modulo those of a vector, by halves, pairs and single ones.
type partial struct {
	s           isa
	count       Register
	pair, other Register // bytes before the last pair of float32, and before the last element
}

func newPartial(s isa, count Register) partial {
	p := partial{s: s, count: count}
	place := func(bits int) Register {
		to := GP64()
		MOVQ(count, to)
		ANDQ(U8(bits), to)
		SHLQ(U8(shift(s)), to)
		return to
	}
	if !s.double {
		p.pair = place(4)
	}
	p.other = place(s.lanes - 2)
	return p
}

func (p partial) store(v, base Register, offset int, label func(string) string) {
	x := v.(VecVirtual).AsX()
	skip := func(bit int, name string, f func()) {
		TESTQ(U32(bit), p.count)
		JE(LabelRef(label(name)))
		f()
		Label(label(name))
	}
	if p.s.double {
		skip(2, "half", func() {
			VMOVUPS(x, mem(base, nil, 0, offset))
			VEXTRACTF128(U8(1), v, x)
		})
		skip(1, "one", func() { VMOVSD(x, mem(base, p.other, 1, offset)) })
		return
	}
	skip(4, "half", func() {
		VMOVUPS(x, mem(base, nil, 0, offset))
		VEXTRACTF128(U8(1), v, x)
	})
	skip(2, "pair", func() {
		VMOVLPS(x, mem(base, p.pair, 1, offset))
		VPERMILPS(U8(2), x, x)
	})
	skip(1, "one", func() { VMOVSS(x, mem(base, p.other, 1, offset)) })
}
