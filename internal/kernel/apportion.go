package kernel

import "math"

// Apportion sets dst to the whole numbers that add up to n and are the mode of a multinomial of probabilities p, which sum to 1: each is given to
// the class with the largest p/(count + 1) (Finucan 1964, Biometrika 51, 513; D'Hondt's rule of seats), the first of equals. All are NaN if n is
// no whole number from 0 on, or a probability is NaN.
func Apportion[T Float](dst, p []T, n T) {
	total, left := float64(n), float64(n)
	valid := total >= 0 && total <= math.MaxFloat64 && total == math.Floor(total)
	for k, v := range p {
		valid = valid && v >= 0 && v <= 1
		if valid { // no class gets less
			dst[k] = T(math.Floor(total * float64(v)))
			left -= float64(dst[k])
		}
	}
	if !valid {
		for k := range dst {
			dst[k] = T(math.NaN())
		}
		return
	}
	for range 2 * len(p) { // fewer than there are classes are left, but for roundings
		switch {
		case left > 0:
			dst[worthiest(dst, p)]++
			left--
		case left < 0:
			dst[dearest(dst, p)]--
			left++
		}
	}
	if left != 0 { // beyond what the type can count
		dst[worthiest(dst, p)] += T(left)
	}
}

// worthiest is the first class with the largest p/(count + 1).
func worthiest[T Float](counts, p []T) (at int) {
	for k := range p {
		if float64(p[k])*(float64(counts[at])+1) > float64(p[at])*(float64(counts[k])+1) {
			at = k
		}
	}
	return at
}

// dearest is the last class with the smallest p/count.
func dearest[T Float](counts, p []T) (at int) {
	at = -1
	for k := range p {
		if counts[k] > 0 && (at < 0 || float64(p[k])*float64(counts[at]) <= float64(p[at])*float64(counts[k])) {
			at = k
		}
	}
	return max(at, 0)
}
