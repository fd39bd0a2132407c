package catalogue

import (
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
)

// The table keeps its documented accuracy over all radii, with those between knots and the ends.
func TestNFWRadiusInvertsTheMass(t *testing.T) {
	f := newNFW()
	for y := 1e-7; y < maxConc; y *= 1.0003 {
		if e := math.Abs(f.radius(math.Sqrt(mass(y))) - y); !(e < 8e-8+4e-7*y) {
			t.Errorf("radius %v is off by %.2g", y, e)
		}
	}
	if got := f.radius(math.Sqrt(nfwMass(maxConc))); math.Abs(got/maxConc-1) > 4e-7 {
		t.Errorf("the last radius is %v, want %v", got, maxConc)
	}
	if got := f.radius(0); got != 0 {
		t.Errorf("the first radius is %v", got)
	}
}

// mass is nfwMass without its cancellation at small y: y^2/2 - 2y^3/3 + 3y^4/4 - ...
func mass(y float64) float64 {
	if y > .01 {
		return nfwMass(y)
	}
	m, p := 0., y
	for k := 1.; k < 12; k++ {
		p *= -y
		m -= p * k / (k + 1)
	}
	return m
}

// at and integral invert each other at both ends, at every knot and between.
func TestInverseInvertsItsIntegral(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"flat":    func(float64) float64 { return 2 },
		"steep":   func(x float64) float64 { return math.Exp(-30 * x) },
		"rising":  func(x float64) float64 { return x * x },
		"a spike": func(x float64) float64 { return 1e-9 + math.Exp(-1e4*(x-.5)*(x-.5)) },
	} {
		v := newInverse(f, 0, 1, 500)
		for i := range 5000 {
			want := v.total() * float64(i) / 5000
			if got := v.integral(v.at(want)); math.Abs(got-want) > 1e-13*v.total() {
				t.Errorf("%s: integral(at(%v)) = %v", name, want, got)
			}
		}
		for _, c := range v.cum[:len(v.cum)-1] {
			if x := v.at(c); x < 0 || x > 1 {
				t.Errorf("%s: at(%v) = %v", name, c, x)
			}
		}
		if x := v.at(math.Nextafter(v.total(), 0)); !(x <= 1+1e-15 && x > .99) {
			t.Errorf("%s: the last x is %v", name, x)
		}
	}
}

// Stellar masses follow the Schechter function above 10^9.5, whose knee moves with the halo: Kolmogorov's distance to a quadrature
// of the density on 40,000 points, at halos of both ends, below 2.4 / sqrt(n) (chance: 2e-5).
func TestStellarMassesAreSchechter(t *testing.T) {
	const n = 100_000
	for _, x := range []float64{11.35, maxMass} {
		w := newWorker(newRecipe(), 1)
		w.src.Reset(rng.New(1, "stellar", 0, 0))
		for range n {
			w.add(0, 0, x)
		}
		slices.Sort(w.m)
		const steps = 40_000
		top := knee + kneeSlope*(x-14)
		cdf, at, sum, d := make([]float64, steps+1), func(i int) float64 { return minStellar + 2.7*float64(i)/steps }, 0., 0.
		for i := range steps {
			s := math.Pow(10, (at(i)+at(i+1))/2-top)
			sum += math.Pow(s, -.15) * math.Exp(-s)
			cdf[i+1] = sum
		}
		for i, m := range w.m {
			f := cdf[int((m-minStellar)/2.7*steps)] / sum
			d = max(d, f-float64(i)/n, float64(i+1)/n-f-1e-4) // one step of the quadrature holds less than 1e-4
		}
		if d*math.Sqrt(n) > 2.4 {
			t.Errorf("x = %v: Kolmogorov distance %.2f / sqrt(n)", x, d*math.Sqrt(n))
		}
		if w.m[0] < minStellar {
			t.Errorf("x = %v: a galaxy of %v", x, w.m[0])
		}
	}
}
