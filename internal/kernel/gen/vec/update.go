package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// update is a kernel that moves parameters: from the slices in it computes the new values of the first of them, in
// place. Products and sums are rounded one by one, as plain Go does on amd64.
type update struct {
	name, doc string
	in        []string

	f func(x []V, c func(i int) V) []V
}

func (u update) emit(double bool) {
	suffix, number := "32", "float32"
	if double {
		suffix, number = "64", "float64"
	}
	signature := fmt.Sprintf("func(%s, c *%s, n int)", strings.Join(u.in, ", "), number)
	kernel("vec"+u.name+suffix, u.doc, signature, func() {
		m.double, m.unroll = double, 1
		r := rows{k: Load(Param("n"), GP64())}
		var p []Register
		for _, s := range u.in {
			p = append(p, Load(Param(s), GP64()))
		}
		numbers := Load(Param("c"), GP64())
		constant := func(i int) V { return broadcast(Mem{Base: numbers, Disp: i * m.size()}) }
		r.chunks("update", func(j, left Register) {
			mask := r.mask(left)
			x := make([]V, len(p))
			for k := range p {
				x[k] = each(func(i int, d Register) { loadVector(element(p[k], j, i), mask, i, d) })
			}
			for k, y := range u.f(x, constant) {
				storeVector(y[0], element(p[k], j, 0), mask, 0)
			}
		})
		VZEROUPPER()
		RET()
	})
}

// flush is 0 where a is smaller than normal numbers are. The means of parameters without a gradient, as behind a ReLU that is
// never above 0, fall until they are, and then each of their roots and quotients costs several times as much.
func flush(a V) V {
	smallest := 0x1p-126
	if m.double {
		smallest = 0x1p-1022
	}
	return keep(cmp(notLess, magnitude(a), num(smallest)), a)
}

func updates() []update {
	return []update{
		{"SGD", "moves w by -c[0] dw.", []string{"w", "dw"}, func(x []V, c func(int) V) []V {
			return []V{sub(x[0], mul(c(0), x[1]))}
		}},
		{"Momentum", "sets m = dw + c[1] m and moves w by -c[0] m.", []string{"w", "m", "dw"}, func(x []V, c func(int) V) []V {
			trace := add(x[2], mul(c(1), x[1]))
			return []V{sub(x[0], mul(c(0), trace)), trace}
		}},
		{"Nesterov", "sets m = dw + c[1] m and moves w by -c[0] (dw + c[1] m).", []string{"w", "m", "dw"}, func(x []V, c func(int) V) []V {
			trace := add(x[2], mul(c(1), x[1]))
			return []V{sub(x[0], mul(c(0), add(x[2], mul(c(1), trace)))), trace}
		}},
		{"RMSProp", "moves v by c[1] (dw^2 - v) and w by -c[0] dw / sqrt(v + c[2]).", []string{"w", "v", "dw"}, func(x []V, c func(int) V) []V {
			w, v, g := x[0], x[1], x[2]
			v = add(v, mul(c(1), sub(mul(g, g), v)))
			return []V{sub(w, div(mul(c(0), g), sqrt(add(v, c(2))))), v}
		}},
		{"Adam", "moves m by c[0] (dw - m), v by c[1] (dw^2 - v) and w by -(c[2] m / (sqrt(v) c[3] + c[4]) + c[5] w).", []string{"w", "m", "v", "dw"}, func(x []V, c func(int) V) []V {
			w, mean, v, g := x[0], x[1], x[2], x[3]
			mean = flush(add(mean, mul(c(0), sub(g, mean))))
			v = add(v, mul(c(1), sub(mul(g, g), v)))
			step := div(mul(c(2), mean), add(mul(sqrt(v), c(3)), c(4)))
			return []V{sub(w, add(step, mul(c(5), w))), mean, v}
		}},
	}
}
