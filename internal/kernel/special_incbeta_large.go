package kernel

import "math"

// large is the tail for large shapes, see betaLarge: with e the deviance, Y of the sign of x - p and Y^2/2 = e, and T the sum of
// T[k]/m^k,
//
//	I = Phi(Y) + phi(Y)/sqrt m T,
//
// whose derivative for a shape s is phi(Y) (Y' - e' T/sqrt m + (T/sqrt m)'), as Y Y' = e'. Of e these are -log(x/p) for a and
// -log(y/q) for b.
func (s betaSide) large() betaTail {
	a, b := s.a, s.b
	n := a + b
	m := a / n * b
	root := math.Sqrt(m)
	z := math.Copysign(math.Sqrt(2*s.deviance()), -s.lambda)
	at := betaPlace{v: a / n * (b / n), c: (b - a) / n, tau: z / root, m: m}
	rest := at.sum() / root
	units := math.Exp(stirling(a)+(stirling(b)-stirling(n))) / root // of phi(Y) in K
	slope := func(log, limit float64, toward betaPlace, step float64) float64 {
		byZ := limit // log/Y
		if z != 0 {
			byZ = log / z
		}
		toward.tau = -byZ/root - at.tau*toward.m/(2*m)
		change := (at.moved(toward, step) - at.moved(toward, -step)) / (2 * step)
		return units * (-byZ + log*rest + (change-at.sum()*toward.m/(2*m))/root)
	}
	p, q := a/n, b/n
	byA := slope(math.Log1p(-s.lambda/a), root/a, betaPlace{v: q * (q - p) / n, c: -2 * q / n, m: q * q}, 1e-4*a)
	byB := slope(math.Log1p(s.lambda/b), -root/b, betaPlace{v: p * (p - q) / n, c: 2 * p / n, m: p * p}, 1e-4*b)
	if z > 0 {
		return betaTail{tail{s.logK, units * (1/InverseMills64(-z) - rest), false}, -byA, -byB}
	}
	return betaTail{tail{s.logK, units * (1/InverseMills64(z) + rest), true}, byA, byB}
}

// betaPlace is what T depends on: pq, q-p, tau and m; or a direction among them.
type betaPlace struct{ v, c, tau, m float64 }

// moved is T a step away. T is a part 1/m of what it is added to, so that a difference of it over a step of 1e-4 gives its
// derivative to digits enough.
func (p betaPlace) moved(d betaPlace, step float64) float64 {
	return betaPlace{p.v + step*d.v, p.c + step*d.c, p.tau + step*d.tau, p.m + step*d.m}.sum()
}

// sum is T.
func (p betaPlace) sum() float64 {
	g := betaPowers(p.v, p.c)
	var t0, t1, t2 [betaTerms]float64
	for i := range betaTerms - 1 {
		t0[i] = -g[i+1]
	}
	lowerPowers(t1[:betaTerms-3], t0[:], g[:])
	lowerPowers(t2[:betaTerms-5], t1[:betaTerms-3], g[:])
	return powers(t0[:], p.tau) + (powers(t1[:], p.tau)+powers(t2[:], p.tau)/p.m)/p.m
}
