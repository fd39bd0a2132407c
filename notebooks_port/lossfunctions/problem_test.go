package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/integrate/quad"
)

// expectation is E f(x, y) by Gauss-Legendre rules over x and over both halves of z, which may meet in a kink. Their error for
// these functions, polynomials of x, z and exponentials of their product under a normal density, is rounding.
func expectation(f func(x, y float64) float64) float64 {
	given := func(x float64) float64 {
		g := func(z float64) float64 { return f(x, at(x, z)) * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
		return quad.Fixed(g, -10, 0, 120, quad.Legendre{}, 1) + quad.Fixed(g, 0, 13, 150, quad.Legendre{}, 1)
	}
	return quad.Fixed(given, minX, maxX, 40, quad.Legendre{}, 1) / (maxX - minX)
}

// The optima of the losses are what the integrals say.
func TestOptima(t *testing.T) {
	for name, c := range map[string]struct{ got, integral, digits float64 }{
		"entropy": {entropy(), expectation(func(x, y float64) float64 { return -logDensity(x, y) }), 1.0178},
		"L1":      {leastL1(), expectation(func(x, y float64) float64 { return math.Abs(y - median(x)) }), .9724},
	} {
		if math.Abs(c.got-c.integral) > 1e-12 {
			t.Errorf("%s: %v, integral %v", name, c.got, c.integral)
		}
		if math.Abs(c.got-c.digits) > 5e-5 {
			t.Errorf("%s: %v, want %v", name, c.got, c.digits)
		}
	}
}

// Another curve than the mean costs more squared error, another than the median more absolute error.
func TestCurvesAreOptimal(t *testing.T) {
	square := func(f func(float64) float64) float64 {
		return expectation(func(x, y float64) float64 { return (y - f(x)) * (y - f(x)) })
	}
	absolute := func(f func(float64) float64) float64 {
		return expectation(func(x, y float64) float64 { return math.Abs(y - f(x)) })
	}
	for _, d := range []float64{-.05, .05} {
		off := func(x float64) float64 { return mean(x) + d*math.Sin(3*x) }
		// E (y-f)² = Var + E (f - mean)².
		want := quad.Fixed(func(x float64) float64 { v := d * math.Sin(3*x); return v * v }, minX, maxX, 20, quad.Legendre{}, 1) / (maxX - minX)
		if got := square(off) - square(mean); math.Abs(got-want) > 1e-10 {
			t.Errorf("squared error grows by %v, want %v", got, want)
		}
		if absolute(func(x float64) float64 { return median(x) + d }) <= leastL1() {
			t.Errorf("the absolute error of the median moved by %v is not greater", d)
		}
	}
}

// The density is that of z carried over: p(y) dy = phi(z) dz. Its log is largest at the mode.
func TestDensity(t *testing.T) {
	for _, x := range grid(15) {
		for z := -4.; z <= 4; z += .25 {
			got := logDensity(x, at(x, z)) + math.Log(x) + x*z
			// The errors in ulps: y and y - 2x are rounded, so v is off by 2 y/v and log v by that and its own; log v
			// enters with the factors 1 and z/x; the square, the quotient and the sums add those of their own size.
			off := 2*at(x, z)/math.Exp(x*z) + math.Abs(x*z) + 1
			slack := 0x1p-52 * ((math.Abs(z)/x+1)*off + 2*z*z + 10)
			if want := -z*z/2 - math.Log(2*math.Pi)/2; math.Abs(got-want) > slack {
				t.Errorf("x = %v, z = %v: log-density %v, want %v", x, z, got, want)
			}
			if logDensity(x, at(x, z)) > logDensity(x, mode(x)) {
				t.Errorf("x = %v: the density at %v exceeds that of the mode %v", x, at(x, z), mode(x))
			}
		}
	}
	if l := logDensity(1, 2); !math.IsInf(l, -1) {
		t.Errorf("log-density below the support %v, want -Inf", l)
	}
}

// Half of the rows lie below the median and their x fill the range evenly: within 5 standard errors.
func TestRows(t *testing.T) {
	const n = 40_000
	s := rows(3, "train", n)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	below, sum := 0, 0.
	for i, y := range s.Y {
		x := s.X.At(i, 0)
		if x < minX || x >= maxX || y <= 2*x {
			t.Fatalf("row %d: x = %v, y = %v", i, x, y)
		}
		if y < median(x) {
			below++
		}
		sum += x
	}
	if d := math.Abs(float64(below)/n - .5); d > 5*.5/math.Sqrt(n) {
		t.Errorf("%d of %d rows are below the median", below, n)
	}
	if d := math.Abs(sum/n - (minX+maxX)/2); d > 5*(maxX-minX)/math.Sqrt(12*n) {
		t.Errorf("mean x %v", sum/n)
	}
	if cmp.Equal(s.Y, rows(3, "test", n).Y) || cmp.Equal(s.Y, rows(4, "train", n).Y) || !cmp.Equal(s.Y, rows(3, "train", n).Y) {
		t.Error("rows are not a function of seed and name")
	}
}

// The weights of a quadrature sum to 1, and it integrates what a normal's log-density needs: E (y - 2x)² = E exp(2x²), and
// the entropy. The trapezoid rule leaves nothing to see; the tails that it leaves out are below Phi(-9) = 1e-19.
func TestQuadrature(t *testing.T) {
	q := newQuadrature(48)
	var one, square, h float64
	for i, w := range q.w {
		v := q.y[i] - 2*q.x[i]
		one += w
		square += w * v * v
		h -= w * logDensity(q.x[i], q.y[i])
	}
	want := quad.Fixed(func(x float64) float64 { return math.Exp(2 * x * x) }, minX, maxX, 60, quad.Legendre{}, 1) / (maxX - minX)
	if math.Abs(one-1) > 1e-12 || math.Abs(square/want-1) > 1e-11 || math.Abs(h-entropy()) > 1e-11 {
		t.Errorf("weights %v, E (y-2x)² %v (want %v), entropy %v (want %v)", one, square, want, h, entropy())
	}
}
