package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel/gen/level"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func name(parts ...any) string { return fmt.Sprint(parts...) }

// stored is how elements lie in memory when it is not as they are in the lanes: float32 beside lanes of float64.
type stored int

const (
	likeLanes stored = iota
	narrow
)

// loop is a kernel dst[i] = f(x[i], y[i], ...).
type loop struct {
	name   string
	doc    string
	double bool
	narrow stored   // float32 in memory, computed in float64
	unroll int      // vectors at a time
	first  int      // the first of those that a step does
	in     []string // names of the inputs; "*c" is one number for all elements
	f      func(x ...V) V
	domain func(x V) V // mask of the lanes of the first input that f cannot do; nil if there are none
}

// emit writes the functions.
func (l loop) emit() {
	element := "float32"
	if l.double && l.narrow == likeLanes {
		element = "float64"
	}
	args := "dst"
	for _, s := range l.in {
		args += ", " + strings.TrimPrefix(s, "*")
	}
	results := ""
	if l.domain != nil {
		results = " (done int)"
	}
	kernel(l.name, l.doc, fmt.Sprintf("func(%s *%s, n int)%s", args, element, results), l.body)
}

// kernel emits a function for each level: body, with m set to it.
func kernel(name, doc, signature string, body func()) {
	level.Kernel(name, doc, signature, func(l level.Level) {
		m.wide = l.Name == level.AVX512.Name
		body()
	})
}

// crowded are the loops for which the 16 registers of AVX2 do not hold two vectors side by side. There the second vector
// follows the first one as closely as they allow.
var crowded = []string{"vecELU32", "vecELU64", "vecSoftplusGrad64", "vecExpm164", "vecLog64", "vecSigmoid64", "vecLogSigmoid64", "vecSoftplus64", "vecLog1p64"}

func (l loop) crowded() bool { return !m.wide && slices.Contains(crowded, l.name) }

func (l loop) body() {
	m.double, m.unroll = l.double, 1
	dst := Load(Param("dst"), GP64())
	var in []Register
	for _, s := range l.in {
		name, number := strings.CutPrefix(s, "*")
		p := Load(Param(name), GP64())
		if number {
			p = broadcast(Mem{Base: p})[0].(Register)
		}
		in = append(in, p)
	}
	n, i := Load(Param("n"), GP64()), GP64()
	XORQ(i, i)

	m.unroll = l.unroll
	SUBQ(U32(uint64(m.all())), n)
	JL(LabelRef("tail"))
	Label("loop")
	if l.crowded() {
		level.Interleave(func(v int) {
			m.unroll = 1
			one := l
			one.first = v
			one.step(dst, in, i, nil, "outside")
		})
		m.unroll = l.unroll
	} else {
		l.step(dst, in, i, nil, "outside")
	}
	ADDQ(U32(uint64(m.all())), i)
	SUBQ(U32(uint64(m.all())), n)
	JGE(LabelRef("loop"))
	Label("tail")
	ADDQ(U32(uint64(m.all())), n)
	JE(LabelRef("done"))

	// what is left goes by single vectors under a mask, through the same instructions
	m.unroll = 1
	Label("rest")
	l.step(dst, in, i, n, "outside")
	ADDQ(U32(uint64(m.all())), i)
	SUBQ(U32(uint64(m.all())), n)
	JG(LabelRef("rest"))
	Label("done")
	if l.domain != nil {
		end := GP64()
		Load(Param("n"), end)
		Store(end, Return("done"))
		VZEROUPPER()
		RET()
		Label("outside")
		Store(i, Return("done"))
	}
	VZEROUPPER()
	RET()
}

// step does one V at index i: all of it if n is nil, n elements at most otherwise.
func (l loop) step(dst Register, in []Register, i, n Register, outside string) {
	var mask V
	if n != nil {
		mask = l.firstStored(n)
	}
	x := make([]V, len(in))
	for k, p := range in {
		if strings.HasPrefix(l.in[k], "*") {
			x[k] = same(p)
		} else {
			x[k] = l.load(p, i, mask)
		}
	}
	if l.domain != nil {
		if n != nil { // 1 is inside every domain
			x[0] = choose(first(n), x[0], num(1))
		}
		anyLane(l.domain(x[0]), outside)
	}
	l.store(l.f(x...), dst, i, mask)
}

// at is the address of vector v at index i, in elements of the size in memory.
func (l loop) at(p, i Register, v int) Mem {
	size := m.size()
	if l.narrow == narrow {
		size = 4
	}
	return Mem{Base: p, Index: i, Scale: uint8(size), Disp: (l.first + v) * m.lanes() * size}
}

func (l loop) load(p, i Register, mask V) V {
	v := make(V, m.unroll)
	for k := range v {
		v[k] = l.loadFrom(l.at(p, i, k), mask, k)
	}
	return v
}

// loadFrom loads vector v of a V from a, under its mask unless that is nil.
func (l loop) loadFrom(a Mem, mask V, v int) Register {
	d := vec()
	switch {
	case l.narrow == likeLanes:
		loadVector(a, mask, v, d)
	case mask == nil:
		VCVTPS2PD(a, d)
	default:
		h := half()
		if m.wide {
			VMOVUPS_Z(a, mask[v], h)
		} else {
			VMASKMOVPS(a, mask[v], h)
		}
		VCVTPS2PD(h, d)
	}
	return d
}

func (l loop) store(y V, p, i Register, mask V) {
	for v := range y {
		if !m.double || l.narrow == likeLanes {
			storeVector(y[v], l.at(p, i, v), mask, v)
			continue
		}
		h := half()
		if m.wide {
			VCVTPD2PS(y[v], h)
		} else {
			VCVTPD2PSY(y[v], h)
		}
		switch {
		case mask == nil:
			VMOVUPS(h, l.at(p, i, v))
		case m.wide:
			VMOVUPS(h, mask[v], l.at(p, i, v))
		default:
			VMASKMOVPS(h, mask[v], l.at(p, i, v))
		}
	}
}

// half is a register of half a vector: float32 for as many float64 lanes.
func half() Register {
	if m.wide {
		return YMM()
	}
	return XMM()
}

// firstStored is first for the elements in memory.
func (l loop) firstStored(n Register) V {
	if !m.double || l.narrow == likeLanes || m.wide {
		return first(n)
	}
	count, mask := XMM(), XMM()
	VMOVQ(n, count)
	VPBROADCASTD(count, count)
	VPCMPGTD(lanes32("iota32from0", 16, func(i int) uint32 { return uint32(i) }), count, mask)
	return V{mask}
}

// loadVector and storeVector move vector v of a V, under its mask unless that is nil.
func loadVector(a Mem, mask V, v int, d Register) {
	switch {
	case mask == nil:
		move(a, d)
	case m.wide:
		pick(VMOVUPS_Z, VMOVUPD_Z)(a, mask[v], d)
	default:
		pick(VMASKMOVPS, VMASKMOVPD)(a, mask[v], d)
	}
}

func storeVector(s Op, a Mem, mask V, v int) {
	switch {
	case mask == nil:
		move(s, a)
	case m.wide:
		pick(VMOVUPS, VMOVUPD)(s, mask[v], a)
	default:
		pick(VMASKMOVPS, VMASKMOVPD)(s, mask[v], a)
	}
}
