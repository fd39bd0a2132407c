package catalogue

import (
	"math"
	"sort"
)

// inverse draws from a density that is constant between equidistant knots: cum[i] is its integral up to x0 + i dx, and guide[j] the
// last cell whose integral starts at or below j/len(guide) of the whole, which leaves a step or two to search.
type inverse struct {
	x0, dx float64
	cum    []float64
	guide  []int32
}

// newInverse integrates f over n cells of [a, b] by the trapezoid rule.
func newInverse(f func(float64) float64, a, b float64, n int) *inverse {
	v := &inverse{x0: a, dx: (b - a) / float64(n), cum: make([]float64, n+1), guide: make([]int32, n)}
	last := f(a)
	for i := range n {
		next := f(a + float64(i+1)*v.dx)
		v.cum[i+1] = v.cum[i] + (last+next)/2*v.dx
		last = next
	}
	for j := range v.guide {
		t := v.total() * float64(j) / float64(n)
		v.guide[j] = int32(sort.Search(n-1, func(i int) bool { return v.cum[i+1] > t }))
	}
	return v
}

func (v *inverse) total() float64 { return v.cum[len(v.cum)-1] }

// integral returns the integral up to x.
func (v *inverse) integral(x float64) float64 {
	p := (x - v.x0) / v.dx
	i := min(max(int(p), 0), len(v.cum)-2)
	return v.cum[i] + (p-float64(i))*(v.cum[i+1]-v.cum[i])
}

// at returns the x at which the integral is t, 0 <= t < total.
func (v *inverse) at(t float64) float64 {
	n := len(v.guide)
	i := int(v.guide[min(int(t/v.total()*float64(n)), n-1)])
	for i > 0 && v.cum[i] > t { // rounding of t/total
		i--
	}
	for i < n-1 && v.cum[i+1] <= t {
		i++
	}
	return v.x0 + v.dx*(float64(i)+(t-v.cum[i])/(v.cum[i+1]-v.cum[i]))
}

// The mass enclosed by an NFW profile (Navarro, Frenk and White 1997) at y scale radii is m(y) = ln(1+y) - y/(1+y), up to a
// constant. Its inverse is smooth in s = sqrt(m), where it starts as sqrt(2) s, so one table serves every concentration.
const (
	maxConc  = 64 // 8 standard deviations above the mean concentration
	nfwCells = 4096
)

func nfwMass(y float64) float64 { return math.Log1p(y) - y/(1+y) }

// nfw holds y at equidistant values of sqrt(m), between which it is read linearly: within 8e-8 + 4e-7 y of the inverse.
type nfw struct {
	scale float64 // cells a unit of sqrt(m)
	y     []float64
}

func newNFW() *nfw {
	top := math.Sqrt(nfwMass(maxConc))
	f := &nfw{scale: nfwCells / top, y: make([]float64, nfwCells+2)}
	for i := 1; i < len(f.y); i++ {
		s := float64(i) / f.scale
		y := max(f.y[i-1], math.Sqrt2*s)
		for range 60 { // Newton's method from just below the root: three or four steps
			step := (nfwMass(y) - s*s) * (1 + y) * (1 + y) / y
			if y -= step; math.Abs(step) <= 1e-15*y {
				break
			}
		}
		f.y[i] = y
	}
	return f
}

// radius returns the y at which m(y) = s^2.
func (f *nfw) radius(s float64) float64 {
	p := s * f.scale
	i := min(int(p), nfwCells)
	return f.y[i] + (p-float64(i))*(f.y[i+1]-f.y[i])
}
