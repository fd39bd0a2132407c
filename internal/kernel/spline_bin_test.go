package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// find counts the inner knots that are not above a number: at each knot, one bit below it and one above, at the ends and far beyond, for any
// number of bins, also where knots have run together.
func TestFind(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, bins := range []int{2, 3, 8, 16, 17, 18, 19, 33, 34, 35, 64, 257, 1024} {
		for _, equal := range []bool{false, true} {
			knots := make([]float64, bins+1)
			for j := range knots {
				if knots[j] = 10*r.Float64() - 5; equal && j%3 > 0 {
					knots[j] = knots[j-1]
				}
			}
			slices.Sort(knots)
			at := []float64{math.Inf(-1), math.Inf(1), -30, 30, 0}
			for _, k := range knots {
				at = append(at, k, math.Nextafter(k, math.Inf(-1)), math.Nextafter(k, math.Inf(1)))
			}
			for _, x := range at {
				want := 0
				for _, k := range knots[1:bins] {
					if k <= x {
						want++
					}
				}
				if got := find(knots, x); got != want {
					t.Fatalf("%d bins: %v is in bin %d, not %d, of %v", bins, x, want, got, knots)
				}
			}
		}
	}
}

// Whatever the number and the knots are, there is a bin.
func TestFindIsInRange(t *testing.T) {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 1, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		knots := make([]float64, 3+r.IntN(60))
		for j := range knots {
			knots[j] = odd[r.IntN(len(odd))]
		}
		x := odd[r.IntN(len(odd))]
		if at := find(knots, x); at < 0 || at > len(knots)-2 {
			t.Fatalf("%v is in bin %d of %v", x, at, knots)
		}
	}
}
