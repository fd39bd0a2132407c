package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// drawn is a kernel that turns the words of whole groups, of 128 bytes each, into numbers.
type drawn struct {
	name, doc, params string
	double            bool
	words             int                           // vectors of them in a step
	together          int                           // steps of AVX-512 at a time; AVX2 has no registers for more than one
	setup             func() []Register             // what params hold
	f                 func(w []V, c []Register) []V // vectors of numbers
}

func (d drawn) emit() {
	of := "float32"
	if d.double {
		of = "float64"
	}
	signature := "func(dst *" + of + ", w *uint32, groups int" + d.params + ")"
	kernel(d.name, d.doc, signature, func() {
		m.double, m.unroll = d.double, 1
		dst, w, steps := Load(Param("dst"), GP64()), Load(Param("w"), GP64()), Load(Param("groups"), GP64())
		var c []Register
		if d.setup != nil {
			c = d.setup()
		}
		for size := d.words * m.bytes(); size < 128; size *= 2 {
			ADDQ(steps, steps)
		}
		if m.wide && d.together > 1 {
			together := U8(uint64(d.together))
			SUBQ(together, steps)
			JL(LabelRef("tail"))
			Label("loop")
			m.unroll = d.together
			d.step(dst, w, c)
			SUBQ(together, steps)
			JGE(LabelRef("loop"))
			Label("tail")
			ADDQ(together, steps)
			JE(LabelRef("done"))
		}
		Label("step")
		m.unroll = 1
		d.step(dst, w, c)
		DECQ(steps)
		JNE(LabelRef("step"))
		Label("done")
		VZEROUPPER()
		RET()
	})
}

// step does as many steps as a V has vectors, and moves w and dst behind them.
func (d drawn) step(dst, w Register, c []Register) {
	x := make([]V, d.words)
	for i := range x {
		x[i] = each(func(v int, r Register) { move(Mem{Base: w, Disp: (v*d.words + i) * m.bytes()}, r) })
	}
	numbers := d.f(x, c)
	for i, y := range numbers {
		for v := range y {
			move(y[v], Mem{Base: dst, Disp: (v*len(numbers) + i) * m.bytes()})
		}
	}
	ADDQ(U32(uint64(m.unroll*d.words*m.bytes())), w)
	ADDQ(U32(uint64(m.unroll*len(numbers)*m.bytes())), dst)
}

// dropouts compare halves of words, as signed numbers, with a limit.
func dropouts() []drawn {
	one := func(suffix, number string, double bool) drawn {
		return drawn{name: "vecDropout" + suffix, doc: "sets dst[i] to 0 where half i of the words is below limit, to scale elsewhere.",
			params: ", limit int, scale " + number, double: double, words: 1, setup: dropoutSetup, f: dropout}
	}
	return []drawn{one("32", "float32", false), one("64", "float64", true)}
}

// dropoutSetup is the limit in every half, scale in every lane.
func dropoutSetup() []Register {
	r, low, limit := GP64(), XMM(), vec()
	Load(Param("limit"), r)
	VMOVD(r.As32(), low)
	VPBROADCASTW(low, limit)
	number := XMM()
	Load(Param("scale"), number)
	return []Register{limit, broadcast(number)[0].(Register)}
}

// dropout makes the numbers of a vector of halves.
func dropout(w []V, c []Register) []V {
	limit, scale := c[0], c[1]
	var y []V
	if m.wide {
		k := K()
		VPCMPW(U8(notLess), limit, w[0][0], k)
		for i := 0; i < m.size(); i += 2 {
			at := K()
			KSHIFTRD(U8(uint64(i/2*m.lanes())), k, at)
			y = append(y, keep(V{at}, V{scale}))
		}
		return y
	}
	dropped := YMM()
	VPCMPGTW(w[0][0], limit, dropped)
	for i := range m.size() / 2 {
		part, mask := XMM(), YMM()
		VEXTRACTI128(U8(uint64(2*i*m.lanes()/16)), dropped, part)
		if m.double && i%2 == 1 {
			VPSRLDQ(U8(8), part, part)
		}
		pick[instruction](VPMOVSXWD, VPMOVSXWQ)(part, mask)
		d := YMM()
		pick(VANDNPS, VANDNPD)(scale, mask, d)
		y = append(y, V{d})
	}
	return y
}
