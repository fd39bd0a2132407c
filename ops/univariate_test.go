package ops_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A line is an increasing map of numbers and its inverse, of parameters whose last axes are given.
type line struct {
	name             string
	widths           []int
	rounding         float64 // of a value, in ulps of 1: operations, times the size of the numbers between them
	forward, inverse func(x *G.Node, p []*G.Node) (y, logSlope *G.Node)
}

const lineBound = 3

var lines = []line{
	{"rational quadratic", []int{5, 5, 4}, 6 * lineBound,
		func(x *G.Node, p []*G.Node) (y, l *G.Node) {
			return ops.RationalQuadratic(x, p[0], p[1], p[2], lineBound)
		},
		func(x *G.Node, p []*G.Node) (y, l *G.Node) {
			return ops.RationalQuadraticInverse(x, p[0], p[1], p[2], lineBound)
		}},
	{"bernstein", []int{4}, 12 * (lineBound + 6 + 5*1.2*9),
		func(x *G.Node, p []*G.Node) (y, l *G.Node) { return ops.Bernstein(x, p[0], lineBound) },
		func(x *G.Node, p []*G.Node) (y, l *G.Node) { return ops.BernsteinInverse(x, p[0], lineBound) }},
}

// operandsOf are x within lo and hi, and parameters of some leading axes: small ones, since the error of differences goes with the
// fifth derivative, which is large in narrow bins.
func (l line) operandsOf(lo, hi float64, x, lead []int) []operand {
	all := []operand{within(lo, hi, x...)}
	for _, n := range l.widths {
		all = append(all, within(-.4, .4, append(append([]int{}, lead...), n)...))
	}
	return all
}

// results are y, its log-slope, and those of the inverse.
func (l line) results(part int) func(in []*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node {
		f := l.forward
		if part >= 2 {
			f = l.inverse
		}
		a, b := f(in[0], in[1:])
		return []*G.Node{a, b}[part%2]
	}
}

// shares are the ways in which elements share parameters: all have their own, in all ways that broadcasting knows.
var shares = [][2][]int{
	{{7}, {7}}, {{}, {}}, {{6}, {}}, {{2, 3}, {3}}, {{2, 3}, {2, 1}}, {{2, 3}, {2, 3}}, {{3}, {2, 1}}, {{2, 2, 2}, {2, 1, 2}}, {{2, 3, 2}, {3, 1}}, {{2, 1}, {1, 3}},
}

func eachLine(t *testing.T, f func(t *testing.T, l line, x, lead []int)) {
	for _, l := range lines {
		for _, s := range shares {
			t.Run(fmt.Sprint(l.name, s), func(t *testing.T) { f(t, l, s[0], s[1]) })
		}
	}
}

func TestUnivariateGradients(t *testing.T) {
	eachLine(t, func(t *testing.T, l line, x, lead []int) {
		for part := range 4 {
			checkGradient(t, l.operandsOf(-3.5, 3.7, x, lead), l.results(part))
		}
	})
}

func TestUnivariateSecondDerivatives(t *testing.T) {
	eachLine(t, func(t *testing.T, l line, x, lead []int) {
		if len(x) != 1 {
			return
		}
		for part := range 4 {
			checkSecond(t, l.operandsOf(-3.5, 3.7, x, lead), l.results(part))
		}
	})
}

// The inverse undoes the map to what rounding of y means in x, and its log-slope is the other's but for the sign.
func TestUnivariateInverse(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		eps := map[tensor.Dtype]float64{tensor.Float32: 0x1p-23, tensor.Float64: 0x1p-52}[dt]
		for _, l := range lines {
			t.Run(fmt.Sprint(l.name, dt), func(t *testing.T) {
				const n = 4000
				f := newFixture(dt)
				x := uniform(3, n, -1.2*lineBound, 1.2*lineBound)
				copy(x, []float64{0, lineBound, -lineBound, 30, -30, math.Inf(1), math.Inf(-1), 1e30, math.Nextafter(lineBound, 0)})
				in := []*G.Node{f.vector(x...)}
				for i, w := range l.widths {
					in = append(in, f.input(tensor.Shape{n, w}, uniform(uint64(i), n*w, -6, 6)))
				}
				y, slope := l.forward(in[0], in[1:])
				back, other := l.inverse(y, in[1:])
				gx, gy, gs, gb, gl := f.eval(in[0]), f.eval(y), f.eval(slope), f.eval(back), f.eval(other)
				for i, x := range gx {
					if math.IsInf(x, 0) {
						if gb[i] != x || !(math.Abs(gl[i]+gs[i]) <= 2*eps*(1+math.Abs(gs[i]))) {
							t.Errorf("at %v: %v, %v", x, gb[i], gl[i])
						}
						continue
					}
					blur := eps * (2*math.Abs(x) + lineBound + (2*math.Abs(gy[i])+l.rounding)*math.Exp(-gs[i]))
					if !(math.Abs(gb[i]-x) <= blur) {
						t.Errorf("inverse of f(%v) is off by %v, bound %v", x, gb[i]-x, blur)
					}
				}
			})
		}
	}
}
