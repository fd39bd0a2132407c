package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// rows is a kernel over rows of k elements. Their terms relative to the largest are added up without one largest, whose
// term is 1: log(1 + rest) keeps a small rest. Lanes beyond a row's end hold -Inf.
type rows struct {
	dst, x, k Register
}

// chunks emits f for chunks of a V at index j of n elements; the last one may be shorter, then left is their number.
func (r rows) chunks(name string, f func(j, left Register)) {
	j, left := GP64(), GP64()
	XORQ(j, j)
	MOVQ(r.k, left)
	SUBQ(U32(uint64(m.all())), left)
	JL(LabelRef(name + "_tail"))
	Label(name + "_loop")
	f(j, nil)
	ADDQ(U32(uint64(m.all())), j)
	SUBQ(U32(uint64(m.all())), left)
	JGE(LabelRef(name + "_loop"))
	Label(name + "_tail")
	ADDQ(U32(uint64(m.all())), left)
	JE(LabelRef(name + "_done"))
	f(j, left)
	Label(name + "_done")
}

func (r rows) mask(left Register) V {
	if left == nil {
		return nil
	}
	return first(left)
}

// load reads elements at j of row p; what lies beyond the row is -Inf.
func (r rows) load(p, j, left Register) V {
	mask := r.mask(left)
	v := each(func(i int, d Register) { loadVector(element(p, j, i), mask, i, d) })
	if left != nil {
		v = choose(mask, v, num(math.Inf(-1)))
	}
	return v
}

func (r rows) store(v V, p, j, left Register) {
	mask := r.mask(left)
	for i := range v {
		storeVector(v[i], element(p, j, i), mask, i)
	}
}

// element is the address of vector i at index j.
func element(p, j Register, i int) Mem {
	return Mem{Base: p, Index: j, Scale: uint8(m.size()), Disp: i * m.bytes()}
}

// largest is the maximum of the row; anything if the row has a NaN.
func (r rows) largest() V {
	acc := mov(num(math.Inf(-1)))
	r.chunks("max", func(j, left Register) { into(vmax, acc, r.load(r.x, j, left)) })
	return fold(vmax, acc)
}

// rest is sum e^(x-top) less the term 1 of one largest: 0 for a row of -Inf. It stands in the first lane.
func (r rows) rest(top V) Register {
	sum, count := zero(), GP64()
	MOVQ(I32(-1), count)
	r.chunks("sum", func(j, left Register) {
		x := r.load(r.x, j, left)
		into(add, sum, apart(func(v ...V) V {
			x, top := v[0], v[1]
			e := expNegative(sub(x, top))
			at := cmp(equal, x, top)
			addCount(at, count)
			return choose(at, num(0), e)
		}, x, top))
	})
	rest, others := fold(add, sum)[0].(VecVirtual).AsX(), XMM()
	VXORPS(others, others, others)
	pick(VCVTSI2SSQ, VCVTSI2SDQ)(count, others, others)
	pick[instruction](VADDSS, VADDSD)(others, rest, rest)
	return rest
}

// addCount adds the number of lanes in the mask to n.
func addCount(mask V, n Register) {
	for _, k := range mask {
		bits := GP64()
		if m.wide {
			KMOVW(k, bits.As32())
		} else {
			pick(VMOVMSKPS, VMOVMSKPD)(k, bits.As32())
		}
		POPCNTQ(bits, bits)
		ADDQ(bits, n)
	}
}

// header loads the arguments and emits rows one after the other; block rows have their maxima and rests kept in the
// frame, then finish(n) goes over the n of them.
func rowKernel(name, doc string, double bool, each func(r rows, n Register)) {
	suffix, element := "32", "float32"
	if double {
		suffix, element = "64", "float64"
	}
	signature := fmt.Sprintf("func(dst, x *%s, rows, k int)", element)
	kernel("vec"+name+suffix, doc, signature, func() {
		m.double = double
		fill()
		r := rows{Load(Param("dst"), GP64()), Load(Param("x"), GP64()), Load(Param("k"), GP64())}
		each(r, Load(Param("rows"), GP64()))
		VZEROUPPER()
		RET()
	})
}

// next moves the pointer p to the next row.
func (r rows) next(p Register) { LEAQ(Mem{Base: p, Index: r.k, Scale: uint8(m.size())}, p) }

// softmax emits the kernel that divides each e^(x-top) by their sum.
func softmax(double bool) {
	rowKernel("Softmax", "sets dst to e^x / sum e^x in rows of k.", double, func(r rows, n Register) {
		Label("row")
		top := r.largest()
		// the terms equal to the largest are 1, so also +Inf, and 0 in a row of -Inf, which is divided by 1
		some := keep(cmp(notEqual, top, num(math.Inf(-1))), num(1))
		sum := zero()
		r.chunks("exp", func(j, left Register) {
			x := r.load(r.x, j, left)
			e := apart(func(v ...V) V {
				x, top, some := v[0], v[1], v[2]
				e := expNegative(sub(x, top))
				return choose(cmp(equal, x, top), some, e)
			}, x, top, some)
			into(add, sum, e)
			r.store(e, r.dst, j, left)
		})
		sum = add(fold(add, sum), sub(mov(num(1)), some))
		r.chunks("div", func(j, left Register) {
			r.store(div(r.load(r.dst, j, left), sum), r.dst, j, left)
		})
		r.next(r.x)
		r.next(r.dst)
		DECQ(n)
		JNE(LabelRef("row"))
	})
}

// logs emits a kernel that takes rows in blocks of as many as a V has lanes: maxima and rests of the block go to the
// frame, then the logarithms of the whole block are computed at once.
func logs(name, doc string, double bool, finish func(r rows, count, start Register, tops, rests Mem)) {
	rowKernel(name, doc, double, func(r rows, n Register) {
		tops, rests := AllocLocal(64), AllocLocal(64)
		Label("block")
		start, count, i := GP64(), GP64(), GP64()
		MOVQ(r.x, start)
		MOVQ(U32(uint64(m.all())), count)
		CMPQ(n, count)
		CMOVQLT(n, count)
		XORQ(i, i)
		Label("row")
		top := r.largest()
		rest := r.rest(top)
		pick(VMOVSS, VMOVSD)(top[0].(VecVirtual).AsX(), slot(tops, i))
		pick(VMOVSS, VMOVSD)(rest, slot(rests, i))
		r.next(r.x)
		INCQ(i)
		CMPQ(i, count)
		JLT(LabelRef("row"))
		finish(r, count, start, tops, rests)
		SUBQ(count, n)
		JG(LabelRef("block"))
	})
}

func slot(a Mem, i Register) Mem { return a.Idx(i, uint8(m.size())) }

// frame reads a V from the frame.
func frame(a Mem) V {
	return each(func(i int, d Register) { move(a.Offset(i*m.bytes()), d) })
}

// log1pFrame is log1pInside of a V in the frame.
func log1pFrame(a Mem) V {
	return apart(func(x ...V) V { return log1pInside(x[0]) }, frame(a))
}

func logSumExp(double bool) {
	logs("LogSumExp", "sets dst[i] = log sum e^x of row i of k.", double, func(r rows, count, _ Register, tops, rests Mem) {
		var y V
		if m.wide {
			y = add(frame(tops), log1pFrame(rests))
		} else { // the maxima would keep registers from the logarithm
			y = log1pFrame(rests)
			y = add(frame(tops), y)
		}
		mask := first(count)
		for i := range y {
			storeVector(y[i], Mem{Base: r.dst, Disp: i * m.bytes()}, mask, i)
		}
		LEAQ(Mem{Base: r.dst, Index: count, Scale: uint8(m.size())}, r.dst)
	})
}

func logSoftmax(double bool) {
	logs("LogSoftmax", "sets dst to x - log sum e^x in rows of k.", double, func(r rows, count, start Register, tops, rests Mem) {
		y := log1pFrame(rests)
		for i := range y {
			move(y[i], rests.Offset(i*m.bytes()))
		}
		row := GP64()
		XORQ(row, row)
		Label("sub_row")
		top, logSum := broadcast(slot(tops, row)), broadcast(slot(rests, row))
		// what equals the largest is at distance 0 from it, also +Inf, and at -Inf in a row of -Inf
		none := num(math.Inf(-1))
		at := choose(cmp(equal, top, none), none, zero())
		r.chunks("sub", func(j, left Register) {
			x := r.load(start, j, left)
			d := choose(cmp(equal, x, top), at, sub(x, top))
			r.store(sub(d, logSum), r.dst, j, left)
		})
		r.next(start)
		r.next(r.dst)
		INCQ(row)
		CMPQ(row, count)
		JLT(LabelRef("sub_row"))
	})
}
