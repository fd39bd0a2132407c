package kernel

import "math"

// The log-densities of mixtures of few components at many points, all of one row, which is what solving a posterior
// asks for most. Exponents are in powers of two, which saves a processor a sixth of the work, and are taken relative to top: a
// number near those that matter, better a whole one. Points where all are 900 below it or one is as much above take
// twice as long, but are as exact. A component 1000 below the largest counts as that. Where every exponent is
// -Inf the result is the most negative float, or near it: callers that need -Inf look for numbers beyond 1e300.

// mixBlock is how many points go together in plain Go.
const mixBlock = 64

// LogMixNormals sets dst[j] = log sum_k 2^(c[k] - ((y[j] - mu[k]) s[k])^2). No number may be NaN.
// The difference comes first: the square written out as a polynomial of y loses (mu s)^2 eps.
func LogMixNormals(dst, y []float64, top float64, c, mu, s []float64) {
	if len(dst) == 0 || len(c) == 0 || vectorMixNormals(dst, y, top, c, mu, s) {
		return
	}
	logMix(dst, len(c), func(k, from int, e []float64) {
		for j, v := range y[from : from+len(e)] {
			z := (v - mu[k]) * s[k]
			e[j] = c[k] - z*z
		}
	})
}

// LogMixPowers sets dst[j] = log sum_k 2^(c[k] + a[k] x[j] + b[k] z[j]): of Betas, with x = log y and z = log(1-y). No
// number may be NaN.
func LogMixPowers(dst, x, z []float64, top float64, c, a, b []float64) {
	if len(dst) == 0 || len(c) == 0 || vectorMixPowers(dst, x, z, top, c, a, b) {
		return
	}
	logMix(dst, len(c), func(k, from int, e []float64) {
		z := z[from : from+len(e)]
		for j, v := range x[from : from+len(e)] {
			e[j] = c[k] + a[k]*v + b[k]*z[j]
		}
	})
}

// logMix is the log-sum-exp over n components whose exponents at len(e) points from a place on exponents computes, relative
// to the largest of each point.
func logMix(dst []float64, n int, exponents func(k, from int, e []float64)) {
	var top, sum, room [mixBlock]float64
	for from := 0; from < len(dst); from += mixBlock {
		e := room[:min(mixBlock, len(dst)-from)]
		for j := range e {
			top[j], sum[j] = -math.MaxFloat64, 0
		}
		for k := range n {
			exponents(k, from, e)
			for j, v := range e {
				if v > top[j] {
					top[j] = v
				}
			}
		}
		for k := range n {
			exponents(k, from, e)
			for j, v := range e {
				e[j] = max(v-top[j], -1000) * math.Ln2 // NaN passes
			}
			Exp(e, e)
			for j, v := range e {
				sum[j] += v
			}
		}
		Log(e, sum[:len(e)])
		for j, v := range e {
			dst[from+j] = top[j]*math.Ln2 + v
		}
	}
}
