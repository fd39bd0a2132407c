package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The comparisons that cmp takes; those with "not" hold for NaN.
const (
	equal        = 0
	less         = 1
	lessEqual    = 2
	isNaN        = 3
	notEqual     = 4
	notLess      = 5
	notLessEqual = 6
	notGreaterEq = 9
	notGreater   = 10
	greaterEqual = 13
	greater      = 14

	lessOrGreater = 12
)

// cmp is the mask of the lanes where a is pred to b.
func cmp(pred uint64, a, b V) V {
	f := forms{VCMPPS, VCMPPD, VCMPPS_BCST, VCMPPD_BCST}.emit
	if !m.wide {
		return each(func(i int, d Register) { f(U8(pred), b[i], in(a, i), d) })
	}
	v := make(V, m.unroll)
	for i := range v {
		k := K()
		f(U8(pred), b[i], in(a, i), k)
		v[i] = k
	}
	return v
}

// choose is yes in the lanes of the mask and no elsewhere. On AVX-512 it is a move under the mask: avo takes the
// destination of a blend there for an input, alive since the start of the function, and runs out of registers.
func choose(mask, yes, no V) V {
	return each(func(i int, d Register) {
		if m.wide {
			set(no[i], d)
			if _, constant := yes[i].(Mem); constant {
				pick(VBROADCASTSS, VBROADCASTSD)(yes[i], mask[i], d)
			} else {
				pick(VMOVUPS, VMOVUPD)(yes[i], mask[i], d)
			}
		} else {
			pick(VBLENDVPS, VBLENDVPD)(mask[i], yes[i], in(no, i), d)
		}
	})
}

// keep is a in the lanes of the mask and 0 elsewhere.
func keep(mask, a V) V {
	return each(func(i int, d Register) {
		_, constant := a[i].(Mem)
		switch {
		case m.wide && constant:
			pick(VBROADCASTSS_Z, VBROADCASTSD_Z)(a[i], mask[i], d)
		case m.wide:
			pick(VMOVUPS_Z, VMOVUPD_Z)(a[i], mask[i], d)
		default:
			pick(VANDPS, VANDPD)(a[i], mask[i], d)
		}
	})
}

// both is the intersection of two masks, either their union.
func both(a, b V) V   { return logic(KANDW, and, a, b) }
func either(a, b V) V { return logic(KORW, or, a, b) }

func logic(k func(b, a, d Op), vectors func(a, b V) V, a, b V) V {
	if !m.wide {
		return vectors(a, b)
	}
	v := make(V, m.unroll)
	for i := range v {
		d := K()
		k(b[i], a[i], d)
		v[i] = d
	}
	return v
}

// first is the mask of the elements that a count n leaves: lane j of vector i where i lanes + j < n.
func first(n Register) V {
	count := vec()
	compare, broadcast := pick[instruction](VPCMPGTD, VPCMPGTQ), pick[instruction](VPBROADCASTD, VPBROADCASTQ)
	low := XMM()
	VMOVQ(n, low)
	broadcast(low, count)
	v := make(V, m.unroll)
	for i := range v {
		at := lanesFrom(i * m.lanes())
		if m.wide {
			k := K()
			compare(at, count, k)
			v[i] = k
		} else {
			d := vec()
			compare(at, count, d)
			v[i] = d
		}
	}
	return v
}

// anyLane jumps to the label if a lane of the mask is set.
func anyLane(mask V, label string) {
	if len(mask) != 1 {
		panic("anyLane: one vector only")
	}
	if m.wide {
		KORTESTW(mask[0], mask[0])
	} else {
		r := GP32()
		pick(VMOVMSKPS, VMOVMSKPD)(mask[0], r)
		TESTL(r, r)
	}
	JNE(LabelRef(label))
}

func newMask() Register { return K() }
