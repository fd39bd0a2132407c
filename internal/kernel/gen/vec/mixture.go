package main

import (
	"fmt"
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// mixture is dst[j] = log sum_k 2^e_k(x_j), a vector of points at a time: the sum of powers relative to 2^top, a number
// for all points, and again relative to the largest exponent in the lanes where that is out of range. One vector at a time
// is as fast as two: turns of the loop over components wait for nothing but the sum.
type mixture struct {
	name, doc string
	points    []string // slices by point
	numbers   []string // slices by component
	exponent  func(x []V, number func(i int) V) V
}

func mixtures() []mixture {
	return []mixture{
		{"vecMixNormals", "sets dst[j] = log sum_k 2^(c[k] - ((y[j] - mu[k]) s[k])^2).", []string{"y"}, []string{"c", "mu", "s"},
			func(x []V, number func(i int) V) V {
				z := mul(sub(x[0], number(1)), number(2))
				return nfma(z, z, number(0))
			}},
		{"vecMixPowers", "sets dst[j] = log sum_k 2^(c[k] + a[k] x[j] + b[k] z[j]).", []string{"x", "z"}, []string{"c", "a", "b"},
			func(x []V, number func(i int) V) V {
				return fma(x[1], number(2), fma(x[0], number(1), number(0)))
			}},
	}
}

func (x mixture) emit() {
	args := append(append([]string{"dst", "top"}, x.points...), x.numbers...)
	kernel(x.name, x.doc, fmt.Sprintf("func(%s *float64, n, k int)", strings.Join(args, ", ")), func() {
		m.double, m.unroll = true, 1
		p := make([]Register, len(args))
		for i, a := range args {
			p[i] = Load(Param(a), GP64())
		}
		at, numbers := p[2:2+len(x.points)], p[2+len(x.points):]
		count := Load(Param("k"), GP64())
		r := rows{k: Load(Param("n"), GP64())}
		r.chunks("points", func(j, left Register) {
			name := "whole_"
			if left != nil {
				name = "part_"
			}
			mask := r.mask(left)
			points := make([]V, len(at))
			for i, p := range at {
				points[i] = each(func(v int, d Register) { loadVector(element(p, j, v), mask, v, d) })
			}
			component := func(k Register) V {
				return x.exponent(points, func(i int) V { return broadcast(element(numbers[i], k, 0)) })
			}
			top := broadcast(Mem{Base: p[1]})
			sum := sumPowers(name+"sum", component, count, top, x.held())
			y := logPower(sum, top)
			beyond := cmp(notEqual, vmax(num(0x1p-900), vmin(num(0x1p900), sum)), sum) // also NaN
			anyLane(beyond, name+"beyond")
			JMP(LabelRef(name + "store"))
			Label(name + "beyond")
			largest := round(largestOf(name+"largest", component, count))
			move(choose(beyond, logPower(sumPowers(name+"again", component, count, largest, 0), largest), y)[0], y[0])
			Label(name + "store")
			storeVector(y[0], element(p[0], j, 0), mask, 0)
		})
		VZEROUPPER()
		RET()
	})
}

// held is how many constants there are registers for.
func (x mixture) held() int {
	if m.wide {
		return 14
	}
	return 8 - len(x.points)
}

// turns emits f for every component.
func turns(name string, count Register, f func(k Register)) {
	k := GP64()
	XORQ(k, k)
	Label(name)
	f(k)
	INCQ(k)
	CMPQ(k, count)
	JLT(LabelRef(name))
}

// largestOf is the largest exponent; that of no component is the most negative float.
func largestOf(name string, component func(k Register) V, count Register) V {
	top := mov(num(-math.MaxFloat64))
	turns(name, count, func(k Register) { into(vmax, top, component(k)) })
	return top
}

// sumPowers is the sum of 2^(e-top), each between 2^-1000 and 2^1000, with some constants held in registers: as loads they
// would be what the loop waits for.
func sumPowers(name string, component func(k Register) V, count Register, top V, registers int) V {
	k := constants{}
	for _, c := range append([]float64{powerShift, -1000, 1000}, exp2Poly...)[:registers] {
		k[c] = mov(num(c))
	}
	sum := zero()
	turns(name, count, func(i Register) {
		x := sub(component(i), top)
		into(add, sum, powerOfTwo(vmax(k.num(-1000), vmin(k.num(1000), x)), k)) // in this order NaN passes
	})
	return sum
}

// constants are numbers that registers hold.
type constants map[float64]V

// num is the number x in every lane, in a register or in memory.
func (k constants) num(x float64) V {
	if v, ok := k[x]; ok {
		return v
	}
	return num(x)
}

// powerShift added to an integer of small magnitude leaves that in the low bits.
const powerShift = 0x1.8p52

// powerOfTwo is 2^x where that is a normal number: 2^r with r = x - n, n added to its exponent.
func powerOfTwo(x V, k constants) V {
	biased := add(x, k.num(powerShift))
	r := sub(x, sub(biased, k.num(powerShift)))
	square := mul(r, r)
	n := len(exp2Poly) - 1
	even, odd := mov(k.num(exp2Poly[n])), mov(k.num(exp2Poly[n-1])) // of even degree
	f := forms{VFMADD213PS, VFMADD213PD, VFMADD213PS_BCST, VFMADD213PD_BCST}
	for n -= 2; n >= 0; n -= 2 {
		f.emit(k.num(exp2Poly[n])[0], square[0], even[0])
		if n > 0 {
			f.emit(k.num(exp2Poly[n-1])[0], square[0], odd[0])
		}
	}
	return iadd(fma(odd, r, even), shl(52, biased))
}

// logPower is log(x 2^n) for normal x > 0. NaN and infinity pass.
func logPower(x, n V) V {
	k, f, _ := splitLog(x)
	return add(joinLog(add(k, n), f), sub(x, x))
}
