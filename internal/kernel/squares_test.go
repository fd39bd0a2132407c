package kernel

import (
	"math"
	"testing"
)

// TestSumSquaresAgrees: the same bits at every level for every length and alignment, within the error that the doc
// states of a sum in another order, and no element around x counts.
func TestSumSquaresAgrees(t *testing.T) {
	t.Run("32", sumSquaresAgrees[float32])
	t.Run("64", sumSquaresAgrees[float64])
}

func sumSquaresAgrees[T Float](t *testing.T) {
	all := numbers[T](1200)
	for n := range 300 {
		for _, n := range []int{n, n + 777} {
			x := all[n%19:][:n]
			exact := 0.
			for _, v := range x {
				exact += float64(v) * float64(v)
			}
			want, bound := math.NaN(), float64(n+6)*0x1p-53*exact
			for l := Generic; l <= detect(); l++ {
				restore := setLevel(l)
				got := SumSquares(x)
				if !(math.Abs(got-exact) <= bound) || l > Generic && got != want {
					t.Fatalf("%v, %d elements: %v, want %v to the bit and %v within %v", l, n, got, want, exact, bound)
				}
				want = got
				restore()
			}
		}
	}
}

// TestSumSquaresEdges: the largest float32 does not overflow nor the smallest vanish; what is not finite shows.
func TestSumSquaresEdges(t *testing.T) {
	levels(t, func(t *testing.T) {
		inf := math.Inf(1)
		for _, n := range []int{1, 33, 70} {
			for _, c := range []struct{ v, want float64 }{
				{math.MaxFloat32, math.MaxFloat32 * math.MaxFloat32}, {math.SmallestNonzeroFloat32, 0x1p-298},
				{-inf, inf}, {math.NaN(), math.NaN()}, {0, 0},
			} {
				x := make([]float32, n)
				x[n-1] = float32(c.v)
				if got := SumSquares(x); !same(got, c.want) {
					t.Errorf("%v among %d: %v, want %v", c.v, n, got, c.want)
				}
			}
		}
		if got := SumSquares[float32](nil); got != 0 {
			t.Errorf("no elements: %v", got)
		}
		x := make([]float32, 100)
		if n := testing.AllocsPerRun(10, func() { SumSquares(x) }); n != 0 {
			t.Errorf("%v allocations a run", n)
		}
	})
}

func BenchmarkSumSquares(b *testing.B) {
	x, y := numbers[float32](4096), numbers[float64](4096)
	for l := Generic; l <= detect(); l++ {
		b.Run("32/"+l.String(), func(b *testing.B) {
			defer setLevel(l)()
			for b.Loop() {
				SumSquares(x)
			}
		})
		b.Run("64/"+l.String(), func(b *testing.B) {
			defer setLevel(l)()
			for b.Loop() {
				SumSquares(y)
			}
		})
	}
}
