package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const panelArgs = "func(mr, tiles, more, panels, k, plain int, a *byte, rs, cs, as, asMore int, b *byte, ldb, bs int, " +
	"c *byte, ldc int, init *byte, ldi int, gate *byte, ldg, relu, cols int)"

// panel emits the kernel for panels of the result nv vectors wide, of which the last vector may be partial if there is one
// panel:
//
//	C[i,j] = gate(relu(init[i,j] + A[i,0] B[0,j] + ... + A[i,k-1] B[k-1,j]))   i < mr tiles + (mr-1) more, j < cols
//
// Every element is one chain of fused multiply-adds in the order of k, so its bits depend on nothing around it. The
// accumulators of a tile of mr rows stay in registers while k runs; each step reads a row of B once and broadcasts mr
// elements of A, read at any strides (rs down a column, cs along k, as and asMore from tile to tile), so that A, its
// transpose and packed A need no other kernel. Tiles and panels have loops of their own because calls from Go cost as much
// as a tile of small k.
func panel(s isa, nv, maxRows int) {
	name := fmt.Sprintf("panel%sx%d", s.name, nv)
	TEXT(name, NOSPLIT, panelArgs)
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes tiles of mr <= %d rows, then more of mr - 1, by %d < cols <= %d columns, k > 0; then the same", name, maxRows, (nv-1)*s.lanes, nv*s.lanes),
		"for the next panels, of B bs bytes apart. Strides are in bytes; init is nil (zeros), a row (ldi 0) or a matrix; relu is",
		"a flag; where the matrix gate is not above 0 the result is 0. In plain rows of B whole vectors may be read.")
	p := panelRegisters{s: s, nv: nv}
	p.load()
	left, step, second := AllocLocal(8), AllocLocal(8), AllocLocal(8)
	count, rows := GP64(), GP64()
	Label("panel")
	Load(Param("a"), p.a)
	Load(Param("c"), p.c)
	Load(Param("init"), p.init)
	Load(Param("gate"), p.gate)
	MOVQ(U32(0), second)
	Load(Param("as"), count)
	MOVQ(count, step)
	Load(Param("mr"), rows)
	Load(Param("tiles"), count)
	JMP(LabelRef("part"))
	Label("done")
	CMPQ(second, U8(0))
	JNE(LabelRef("next"))
	MOVQ(U32(1), second)
	Load(Param("asMore"), count)
	MOVQ(count, step)
	Load(Param("mr"), rows)
	DECQ(rows)
	Load(Param("more"), count)
	Label("part")
	MOVQ(count, left)
	TESTQ(count, count)
	JE(LabelRef("done"))
	for mr := maxRows; mr > 1; mr-- {
		CMPQ(rows, U8(mr))
		JE(LabelRef(fmt.Sprintf("tile%d", mr)))
	}
	for mr := 1; mr <= maxRows; mr++ {
		p.tile(mr, left, step)
	}
	Label("next")
	p.advance()
	DECQ(argAddr("panels"))
	JNE(LabelRef("panel"))
	VZEROUPPER()
	RET()
}

// panelRegisters are those that live through all tiles.
type panelRegisters struct {
	s     isa
	nv    int
	whole bool // the last vector too

	a, c, init, gate Register // where the tile begins
	rs, rs3, rs5, cs Register
	mask             Register // of the last vector
	label            func(string) string
	acc              [][]Register
}

func (p *panelRegisters) load() {
	p.a, p.c, p.init, p.gate, p.rs, p.cs = GP64(), GP64(), GP64(), GP64(), arg("rs"), arg("cs")
	p.rs3, p.rs5 = GP64(), GP64()
	LEAQ(mem(p.rs, p.rs, 2, 0), p.rs3)
	LEAQ(mem(p.rs, p.rs, 4, 0), p.rs5)
	p.mask = p.s.mask(arg("cols"), (p.nv-1)*p.s.lanes)
}

// advance moves the arguments to the next panel.
func (p *panelRegisters) advance() {
	ADDQ(arg("bs"), argAddr("b"))
	p.advanceResult()
}

func (p *panelRegisters) advanceResult() {
	width := I32(p.nv * p.s.bytes())
	ADDQ(width, argAddr("c"))
	for _, x := range []string{"init", "gate"} {
		CMPQ(argAddr(x), U8(0))
		JE(LabelRef(p.label("no" + x)))
		ADDQ(width, argAddr(x))
		Label(p.label("no" + x))
	}
}

// each visits the accumulators row by row, and calls down after each row.
func (p *panelRegisters) each(f func(acc Register, v int), down func()) {
	for _, row := range p.acc {
		for v, acc := range row {
			f(acc, v)
		}
		down()
	}
}

// read loads vector v of the row at base, masked if it is the last; readAll loads whole vectors.
func (p *panelRegisters) read(base Register, v int, to Register) {
	if m := mem(base, nil, 0, v*p.s.bytes()); v == p.nv-1 && !p.whole {
		p.s.loadMasked(m, p.mask, to)
	} else {
		VMOVUPS(m, to)
	}
}

func (p *panelRegisters) readAll(base Register, v int, to Register) {
	VMOVUPS(mem(base, nil, 0, v*p.s.bytes()), to)
}

// newSums makes the accumulators of a tile of mr rows.
func (p *panelRegisters) newSums(mr int) {
	p.acc = make([][]Register, mr)
	for r := range p.acc {
		p.acc[r] = make([]Register, p.nv)
		for v := range p.acc[r] {
			p.acc[r][v] = p.s.vec()
		}
	}
}

// tile emits the loop over tiles of mr rows.
func (p *panelRegisters) tile(mr int, left, step Mem) {
	p.label = func(x string) string { return fmt.Sprintf("%s%d", x, mr) }
	p.newSums(mr)
	Label(p.label("tile"))
	p.start()
	p.multiply()
	p.relu()
	p.applyGate()
	p.store()

	ADDQ(step, p.a)
	DECQ(left)
	JNE(LabelRef(p.label("tile")))
	JMP(LabelRef("done"))
}

// start sets the accumulators to init.
func (p *panelRegisters) start() {
	p.each(func(acc Register, _ int) { p.s.zero(acc) }, func() {})
	TESTQ(p.init, p.init)
	JE(LabelRef(p.label("start")))
	ldi := arg("ldi")
	p.each(func(acc Register, v int) { p.read(p.init, v, acc) }, func() { ADDQ(ldi, p.init) })
	Label(p.label("start"))
}

// reach is the rows addressed from one pointer, by the multiples 0 to 6 of rs; a second pointer is for the rows below.
const reach = 7

// row is where row r < reach from base on lies.
func (p *panelRegisters) row(base Register, r int) Mem {
	return []Mem{mem(base, nil, 0, 0), mem(base, p.rs, 1, 0), mem(base, p.rs, 2, 0), mem(base, p.rs3, 1, 0),
		mem(base, p.rs, 4, 0), mem(base, p.rs5, 1, 0), mem(base, p.rs3, 2, 0)}[r]
}

// multiply adds the products along k. Masks cost nothing in AVX-512; elsewhere only the last rows of B are read with one,
// where whole vectors would reach beyond the matrix.
func (p *panelRegisters) multiply() {
	a, below, b, ldb := GP64(), GP64(), arg("b"), arg("ldb")
	MOVQ(p.a, a)
	if len(p.acc) > reach {
		LEAQ(mem(p.a, p.rs, 1, 0), below)
		LEAQ(mem(below, p.rs3, 2, 0), below)
	}
	if p.s.wide {
		p.steps("k", p.read, a, below, b, ldb, arg("k"))
		return
	}
	k := arg("plain")
	TESTQ(k, k)
	JE(LabelRef(p.label("edge")))
	p.steps("k", p.readAll, a, below, b, ldb, k)
	Label(p.label("edge"))
	Load(Param("k"), k)
	SUBQ(argAddr("plain"), k)
	JE(LabelRef(p.label("sums")))
	p.steps("ke", p.read, a, below, b, ldb, k)
	Label(p.label("sums"))
}

// steps emits the loop along k. A wide panel of one or two rows is limited by reading B, whatever it computes.
func (p *panelRegisters) steps(label string, read func(base Register, v int, to Register), a, below, b, ldb, k Register) {
	Label(p.label(label))
	row := make([]Register, p.nv)
	for v := range row {
		row[v] = p.s.vec()
		read(b, v, row[v])
	}
	ADDQ(ldb, b)
	for r, accs := range p.acc {
		base := a
		if r >= reach {
			base = below
		}
		x := p.s.vec()
		p.s.broadcast(p.row(base, r%reach), x)
		for v, acc := range accs {
			p.s.fma(row[v], x, acc)
		}
	}
	ADDQ(p.cs, a)
	if len(p.acc) > reach {
		ADDQ(p.cs, below)
	}
	DECQ(k)
	JNE(LabelRef(p.label(label)))
}

func (p *panelRegisters) relu() {
	CMPQ(argAddr("relu"), U8(0))
	JE(LabelRef(p.label("linear")))
	zero := p.s.vec()
	p.s.zero(zero)
	p.each(func(acc Register, _ int) { p.s.max(acc, zero) }, func() {})
	Label(p.label("linear"))
}

func (p *panelRegisters) applyGate() {
	TESTQ(p.gate, p.gate)
	JE(LabelRef(p.label("open")))
	zero, ldg := p.s.vec(), arg("ldg")
	p.s.zero(zero)
	p.each(func(acc Register, v int) {
		g := p.s.vec()
		p.read(p.gate, v, g)
		p.s.keepPositive(acc, g, zero)
	}, func() { ADDQ(ldg, p.gate) })
	Label(p.label("open"))
}
