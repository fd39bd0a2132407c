package kernel

import "math"

// BinomialDraw64 is the number of successes in n trials of probability 1/(1+e^-l) at standard normal noise e: the least k with P(Y <= k) >= Phi(e),
// by whichever tail is below 1/2. NaN unless n is a whole number from 0 on.
func BinomialDraw64(n, l, e float64) float64 {
	switch {
	case !(n >= 0 && n <= math.MaxFloat64) || n != math.Floor(n) || math.IsNaN(l) || math.IsNaN(e):
		return math.NaN()
	case n == 0 || math.IsInf(l, -1):
		return 0
	case math.IsInf(l, 1):
		return n
	case math.IsInf(e, 0):
		return n * truth[float64](e > 0)
	}
	b := binomialTails{n: n, p: Sigmoid64(l), q: Sigmoid64(-l)}
	tail := LogNormalCDF64(-math.Abs(e))
	reached := func(k float64) bool {
		if e <= 0 {
			return b.log(k, false) >= tail
		}
		return b.log(k, true) <= tail
	}
	at, off := b.start(e)
	return b.search(at, off, reached)
}

// binomialTails are of n trials of probability p = 1-q.
type binomialTails struct{ n, p, q float64 }

// log is log P(Y <= k), or of P(Y > k) with upper, by the incomplete beta function of the smaller of p and q.
func (b binomialTails) log(k float64, upper bool) float64 {
	if k >= b.n {
		if upper {
			return math.Inf(-1)
		}
		return 0
	}
	if b.p <= b.q {
		return LogRegIncBeta64(k+1, b.n-k, b.p, !upper)
	}
	return LogRegIncBeta64(b.n-k, k+1, b.q, upper)
}

// start is the quantile by the expansion of Cornish and Fisher (1938), and how far off it may be.
func (b binomialTails) start(e float64) (at, off float64) {
	sd := math.Sqrt(b.n) * math.Sqrt(b.p) * math.Sqrt(b.q)
	at = b.n*b.p + sd*e + (e*e-1)*(b.q-b.p)/6
	return min(max(math.Floor(at), 0), b.n), 1 + math.Floor(sd/64)
}

// search is the least k for which reached is true, as it is from there on and of n: outwards from a start by steps that double, then by halves.
// Beyond 2^53 it is a float next to it.
func (b binomialTails) search(at, off float64, reached func(k float64) bool) float64 {
	low, high := -1., b.n // not reached, reached
	if reached(at) {
		for high = at; high > 0; off *= 2 {
			k := max(high-off, 0)
			if k == high || !reached(k) {
				low = k
				break
			}
			high = k
		}
	} else {
		for low = at; low < b.n; off *= 2 {
			k := min(low+off, b.n)
			if k == low || reached(k) {
				high = k
				break
			}
			low = k
		}
	}
	for high-low > 1 {
		k := low + math.Floor((high-low)/2)
		if k == low || k == high {
			break
		}
		if reached(k) {
			high = k
		} else {
			low = k
		}
	}
	return high
}
