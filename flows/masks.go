package flows

import (
	"slices"

	"github.com/deepprob/deepprob/internal/build"
)

// onContext is the degree of units that see the context alone.
const onContext = -1

// degrees are those of the hidden units: the places that they may depend on, up to and including. All that some output may depend on come
// in turn, so that each has about as many units as the others.
func (a Autoregressive) degrees(order, widths []int, context bool) [][]int {
	highest := slices.Max(order)
	if a.Degrees != nil {
		a.check(widths, highest)
		return a.Degrees
	}
	lowest := 0
	if context || highest == 0 {
		lowest = onContext
	}
	out := make([][]int, len(widths))
	for l, w := range widths {
		out[l] = make([]int, w)
		for u := range out[l] {
			out[l][u] = lowest + u%(highest-lowest)
		}
	}
	return out
}

func (a Autoregressive) check(widths []int, highest int) {
	if len(a.Degrees) != len(widths) {
		build.Fail("autoregressive", nil, "Degrees is of %d layers, and there are %d hidden ones", len(a.Degrees), len(widths))
	}
	for l, degrees := range a.Degrees {
		if len(degrees) != widths[l] {
			build.Fail("autoregressive", nil, "Degrees of layer %d are of %d units, and it has %d", l, len(degrees), widths[l])
		}
		for _, d := range degrees {
			if d < onContext || d >= max(highest, 1) {
				build.Fail("autoregressive", nil, "a degree of layer %d is %d: want a place from 0 to below %d, the highest, or -1 for the context alone", l, d, highest)
			}
		}
	}
}

// masks are 1 where a unit may depend on what is before it, for each kernel in the order of its rows: a unit of degree m sees inputs of places
// up to m and units of degrees up to m, an output of place p units of degrees below p (Germain et al. 2015, equations 13 and 14).
func masks(order []int, degrees [][]int, context, params int) [][]float64 {
	in := slices.Clone(order)
	for range context {
		in = append(in, onContext)
	}
	var out [][]float64
	for _, to := range degrees {
		out = append(out, mask(in, to))
		in = to
	}
	var outputs []int
	for _, place := range order {
		for range params {
			outputs = append(outputs, place-1)
		}
	}
	return append(out, mask(in, outputs))
}

// mask lets each column see the rows of degrees up to its own.
func mask(rows, columns []int) []float64 {
	m := make([]float64, 0, len(rows)*len(columns))
	for _, r := range rows {
		for _, c := range columns {
			one := 0.
			if r <= c {
				one = 1
			}
			m = append(m, one)
		}
	}
	return m
}
