package kernel

import "math"

// three is a piece of three operands in float64, and what loops over slices compute of them.
type three struct {
	a, b, c       [repeats]float64
	l, m, u, v, w [repeats]float64
}

// LogBinomialMass sets dst[i] to LogBinomialMass64 of k[i], n[i] and l[i], runs of dst's length or of one number. Below gammaPlain
// trials its logarithms are computed by the vectors' loops: there the terms of log n!/(k!(n-k)!) are below 30.
func LogBinomialMass[T Float](dst, k, n, l []T) {
	var t three
	for lo := 0; lo < len(dst); lo += repeats {
		m := loadThree(&t, dst, k, n, l, lo)
		for i := range m {
			t.l[i], t.m[i] = t.c[i], -t.c[i]
			t.u[i], t.v[i], t.w[i] = t.b[i]+1, t.a[i]+1, t.b[i]-t.a[i]+1
		}
		LogSigmoid(t.l[:m], t.l[:m])
		LogSigmoid(t.m[:m], t.m[:m])
		t.lgammas(m)
		for i := range m {
			k, n, l := t.a[i], t.b[i], t.c[i]
			if k >= .5 && k < n && n < gammaPlain && math.Abs(l) <= math.MaxFloat64 {
				dst[lo+i] = T(t.u[i] - t.v[i] - t.w[i] + k*t.l[i] + (n-k)*t.m[i])
			} else {
				dst[lo+i] = T(LogBinomialMass64(k, n, l))
			}
		}
	}
}

// LogNegativeBinomial sets dst[i] to LogNegativeBinomial64 of y[i], r[i] and mu[i] in the same way, for y and r below gammaPlain.
func LogNegativeBinomial[T Float](dst, y, r, mu []T) {
	var t three
	for lo := 0; lo < len(dst); lo += repeats {
		m := loadThree(&t, dst, y, r, mu, lo)
		for i := range m {
			t.l[i], t.m[i] = t.c[i]/t.b[i], t.b[i]/t.c[i]
			t.u[i], t.v[i], t.w[i] = t.a[i]+t.b[i], t.b[i], t.a[i]+1
		}
		Log1p(t.l[:m], t.l[:m])
		Log1p(t.m[:m], t.m[:m])
		t.lgammas(m)
		for i := range m {
			y, r := t.a[i], t.b[i]
			if y >= .5 && y < gammaPlain && r >= 1e-9 && r < gammaPlain && t.l[i]-t.l[i] == 0 && t.m[i]-t.m[i] == 0 && t.c[i] > 0 {
				dst[lo+i] = T(t.u[i] - t.v[i] - t.w[i] - r*t.l[i] - y*t.m[i])
			} else {
				dst[lo+i] = T(LogNegativeBinomial64(y, r, t.c[i]))
			}
		}
	}
}

// loadThree takes the piece of the operands that begins at lo, and returns its length.
func loadThree[T Float](t *three, dst, a, b, c []T, lo int) int {
	m := min(len(dst)-lo, repeats)
	sa, sb, sc := stride(a, dst), stride(b, dst), stride(c, dst)
	for i := range m {
		t.a[i], t.b[i], t.c[i] = float64(a[(lo+i)*sa]), float64(b[(lo+i)*sb]), float64(c[(lo+i)*sc])
	}
	return m
}

// lgammas replaces u, v and w by their log Gamma.
func (t *three) lgammas(m int) {
	Lgamma(t.u[:m], t.u[:m])
	Lgamma(t.v[:m], t.v[:m])
	Lgamma(t.w[:m], t.w[:m])
}
