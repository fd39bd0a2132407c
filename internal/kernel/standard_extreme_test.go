package kernel

import (
	"math"
	"testing"
)

// standardized is y, dx and the sums of the gradient of a scale for rows of x, in groups of rows or of columns.
func standardized[T Float](byRow bool, rows, cols int, x, dy []T, eps float64) (m, v, y, dx, sum, r []T) {
	s := NewStandard(rows, cols, byRow)
	mark := []bool{!byRow, byRow}
	red := NewReduction([]int{rows, cols}, mark)
	m, v, r = make([]T, s.Groups()), make([]T, s.Groups()), make([]T, s.Groups())
	y, dx, sum = make([]T, len(x)), make([]T, len(x)), make([]T, cols)
	Mean(&red, m, x)
	Variance(s, v, x, m)
	Standardize(s, y, x, m, v, nil, nil, eps)
	StandardizeGrad(s, dx, x, m, v, dy, eps)
	StandardizeScale(s, sum, x, m, v, dy, eps)
	InverseDeviations(s, r, x, v, eps)
	return m, v, y, dx, sum, r
}

// Standardization does not depend on the unit of x: y and the gradient by the scale are the same, the gradient by x and the
// rate are those of unit 1 divided by it, however large or small the unit, as long as they can be written.
func TestStandardizeInAnyUnit(t *testing.T) {
	inUnits[float32](t, 1e-6, []float64{1e20, 2e25, 1e30, 1e37, 1e-20, 1e-30, 1e-36})
	inUnits[float64](t, 1e-14, []float64{1e155, 1e200, 1e300, 1e-155, 1e-200, 1e-300})
}

func inUnits[T Float](t *testing.T, tol float64, units []float64) {
	x, dy := []float64{-1.5, -.5, .5, 1.5, 3, 1, 2, 7, -1, 0, 0, 1}, []float64{1, -2, 3, .5, 2, 2, -1, 1, .1, .2, .3, .4}
	for _, byRow := range []bool{true, false} {
		_, _, y, dx, sum, r := standardized(byRow, 3, 4, x, dy, 0)
		for _, unit := range units {
			_, v, yu, dxu, sumu, ru := standardized(byRow, 3, 4, times32[T](x, unit), times32[T](dy, 1), 0)
			for _, c := range []struct {
				what  string
				got   []T
				want  []float64
				scale float64
			}{{"y", yu, y, 1}, {"dx", dxu, dx, 1 / unit}, {"the sums", sumu, sum, 1}, {"the rate", ru, r, 1 / unit}} {
				for i, want := range c.want {
					// 1/unit is a number with fewer digits where it is below the least normal one
					if want *= c.scale; math.Abs(float64(c.got[i])-want) > tol*(math.Abs(want)+c.scale)+1e-45 {
						t.Errorf("rows %v, unit %g: %s[%d] is %v, want %v", byRow, unit, c.what, i, c.got[i], want)
					}
				}
			}
			if v[0] == 0 && T(unit*unit) > 0 || math.IsInf(float64(v[0]), 0) && !math.IsInf(float64(T(2*unit*unit)), 0) {
				t.Errorf("unit %g: the variance is %v", unit, v[0])
			}
		}
	}
}

func times32[T Float](x []float64, unit float64) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v * unit)
	}
	return out
}

// The values of the issue; an eps that dominates; and a group that is like the others beside one that is not.
func TestStandardizeExtremes(t *testing.T) {
	x := []float32{-1.5e20, -.5e20, .5e20, 1.5e20, -1.5, -.5, .5, 1.5, -1.5e-30, -.5e-30, .5e-30, 1.5e-30, 5, 5, 5, 5}
	_, v, y, dx, _, _ := standardized(true, 4, 4, x, make([]float32, 16), 1e-5)
	_, _, alone, _, _, _ := standardized(true, 1, 4, x[4:8], make([]float32, 4), 1e-5)
	want := []float64{-1.3416407865, -.4472135955, .4472135955, 1.3416407865}
	for i, w := range want {
		if math.Abs(float64(y[i])-w) > 1e-7 || y[4+i] != alone[i] {
			t.Errorf("y[%d] is %v, want %v, y[%d] is %v, want %v", i, y[i], w, 4+i, y[4+i], alone[i])
		}
		if w := float64(x[8+i]) / math.Sqrt(1e-5); math.Abs(float64(y[8+i])/w-1) > 1e-6 || y[12+i] != 0 {
			t.Errorf("y[%d] is %v, want %v, y[%d] is %v, want 0", 8+i, y[8+i], w, 12+i, y[12+i])
		}
	}
	if !math.IsInf(float64(v[0]), 1) || v[3] != 0 || dx[0] != 0 {
		t.Errorf("variances %v", v)
	}
	bad := []float64{1, math.NaN(), 2, 3, 1, math.Inf(1), 2, 3, 7, 7, 7, 7}
	_, v64, y64, _, _, _ := standardized(true, 3, 4, bad, make([]float64, 12), 0)
	for i, u := range y64 {
		if !math.IsNaN(u) {
			t.Errorf("y[%d] is %v of a group without variance", i, u)
		}
	}
	if !math.IsNaN(v64[0]) || !math.IsNaN(v64[1]) || v64[2] != 0 {
		t.Errorf("variances %v", v64)
	}
}

// A mean can be written where the sum cannot, along any axis.
func TestMeanOfLargeNumbers(t *testing.T) {
	for _, axis := range []int{0, 1, 2} {
		r := NewReduction([]int{2, 3, 4}, []bool{axis == 0, axis == 1, axis == 2})
		x, small := make([]float32, 24), make([]float64, 24)
		for i := range x {
			small[i] = 2 + float64(i)/24
			x[i] = float32(small[i] * 1e38)
		}
		got, want := make([]float32, 24/r.Count()), make([]float64, 24/r.Count())
		Mean(&r, got, x)
		Mean(&r, want, small)
		for i, w := range want {
			if math.Abs(float64(got[i])/1e38/w-1) > 1e-6 {
				t.Errorf("axis %d: mean %d is %v, want %ve38", axis, i, got[i], w)
			}
		}
	}
}
