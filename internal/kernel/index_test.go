package kernel

import (
	"math"
	"slices"
	"testing"
)

func TestPickAndOneHot(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	index := []float64{0, 2, 3, -1, 1.5, inf, -inf, nan, 1e300, -.5}
	x := numbers[float64](3 * len(index))
	got, hot := make([]float64, len(index)), numbers[float64](3*len(index))
	Pick(got, x, index, 3)
	OneHot(hot, index, 3)
	want, wantHot := make([]float64, len(index)), make([]float64, 3*len(index))
	Fill(want, -inf)
	want[0], want[1] = x[0], x[5]
	wantHot[0], wantHot[5] = 1, 1
	if !slices.Equal(got, want) || !slices.Equal(hot, wantHot) {
		t.Errorf("picked %v, want %v; one-hot %v", got, want, hot)
	}
}

func TestTransposeIsItsOwnInverse(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {1, 9}, {16, 16}, {17, 40}, {100, 3}} {
		m, n := s[0], s[1]
		x := numbers[float32](m * n)
		y, back := make([]float32, m*n), make([]float32, m*n)
		Transpose(y, x, m, n)
		Transpose(back, y, n, m)
		if !slices.Equal(x, back) || y[n*m-1] != x[n*m-1] || m > 1 && y[1] != x[n] {
			t.Errorf("(%d, %d) is transposed wrongly", m, n)
		}
	}
}

func TestCopyBlocks(t *testing.T) {
	dst := make([]float64, 9)
	CopyBlocks(dst[1:], 4, []float64{1, 2, 3, 4, 5, 6}, 3, 2, 2)
	if want := []float64{0, 1, 2, 0, 0, 4, 5, 0, 0}; !slices.Equal(dst, want) {
		t.Errorf("%v, want %v", dst, want)
	}
}
