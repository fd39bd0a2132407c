package build

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// Products are those of big integers, or refused beyond the limit, however they overflow.
func TestProduct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		extents := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 5), rapid.Int(), rapid.SampledFrom([]int{1 << 31, 1 << 32, math.MaxInt, math.MinInt, 1 << 30})), 0, 5).Draw(t, "extents")
		want, bad, zero := big.NewInt(1), false, false
		for _, d := range extents {
			if d == 0 {
				zero = true
				continue
			}
			want.Mul(want, big.NewInt(int64(d)))
			bad = bad || d < 0
		}
		bad = bad || want.Cmp(big.NewInt(int64(MaxElements()))) > 0
		if zero {
			want.SetInt64(0)
		}
		n, ok := Product(extents...)
		if ok == bad || ok && int64(n) != want.Int64() {
			t.Fatalf("%v: %d, %v; want %v, %v", extents, n, ok, want, !bad)
		}
	})
}

func TestElements(t *testing.T) {
	var err error
	func() {
		defer Recover(&err)
		Elements("broadcast_to", tensor.Shape{1 << 31, 1 << 31, 4})
	}()
	if err == nil || !strings.Contains(err.Error(), "at most 1073741824 elements (set DEEPPROB_MAX_ELEMENTS") {
		t.Error(err)
	}
	for s, want := range map[string]int{"": 1 << 30, "x": 1 << 30, "-3": 1 << 30, "0": 1 << 30, "5": 5, "4294967296": 1 << 32, "9223372036854775807": 1 << 46} {
		if got := limitOf(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
