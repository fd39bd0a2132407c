package kernel

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// closeTo allows tol of relative error.
func closeTo(got, want, tol float64) bool {
	return got == want || math.Abs(got-want) <= tol*math.Abs(want)
}

func logUniform(t *rapid.T, name string, lo, hi float64) float64 {
	return math.Exp(rapid.Float64Range(math.Log(lo), math.Log(hi)).Draw(t, name))
}

// TestGammaRecurrences relates the branches (small, near the root, asymptotic) by f(x+1) = f(x) + step, to 1e-14 or
// 45 ulps of the sum of the magnitudes.
func TestGammaRecurrences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := logUniform(t, "x", 1e-3, 1e4)
		x -= math.Mod(x, 0x1p-30) // so that x+1 is exact
		if x == 0 {
			return
		}
		for _, c := range []struct {
			name           string
			next, here, by float64
		}{
			{"lgamma", Lgamma64(x + 1), Lgamma64(x), math.Log(x)},
			{"digamma", Digamma64(x + 1), Digamma64(x), 1 / x},
			{"trigamma", Trigamma64(x + 1), Trigamma64(x), -1 / (x * x)},
		} {
			scale := math.Abs(c.next) + math.Abs(c.here) + math.Abs(c.by)
			if math.Abs(c.next-c.here-c.by) > 1e-14*scale {
				t.Errorf("%s(%v+1) - %s(%v) = %v, want %v", c.name, x, c.name, x, c.next-c.here, c.by)
			}
		}
	})
}

// TestDerivatives compares derivative pairs with central differences: the step h leaves h^2 f”'/6 and eps f/h.
func TestDerivatives(t *testing.T) {
	for _, p := range []struct {
		name  string
		f, df func(float64) float64
	}{
		{"Lgamma", Lgamma64, Digamma64},
		{"Digamma", Digamma64, Trigamma64},
		{"Softplus", Softplus64, Sigmoid64},
		{"GELU", GELU64, GELUGrad64},
		{"SiLU", SiLU64, SiLUGrad64},
	} {
		for _, x := range []float64{.7, 1, 1.46, 2, 3.3, 9.99, 10.01, 25} {
			const h = 1e-5
			got, want := (p.f(x+h)-p.f(x-h))/(2*h), p.df(x)
			if math.Abs(got-want) > 1e-8*(1+math.Abs(p.f(x))) {
				t.Errorf("%s at %v: difference quotient %v, derivative %v", p.name, x, got, want)
			}
		}
	}
}

// TestNormalInverts: x -> Phi(x) -> x. An ulp of p moves the quantile by p/phi(x) ulps, below 1 in the lower tail.
func TestNormalInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-37, 1).Draw(t, "x")
		p := NormalCDF64(x)
		if got := NormalQuantile64(p); math.Abs(got-x) > 4e-15*(1+math.Abs(x)) {
			t.Errorf("the quantile of %v is %v, want %v", p, got, x)
		}
		if got, want := LogNormalCDF64(x), math.Log(p); !closeTo(got, want, 1e-14) {
			t.Errorf("log Phi(%v) = %v, want %v", x, got, want)
		}
	})
}

// TestRegIncBetaLaws: I_x(a, b) + I_(1-x)(b, a) = 1; I_x(a, 1) = x^a; and I_x(a, b) - I_x(a+1, b) = x^a (1-x)^b /
// (a B(a, b)) (DLMF 8.17.20), whose right side is here the exponential of large terms, each rounded.
func TestRegIncBetaLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := logUniform(t, "a", 1e-3, 1e5), logUniform(t, "b", 1e-3, 1e5)
		x := float64(rapid.IntRange(1, 1<<30-1).Draw(t, "x")) / (1 << 30) // 1-x is exact
		p, q := RegIncBeta64(a, b, x), RegIncBeta64(b, a, 1-x)
		if !(p >= 0 && p <= 1) || math.Abs(p+q-1) > 1e-13 {
			t.Errorf("I_%v(%v, %v) = %v and its complement is %v", x, a, b, p, q)
		}
		if got, want := RegIncBeta64(a, 1, x), math.Pow(x, a); want > 1e-300 && !closeTo(got, want, 1e-12) {
			t.Errorf("I_%v(%v, 1) = %v, want x^a = %v", x, a, got, want)
		}
		u, v, l := a*math.Log(x), b*math.Log1p(-x), LBeta64(a, b)
		step := math.Exp(u + v - l - math.Log(a))
		tol := 1e-12*p + 0x1p-50*(math.Abs(u)+math.Abs(v)+math.Abs(l))*step
		if next := RegIncBeta64(a+1, b, x); p > 1e-290 && math.Abs(p-next-step) > tol {
			t.Errorf("I_%v(%v, %v) - I(a+1, b) = %v, want %v", x, a, b, p-next, step)
		}
	})
}

// TestRegIncBetaBeyond leaves the stated range: shapes of 1e8 still come out symmetric and ordered.
func TestRegIncBetaBeyond(t *testing.T) {
	for _, a := range []float64{1e-300, 1e-10, 1, 1e6, 1e8} {
		if got := RegIncBeta64(a, a, .5); math.Abs(got-.5) > 1e-11 {
			t.Errorf("I_.5(%v, %v) = %v, want .5", a, a, got)
		}
	}
	last := 0.
	for _, x := range []float64{.4998, .4999, .49999, .5, .50001, .5001} {
		p := RegIncBeta64(1e8, 1e8, x)
		if !(p >= last && p <= 1) {
			t.Errorf("I_%v(1e8, 1e8) = %v after %v", x, p, last)
		}
		last = p
	}
}

// TestLBeta: B(a, b) = B(a+1, b) + B(a, b+1), and B(1, b) = 1/b, B(1/2, 1/2) = pi, from 1e-300 to 1e300.
func TestLBeta(t *testing.T) {
	if got := LBeta64(.5, .5); !closeTo(got, math.Log(math.Pi), 1e-14) {
		t.Errorf("log B(1/2, 1/2) = %v, want log pi", got)
	}
	for _, b := range []float64{1e-300, 1e-9, .3, 7.9, 8.1, 1e4, 1e20, 1e300} {
		if got, want := LBeta64(1, b), -math.Log(b); !closeTo(got, want, 1e-13) {
			t.Errorf("log B(1, %v) = %v, want %v", b, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := logUniform(t, "a", 1e-2, 1e3), logUniform(t, "b", 1e-2, 1e3)
		l := LBeta64(a, b)
		if got := math.Exp(LBeta64(a+1, b)-l) + math.Exp(LBeta64(a, b+1)-l); !closeTo(got, 1, 1e-12) {
			t.Errorf("B(%v+1, %v) + B(%v, %v+1) = %v B", a, b, a, b, got)
		}
		if LBeta64(b, a) != l {
			t.Errorf("LBeta(%v, %v) is not symmetric", a, b)
		}
	})
}

// I_x(a, 1) is x^a and I_(1-x)(1, b) is 1 - x^b, also where x is below the normal floats: to the half unit of 5e-324 that x has been
// rounded by.
func TestRegIncBetaBelowTheNormalFloats(t *testing.T) {
	for _, a := range []float64{1e-3, .0016576242748639269, .01, .3} {
		for _, x := range []float64{5e-324, 3.64217037e-316, 1e-310, 2.2e-308, 1e-300} {
			want := math.Exp(a * Log64(x))
			if got := RegIncBeta64(a, 1, x); !closeTo(got, want, 1e-12) {
				t.Errorf("I_x(%v, 1) at %v is %v, want %v", a, x, got, want)
			}
		}
	}
}
