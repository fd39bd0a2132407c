package ops_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// around is each of x, and the numbers of a type one and two bits below and above it.
func around(dt tensor.Dtype, x []float64) (all []float64) {
	next := func(v, to float64) float64 {
		if dt == tensor.Float32 {
			return float64(math.Nextafter32(float32(v), float32(to)))
		}
		return math.Nextafter(v, to)
	}
	for _, v := range x {
		down, up := next(v, math.Inf(-1)), next(v, math.Inf(1))
		all = append(all, next(down, math.Inf(-1)), down, v, up, next(up, math.Inf(1)))
	}
	return all
}

// At the knots of a spline, and a bit or two beside them, the image is the knot's and the slope that of its parameter, from both sides, and
// so they are for the inverse; nothing goes down. A knot is rounded to some bits of the bound, and what the slope changes by from bit to bit
// is its derivative, which the op has.
func TestSplineKnots(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		eps := map[tensor.Dtype]float64{tensor.Float32: 0x1p-23, tensor.Float64: 0x1p-52}[dt]
		for _, bins := range []int{2, 8, 40} {
			t.Run(fmt.Sprint(dt, bins), func(t *testing.T) {
				f := newFixture(dt)
				p := G.Nodes{f.vector(uniform(1, bins, -2, 2)...), f.vector(uniform(2, bins, -2, 2)...), f.vector(uniform(3, bins-1, -9, 2)...)}
				steep := f.eval(p[2])
				knots := [2][]float64{f.eval(ops.RationalQuadraticKnots(p[0], lineBound)), f.eval(ops.RationalQuadraticKnots(p[1], lineBound))}
				for direction, of := range []func(x *G.Node, p []*G.Node) (y, slope *G.Node){lines[0].forward, lines[0].inverse} {
					from, to := around(dt, knots[direction]), knots[1-direction]
					x := f.vector(from...)
					y, slope := of(x, p)
					dy, turn := f.grad(t, y, x), f.grad(t, slope, x)
					gy, gs := f.eval(y), f.eval(slope)
					for i, v := range from {
						j, sign := i/5, 1-2*float64(direction)
						want := 0.
						if j > 0 && j < bins {
							want = sign * math.Log(1e-3+math.Log1p(math.Exp(steep[j-1]+math.Log(math.Expm1(1-1e-3)))))
						}
						bits := 16 * eps * lineBound // of a knot's sum, and the two beside it
						checkNear(t, fmt.Sprintf("knot %d, image of %v", j, v), gy[i], to[j], bits*(1+math.Exp(gs[i])))
						checkNear(t, fmt.Sprintf("knot %d, log-slope at %v", j, v), gs[i], want, bits*(1+steepest(turn, i))+16*eps*(1+math.Abs(want)))
						moved := bits * steepest(turn, i) * math.Exp(-gs[i]) // gradients of an inverse are those at the image that it was rounded to
						checkNear(t, fmt.Sprintf("knot %d, gradient at %v", j, v), dy[i], math.Exp(gs[i]), (16*eps+moved)*math.Exp(gs[i]))
						if i > 0 && gy[i] < gy[i-1]-2*eps*lineBound {
							t.Errorf("knot %d: down from %v to %v", j, gy[i-1], gy[i])
						}
						if (v <= -lineBound || v >= lineBound) && (gy[i] != v || gs[i] != 0 || dy[i] != 1) {
							t.Errorf("at %v the image is %v, the log-slope %v and the gradient %v", v, gy[i], gs[i], dy[i])
						}
					}
				}
			})
		}
	}
}

// steepest is the largest derivative of the log-slope beside number i, on both sides of its knot.
func steepest(turn []float64, i int) (most float64) {
	for _, v := range turn[i/5*5:][:5] {
		most = max(most, math.Abs(v))
	}
	return most
}

// Bins as narrow and as wide as they get, with slopes at their floor and far up: at all knots and beside them everything is finite and in its
// place, and the floors hold.
func TestSplineKnotsOfExtremes(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for seed := range uint64(20) {
			f := newFixture(dt)
			bins := 2 + int(seed)*3
			p := G.Nodes{f.vector(uniform(seed, bins, -120, 120)...), f.vector(uniform(seed+99, bins, -120, 120)...), f.vector(uniform(seed+199, bins-1, -120, 120)...)}
			floor := min(1e-3, .5/float64(bins))
			for direction, of := range []func(x *G.Node, p []*G.Node) (y, slope *G.Node){lines[0].forward, lines[0].inverse} {
				knots := f.eval(ops.RationalQuadraticKnots(p[direction], lineBound))
				x := f.vector(around(dt, knots)...)
				y, slope := of(x, p)
				gy, gs := f.eval(y), f.eval(slope)
				for i, v := range f.eval(x) {
					if !(math.Abs(gy[i]) <= max(lineBound, math.Abs(v))) {
						t.Errorf("%v, %d bins: %v becomes %v", dt, bins, v, gy[i])
					}
					// between slopes d0, d1 and a mean slope s it is at least s^2 min(d0, s, d1)/max(d0, s, d1)^2, and d at most 121
					if !(math.Abs(gs[i]) <= 3*math.Log(121/(floor*floor))) {
						t.Errorf("%v, %d bins: the log-slope at %v is %v", dt, bins, v, gs[i])
					}
				}
				for _, g := range gradients(t, ops.Add(ops.Sum(y), ops.Sum(slope)), append(p, x)...) {
					for _, v := range f.eval(g) {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Fatalf("%v, %d bins: a gradient is %v", dt, bins, v)
						}
					}
				}
				for j := 1; j < len(knots); j++ {
					if !(knots[j]-knots[j-1] >= 2*lineBound*floor*(1-1e-3)-1e-6*lineBound) {
						t.Errorf("%v, %d bins: bin %d from %v to %v", dt, bins, j, knots[j-1], knots[j])
					}
				}
			}
		}
	}
}
