package main

import "math"

// meanOver is the mean of v over the bins with centres in lo..hi, NaN without any.
func meanOver(centre, v []float64, lo, hi float64) float64 {
	sum, n := 0., 0
	for i, x := range centre {
		if x > lo && x < hi {
			sum += v[i]
			n++
		}
	}
	return sum / float64(n)
}

// errorOver is the standard error of meanOver from those of the bins, which share no host.
func errorOver(centre, e []float64, lo, hi float64) float64 {
	squares := make([]float64, len(e))
	n := 0.
	for i, x := range centre {
		squares[i] = e[i] * e[i]
		if x > lo && x < hi {
			n++
		}
	}
	return math.Sqrt(meanOver(centre, squares, lo, hi) / n)
}

// largestOver is the largest v over the bins with centres in lo..hi.
func largestOver(centre, v []float64, lo, hi float64) float64 {
	most := math.Inf(-1)
	for i, x := range centre {
		if x > lo && x < hi {
			most = max(most, v[i])
		}
	}
	return most
}

func magnitudes(v []float64) []float64 {
	m := make([]float64, len(v))
	for i, x := range v {
		m[i] = math.Abs(x)
	}
	return m
}
