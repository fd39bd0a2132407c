package clock

import (
	"math"
	"math/big"
	"testing"
)

// float is the float64 nearest to a fraction, as a literal or a quotient of whole numbers is.
func float(a, b int64) float64 {
	x, _ := big.NewRat(a, b).Float64()
	return x
}

// The whole part of k/n over a/b in exact arithmetic is that of Over, for every step k.
func TestOverIsExact(t *testing.T) {
	missed := 0
	for n := int64(1); n <= 60; n += 1 + n/8 {
		for _, period := range []struct{ a, b int64 }{{1, 10}, {1, 5}, {3, 10}, {7, 10}, {1, 3}, {2, 3}, {1, 7}, {5, 7}, {11, 100}, {123, 1000}, {5, 2}, {49, 10}, {17, 13}} {
			p := float(period.a, period.b)
			for k := int64(0); k < 150; k++ {
				exact := new(big.Rat).Quo(big.NewRat(k, n), big.NewRat(period.a, period.b))
				want := float64(new(big.Int).Quo(exact.Num(), exact.Denom()).Int64())
				now := float(k, n)
				if got := Over(now, p); math.Floor(got) != want || exact.IsInt() && got != want {
					t.Fatalf("step %d of %d over %d/%d: %v, exactly %v", k, n, period.a, period.b, got, exact)
				}
				if math.Floor(now/p) != want {
					missed++
				}
				if got := Reached(now, p); got != (exact.Cmp(big.NewRat(1, 1)) >= 0) {
					t.Fatalf("step %d of %d: %d/%d reached: %v, exactly %v", k, n, period.a, period.b, got, exact)
				}
			}
		}
	}
	if missed == 0 {
		t.Error("plain division is right everywhere, so this tests nothing")
	}
}

// k/n - a/b in exact arithmetic, to the last bit.
func TestSinceIsExact(t *testing.T) {
	for n := int64(1); n <= 97; n += 8 {
		for _, from := range []struct{ a, b int64 }{{0, 1}, {1, 10}, {101, 10}, {1, 3}, {100, 3}, {5, 7}, {123, 1000}, {10, 1}, {7777, 100}} {
			for k := int64(0); k < 100*n; k += 17 {
				want, _ := new(big.Rat).Sub(big.NewRat(k, n), big.NewRat(from.a, from.b)).Float64()
				if got := Since(float(k, n), float(from.a, from.b)); got != want {
					t.Fatalf("%d/%d since %d/%d: %v, want %v", k, n, from.a, from.b, got, want)
				}
			}
		}
	}
}

// Times that are no fractions of small numbers move by no more than rounding.
func TestElsewhereNothingMoves(t *testing.T) {
	for _, x := range []float64{0, 1e-300, 1e-17, .5, math.Nextafter(.5, 0), 1 - 1e-14, math.Pi, 3 - 1e-14, 1e300, math.Inf(1)} {
		if got := Whole(x); got != x {
			t.Errorf("Whole(%v) = %v", x, got)
		}
	}
	if got := Whole(math.NaN()); !math.IsNaN(got) {
		t.Errorf("Whole(NaN) = %v", got)
	}
	for _, c := range [][2]float64{{math.Pi, math.E}, {1e6 * math.Sqrt2, math.Pi}, {1e20, 1}, {math.Sqrt2, 1e-3 * math.Pi}} {
		if got, want := Since(c[0], c[1]), c[0]-c[1]; math.Abs(got-want) > slack*ulp(c[0]) {
			t.Errorf("Since(%v, %v) = %v, the difference is %v", c[0], c[1], got, want)
		}
	}
	if Reached(.5, 1) || Reached(0, 1e-300) || Reached(1, math.NaN()) || Reached(1, math.Inf(1)) || !Reached(0, math.Inf(-1)) || !Reached(0, 0) {
		t.Error("Reached is wrong where it is plain")
	}
}
