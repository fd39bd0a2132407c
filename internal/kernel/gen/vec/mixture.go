package main

import (
	"fmt"
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// mixture is dst[j] = log sum_k exp(e_k(x_j)): at a vector of points all components twice, for the largest exponent and
// then for the sum of the exponentials relative to it. An exponent is computed again rather than kept in memory. One
// vector at a time is as fast as two: turns of the loop over components wait for nothing but the sum.
type mixture struct {
	name, doc string
	points    []string // slices by point
	numbers   []string // slices by component
	exponent  func(x []V, numbers func(i int) V) V
}

func mixtures() []mixture {
	return []mixture{
		{"vecMixNormals", "sets dst[j] = log sum_k exp(c[k] - ((y[j] - mu[k]) s[k])^2).", []string{"y"}, []string{"c", "mu", "s"},
			func(x []V, number func(i int) V) V {
				z := mul(sub(x[0], number(1)), number(2))
				return nfma(z, z, number(0))
			}},
		{"vecMixPowers", "sets dst[j] = log sum_k exp(c[k] + a[k] x[j] + b[k] z[j]).", []string{"x", "z"}, []string{"c", "a", "b"},
			func(x []V, number func(i int) V) V {
				return fma(x[1], number(2), fma(x[0], number(1), number(0)))
			}},
	}
}

func (x mixture) emit() {
	args := append(append([]string{"dst"}, x.points...), x.numbers...)
	kernel(x.name, x.doc, fmt.Sprintf("func(%s *float64, n, k int)", strings.Join(args, ", ")), func() {
		m.double, m.unroll = true, 1
		loaded := make([]Register, len(args))
		for i, a := range args {
			loaded[i] = Load(Param(a), GP64())
		}
		at, numbers := loaded[1:1+len(x.points)], loaded[1+len(x.points):]
		count := Load(Param("k"), GP64())
		r := rows{k: Load(Param("n"), GP64())}
		r.chunks("points", func(j, left Register) {
			name := "whole"
			if left != nil {
				name = "part"
			}
			mask := r.mask(left)
			points := make([]V, len(at))
			for i, p := range at {
				points[i] = each(func(v int, d Register) { loadVector(element(p, j, v), mask, v, d) })
			}
			component := func(k Register) V {
				return x.exponent(points, func(i int) V { return broadcast(element(numbers[i], k, 0)) })
			}
			top, k := mov(num(-math.MaxFloat64)), GP64()
			XORQ(k, k)
			Label(name + "_largest")
			move(vmax(top, component(k))[0], top[0])
			INCQ(k)
			CMPQ(k, count)
			JLT(LabelRef(name + "_largest"))
			sum := zero()
			XORQ(k, k)
			Label(name + "_sum")
			below := vmax(num(-700), sub(component(k), top)) // in this order NaN passes
			move(add(sum, expModerate(below))[0], sum[0])
			INCQ(k)
			CMPQ(k, count)
			JLT(LabelRef(name + "_sum"))
			storeVector(add(top, log(sum))[0], element(loaded[0], j, 0), mask, 0)
		})
		VZEROUPPER()
		RET()
	})
}
