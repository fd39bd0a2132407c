package convert

import "iter"

// permute is x, of this shape in row-major order, with its axes in another order: NumPy's x.transpose(axes). Nil axes leave it
// as it is.
func permute(x []float64, shape, axes []int) []float64 {
	if axes == nil {
		return x
	}
	out := make([]float64, 0, len(x))
	for place := range places(shape, axes) {
		out = append(out, x[place])
	}
	return out
}

// places are where the elements of the permuted tensor are in one of this shape.
func places(shape, axes []int) iter.Seq[int] {
	strides, size := make([]int, len(shape)), 1
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i], size = size, size*shape[i]
	}
	return func(yield func(int) bool) {
		at := make([]int, len(shape))
		for range size {
			place := 0
			for i, a := range axes {
				place += at[i] * strides[a]
			}
			if !yield(place) {
				return
			}
			for i := len(axes) - 1; i >= 0; i-- { // the next element of the result
				if at[i]++; at[i] < shape[axes[i]] {
					break
				}
				at[i] = 0
			}
		}
	}
}

// inverse is the order of axes that undoes another one.
func inverse(axes []int) []int {
	if axes == nil {
		return nil
	}
	back := make([]int, len(axes))
	for i, a := range axes {
		back[a] = i
	}
	return back
}

// placesFirst brings n inputs, so many channels one after the other, into this library's order: (channels, places, ...) to
// (places, channels, ...).
func placesFirst(x []float64, n, channels int) []float64 {
	return permute(x, []int{channels, n / channels, len(x) / n}, []int{1, 0, 2})
}

// channelsFirst undoes placesFirst.
func channelsFirst(x []float64, n, channels int) []float64 {
	return placesFirst(x, n, n/channels)
}
