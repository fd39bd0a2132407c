package catalogue

import "math"

// moments returns the mean, the standard deviation (divisor n), the skewness and the excess kurtosis of v: scipy.stats' defaults.
func moments(v []float64) (mean, std, skew, kurt float64) {
	n := float64(len(v))
	for _, x := range v {
		mean += x
	}
	mean /= n
	var m2, m3, m4 float64
	for _, x := range v {
		d := x - mean
		d2 := d * d
		m2 += d2
		m3 += d2 * d
		m4 += d2 * d2
	}
	m2, m3, m4 = m2/n, m3/n, m4/n
	std = math.Sqrt(m2)
	return mean, std, m3 / (m2 * std), m4/(m2*m2) - 3
}
