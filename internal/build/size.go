package build

import (
	"os"
	"strconv"

	"gorgonia.org/tensor"
)

// maxElementsVariable is the environment variable that raises, or lowers, the limit of MaxElements.
const maxElementsVariable = "DEEPPROB_MAX_ELEMENTS"

var maxElements = limitOf(os.Getenv(maxElementsVariable))

// MaxElements is the most elements that a tensor may have, 2^30 (8 GiB of float64) unless the environment variable
// DEEPPROB_MAX_ELEMENTS says another number at the start of the program: what is larger is nearly always a mistake in a
// shape, and Go ends a process that asks for more memory than there is, where nothing can recover. All tensors that a
// program computes may take 8 bytes times this together.
func MaxElements() int { return maxElements }

// limitOf reads the variable; what is no positive number, or more than memory can be addressed with, is not heeded.
func limitOf(s string) int {
	const usual, most = 1 << 30, 1 << 46
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return usual
	}
	return int(min(n, most))
}

// Elements is the number of elements of a shape. It fails for op where that is more than MaxElements, however far beyond the
// largest int, or an extent is negative.
func Elements(op string, shape tensor.Shape) int {
	n, ok := Product(shape...)
	if !ok {
		Fail(op, []tensor.Shape{shape}, "a tensor of this shape cannot be made: extents must not be negative, and their product at most %d elements (set %s before the program starts for another limit)", maxElements, maxElementsVariable)
	}
	return n
}

// Product multiplies extents; it is not ok if one is negative, or the product above MaxElements. Extents beside a 0 count.
func Product(extents ...int) (n int, ok bool) {
	n = 1
	zero := false
	for _, d := range extents {
		switch {
		case d < 0 || d > 0 && n > maxElements/d:
			return 0, false
		case d == 0:
			zero = true
		default:
			n *= d
		}
	}
	if zero {
		n = 0
	}
	return n, true
}
