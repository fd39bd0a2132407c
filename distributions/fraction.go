package distributions

import "fmt"

// checkFraction panics unless p is in [0, 1], as methods do that are given a slice of the wrong length: percent would answer
// NaN, or no intervals, and only be noticed at the end of an analysis.
func checkFraction(method, what string, p float64) {
	switch {
	case p >= 0 && p <= 1:
	case p > 1 && p <= 100:
		panic(fmt.Sprintf("distributions: Posterior.%s(%v): %s must be in [0, 1]: for %v%% write %s(%v)", method, p, what, p, method, p/100))
	default:
		panic(fmt.Sprintf("distributions: Posterior.%s(%v): %s must be in [0, 1]", method, p, what))
	}
}
