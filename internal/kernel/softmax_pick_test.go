package kernel

import (
	"math"
	"testing"
)

// TestPickLogSoftmax: at every level the picked elements have the bits of Pick of LogSoftmax, for rows with infinities and NaN and
// indices that are none too; wide rows are left to those.
func TestPickLogSoftmax(t *testing.T) {
	t.Run("32", picksLogSoftmax[float32])
	t.Run("64", picksLogSoftmax[float64])
}

func picksLogSoftmax[T Float](t *testing.T) {
	levels(t, func(t *testing.T) {
		for k := 1; k <= turnedWidth+1; k++ {
			for _, n := range []int{0, 1, 7, 64, 700} {
				x, index := mixed[T](n*k), make([]T, n)
				for i := range index {
					index[i] = T(i%(k+2) - 1)
					if i%50 == 3 {
						index[i] = []T{.5, T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1))}[i/50%4]
					}
				}
				all, want := make([]T, n*k), make([]T, n)
				LogSoftmax(all, x, k)
				Pick(want, all, index, k)
				got, intact := guarded[T](n, 3)
				if can := PickLogSoftmax(got, x, index, k); !can {
					if CPULevel() != Generic && k >= narrowest && k <= turnedWidth {
						t.Fatalf("rows of %d are not done", k)
					}
					continue
				}
				if i := differs(got, want, 0); i >= 0 || !intact() {
					t.Fatalf("%d rows of %d: element %d is %v, want %v (or the guard changed)", n, k, i, got[i], want[i])
				}
			}
		}
	})
}
