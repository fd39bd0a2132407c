package density

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Interpolation on k points is exact for T_m, m < k, in values, slopes and integrals, but for rounding.
func TestChebGridIsExactForPolynomials(t *testing.T) {
	for _, g := range chebGrids {
		for m := range g.k {
			f, c, d, p := make([]float64, g.k), make([]float64, g.k), make([]float64, g.k-1), make([]float64, g.k+1)
			for j, x := range g.t {
				f[j] = math.Cos(float64(m) * math.Acos(x))
			}
			g.coefs(f, c)
			for n := range c {
				want := 0.
				if n == m {
					want = 1
				}
				closeTo(t, "coefficient", c[n], want, 1e-13)
			}
			integral := 0.
			if m%2 == 0 {
				integral = 2 / float64(1-m*m)
			}
			closeTo(t, "Clenshaw-Curtis", g.integral(f), integral, 1e-14)
			chebSlope(c, d)
			chebPrimitive(c, p)
			closeTo(t, "primitive at -1", chebAt(p, -1), 0, 1e-14)
			closeTo(t, "primitive at 1", chebAt(p, 1), integral, 1e-14)
			x := .3
			a := math.Acos(x)
			closeTo(t, "value", chebAt(c, x), math.Cos(float64(m)*a), 1e-13)
			closeTo(t, "slope", chebAt(d, x), float64(m)*math.Sin(float64(m)*a)/math.Sin(a), 1e-11)
		}
	}
}

func TestChebGridsNest(t *testing.T) {
	for l := range len(chebGrids) - 1 {
		for j, x := range chebGrids[l].t {
			if y := chebGrids[l+1].t[2*j]; x != y {
				t.Errorf("point %d of grid %d is %.17g, of the next %.17g", j, l, x, y)
			}
		}
	}
	for _, g := range chebGrids {
		for j, x := range g.t {
			closeTo(t, "1+t", g.up[j], 1+x, 2e-16)
			closeTo(t, "1-t", g.down[j], 1-x, 2e-16)
		}
	}
}

// An analytic function: the error falls below 1e-13 at 17 points; sin(3) is known.
func TestChebGridConverges(t *testing.T) {
	g := chebGrids[2]
	f := make([]float64, g.k)
	for j, x := range g.t {
		f[j] = 3 * math.Cos(3*x)
	}
	closeTo(t, "integral of 3 cos 3t", g.integral(f), 2*math.Sin(3), 1e-12)
}

func TestBracketedRoot(t *testing.T) {
	for _, c := range []struct {
		name       string
		f          func(float64) float64
		a, b, want float64
	}{
		{"line", func(x float64) float64 { return x - .25 }, 0, 1, .25},
		{"falling", func(x float64) float64 { return 2 - x*x }, 0, 3, math.Sqrt2},
		{"flat near the root", func(x float64) float64 { return math.Pow(x-1, 9) }, -4, 3, 1},
		{"steep", func(x float64) float64 { return math.Log(x) + 300 }, 1e-300, 1, math.Exp(-300)}, // f is rounded to 300 ulps of x
		{"jump", func(x float64) float64 { return math.Copysign(1, x-.7) }, 0, 1, .7},
		{"root at an end", func(x float64) float64 { return x }, 0, 1, 0},
	} {
		got := kernel.Root(c.f, c.a, c.b, c.f(c.a), c.f(c.b), 0)
		if c.name == "flat near the root" { // f underflows to 0 around it
			closeTo(t, c.name, got, c.want, 1e-30+1e-8)
			continue
		}
		closeTo(t, c.name, got, c.want, 300*0x1p-52*math.Abs(c.want))
	}
}
