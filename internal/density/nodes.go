package density

import "math"

// leftOut is about the share that nodes leave out of the sum of exp(slope x + bend x^2), with x from -1 to 1 along w integers: what they
// miss of x^6, for rounding to integers, and of x^10, beyond the degree of Gauss's rule, times the coefficients of these.
func leftOut(slope, bend, w float64) float64 {
	s := slope * slope
	sixth := s*s*s/720 + s*s*bend/24 + s*bend*bend/4 + bend*bend*bend/6
	tenth := math.Pow(slope+math.Sqrt(8*bend), 10) / 3628800
	return .3/w*sixth + .0015*tenth
}

// nodes appends the integers that stand for the w integers from first on, and for how many each does: about the nodes of Gauss and
// Legendre, with the weights that sum polynomials of degree 5 over the integers exactly.
func nodes(first, w float64, y, stands []float64) ([]float64, []float64) {
	if w <= short {
		for k := range int(w) {
			y, stands = append(y, first+float64(k)), append(stands, 1)
		}
		return y, stands
	}
	if math.Mod(w, 2) == 0 {
		y, stands, first, w = append(y, first), append(stands, 1), first+1, w-1
	}
	near, far := aside(w)
	each := 1 / w / w // the sums of squares and of fourth powers, of shares of w since those overflow
	squares, fourths := (1-each)/12, (1-each)*(3-7*each)/240
	a, b := near/w*(near/w), far/w*(far/w)
	inner, outer := w*(fourths-b*squares)/(2*a*(a-b)), w*(fourths-a*squares)/(2*b*(b-a))
	middle := first + (w-1)/2
	return append(y, middle-far, middle-near, middle, middle+near, middle+far), append(stands, outer, inner, w-2*(inner+outer), inner, outer)
}

// aside is how far from the middle of a wide block the integers that stand for it are.
func aside(w float64) (near, far float64) {
	if math.Mod(w, 2) == 0 {
		w--
	}
	return math.Round(.5384693101056831 * w / 2), math.Round(.9061798459386640 * w / 2)
}
