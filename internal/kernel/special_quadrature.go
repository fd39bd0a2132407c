package kernel

import "math"

// legendre holds the nodes in (0, 1) and weights of Gauss's and Legendre's rule of 20 points on [-1, 1], which is symmetric.
var legendre = makeLegendre()

func makeLegendre() (rule [10]struct{ x, w float64 }) {
	const n = 20
	for i := range rule {
		x, slope := math.Cos(math.Pi*(float64(i)+.75)/(n+.5)), 0.
		for range 10 { // Newton's method on P_n
			p, last := x, 1.
			for k := 2.; k <= n; k++ {
				p, last = ((2*k-1)*x*p-(k-1)*last)/k, p
			}
			slope = n * (x*p - last) / (x*x - 1)
			x -= p / slope
		}
		rule[i].x, rule[i].w = x, 2/((1-x*x)*slope*slope)
	}
	return rule
}

// integral is that of f, which gives two functions at once, over a panel: exact to 1e-15 for what changes by some factor e^±8 in it.
func integral(lo, hi float64, f func(x float64) (a, b float64)) (a, b float64) {
	mid, half := (lo+hi)/2, (hi-lo)/2
	for _, p := range legendre {
		a1, b1 := f(mid - half*p.x)
		a2, b2 := f(mid + half*p.x)
		a += p.w * (a1 + a2)
		b += p.w * (b1 + b2)
	}
	return a * half, b * half
}
