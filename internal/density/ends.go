package density

// Ends know the density of a family near a finite end of the support better than a float y there can say: by the distance
// d from that end, which may be far below the spacing of floats at it, or below the smallest float.
//
// Law: log p(y) = exponent log d + const + o(1) as d goes to 0, with d = e^logd; LogProbNear is LogProb at that distance but
// for rounding, and at logd = -Inf the limit. Of a charted family t is the row's numbers, else it is not read.
type Ends interface {
	// Exponent is that of row i at the lower or upper end, above -1; NaN if the family does not know it, and then
	// LogProbNear is not called there.
	Exponent(i int, t *Numbers, upper bool) float64
	LogProbNear(i int, t *Numbers, upper bool, logd, out []float64)
}
