package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const turnedArgs = "func(mr, groups, k int, a *byte, rs int, b *byte, ldb int, c *byte, ldc int, " +
	"init *byte, ldi int, gate *byte, ldg, relu int)"

// wide is the groups of columns that a tile of so many rows computes together: enough sums for the latency of the
// multiply-adds.
var wide = []int{1: 4, 2: 4, 3: 3, 4: 2}

const turnedRows = 4

// turned emits the product of few rows with a transposed matrix, for AVX2. A group of as many columns as a vector has
// elements is computed from as many rows of B, which are transposed in registers, a strip of 16 bytes each at a time:
// nothing is stored but the result, and B is read once. Loads and shuffles limit it: loading A by four and spreading it by
// shuffles was slower than broadcasting all of it.
func turned(s isa) {
	name := "turned" + s.name
	TEXT(name, NOSPLIT, turnedArgs)
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes mr <= %d rows of groups of %d columns from rows of k >= %d elements of A and rows of B, strides in", name, turnedRows, s.lanes, 16/s.size()),
		"bytes; init, gate and relu as in the panels.")
	t := turnedTile{s: s}
	rows := arg("mr")
	for mr := turnedRows; mr > 1; mr-- {
		CMPQ(rows, U8(mr))
		JE(LabelRef(fmt.Sprintf("rows%d", mr)))
	}
	for mr := 1; mr <= turnedRows; mr++ {
		Label(fmt.Sprintf("rows%d", mr))
		t.tile(mr, wide[mr])
		t.tile(mr, 1)
	}
}

// turnedTile is a tile of mr rows and nv groups.
type turnedTile struct {
	s         isa
	panel     panelRegisters // what is done with the sums
	a, ldb    Register
	from      []*stripRows // of each group
	label     func(string) string
	mr, nv    int
	broadcast []Register // of the only row of A
}

// tile emits the loop over the tiles while there are nv groups left.
func (t *turnedTile) tile(mr, nv int) {
	t.mr, t.nv = mr, nv
	t.label = func(x string) string { return fmt.Sprintf("%s%dx%d", x, mr, nv) }
	t.panel = panelRegisters{s: t.s, nv: nv, whole: true, label: t.label}
	p := &t.panel
	p.newSums(mr)
	Label(t.label("tile"))
	CMPQ(argAddr("groups"), U8(nv))
	JLT(LabelRef(t.label("end")))
	p.init = arg("init")
	p.start()
	t.multiply()
	p.relu()
	p.gate = arg("gate")
	p.applyGate()
	p.c = arg("c")
	p.store()
	p.advanceResult()
	SUBQ(U8(nv), argAddr("groups"))
	JMP(LabelRef(t.label("tile")))
	Label(t.label("end"))
	if nv == 1 {
		VZEROUPPER()
		RET()
	}
}

// multiply emits the products along k, and moves b to the next groups.
func (t *turnedTile) multiply() {
	s, side := t.s, 16/t.s.size()
	p := &t.panel
	t.ldb = arg("ldb")
	t.from = nil
	first := arg("b")
	for g := range t.nv {
		r := newStripRows(s, t.ldb)
		if g == 0 {
			r.triple()
		} else {
			r.ld3, first = t.from[0].ld3, t.next(first)
		}
		r.begin(first)
		t.from = append(t.from, r)
	}
	MOVQ(t.next(first), argAddr("b"))
	k := arg("k")
	t.a, p.rs = arg("a"), arg("rs")
	if t.mr > 3 {
		p.rs3 = GP64()
		LEAQ(mem(p.rs, p.rs, 2, 0), p.rs3)
	}
	strips := 64 / 16 // of a line
	SUBQ(U8(strips*side), k)
	JLT(LabelRef(t.label("strips")))
	Label(t.label("line"))
	for i := range strips {
		t.spread(i)
		for g := range t.nv {
			t.strip(g, i)
		}
	}
	t.move(U8(64))
	SUBQ(U8(strips*side), k)
	JGE(LabelRef(t.label("line")))
	Label(t.label("strips"))
	ADDQ(U8((strips-1)*side), k)
	JLT(LabelRef(t.label("part")))
	Label(t.label("strip"))
	t.spread(0)
	for g := range t.nv {
		t.strip(g, 0)
	}
	t.move(U8(16))
	SUBQ(U8(side), k)
	JGE(LabelRef(t.label("strip")))
	Label(t.label("part"))
	CMPQ(k, I8(-side))
	JE(LabelRef(t.label("sums")))
	t.rest(k)
	Label(t.label("sums"))
}

// next is the row that is one group further down.
func (t *turnedTile) next(row Register) Register {
	to := GP64()
	LEAQ(mem(row, t.ldb, quad, 0), to)
	if t.s.lanes > quad {
		LEAQ(mem(to, t.ldb, quad, 0), to)
	}
	return to
}

func (t *turnedTile) move(by Op) {
	ADDQ(by, t.a)
	for _, r := range t.from {
		r.move(by)
	}
}

// element is step l of row r of A.
func (t *turnedTile) element(r, l int) Mem {
	m := t.panel.row(t.a, r)
	m.Disp += l * t.s.size()
	return m
}

// spread emits the broadcasts of a strip of the only row of A, which serves all groups.
func (t *turnedTile) spread(strip int) {
	t.broadcast = nil
	for l := 0; t.mr == 1 && l < 16/t.s.size(); l++ {
		x := t.s.vec()
		t.s.broadcast(t.element(0, 16*strip/t.s.size()+l), x)
		t.broadcast = append(t.broadcast, x)
	}
}

// strip emits the products of a strip of group g, so many strips further on, with all rows.
func (t *turnedTile) strip(g, strip int) {
	s := t.s
	b := s.transposeStrip(func(j int) Mem {
		m := t.from[g].at(j)
		m.Disp += 16 * strip
		return m
	})
	first := 16 * strip / s.size()
	if t.mr == 1 {
		for l := range b {
			s.fma(b[l], t.broadcast[l], t.panel.acc[0][g])
		}
		return
	}
	for l := range b {
		for r := range t.mr {
			x := s.vec()
			s.broadcast(t.element(r, first+l), x)
			s.fma(b[l], x, t.panel.acc[r][g])
		}
	}
}

// rest emits the last steps, fewer than a strip: the strip that ends with them is transposed, and its first -k steps, which
// have been added before, are left out.
func (t *turnedTile) rest(k Register) {
	s, side := t.s, 16/t.s.size()
	back := GP64()
	MOVQ(k, back)
	SHLQ(U8(shift(s)), back)
	t.move(back)
	for g := range t.nv {
		at := func(l int) string { return t.label(fmt.Sprintf("rest%d_%d_", g, l)) }
		b := s.transposeStrip(t.from[g].at)
		for l := side - 1; l > 1; l-- {
			CMPQ(k, I8(-l))
			JE(LabelRef(at(l)))
		}
		for l := 1; l < side; l++ {
			Label(at(l))
			for r := range t.mr {
				x := s.vec()
				s.broadcast(t.element(r, l), x)
				s.fma(b[l], x, t.panel.acc[r][g])
			}
		}
	}
}
