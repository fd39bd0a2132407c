//go:build amd64 && !noasm

package kernel

//go:generate go -C gen run ./vec -group mixture -out ../vec_mixture_amd64.s -kernels ../vec_mixture_amd64.go -pkg kernel

func vectorMixNormals(dst, y []float64, top float64, c, mu, s []float64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecMixNormals(&dst[0], &top, &y[0], &c[0], &mu[0], &s[0], len(dst), len(c), l)
	return true
}

func vectorMixPowers(dst, x, z []float64, top float64, c, a, b []float64) bool {
	l := CPULevel()
	if l == Generic {
		return false
	}
	vecMixPowers(&dst[0], &top, &x[0], &z[0], &c[0], &a[0], &b[0], len(dst), len(c), l)
	return true
}
