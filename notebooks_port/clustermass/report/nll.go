package report

import "math"

// MeanNLL is the mean of -logp over the rows inside the support, and the number of those outside.
func MeanNLL(logp []float64) (nll float64, outside int) {
	for _, l := range logp {
		if math.IsInf(l, -1) {
			outside++
			continue
		}
		nll -= l
	}
	return nll / float64(max(len(logp)-outside, 1)), outside
}
