package float64s

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What is set is read again, rounded to the type, and what is read is a copy.
func TestSetAndOf(t *testing.T) {
	x := []float64{.1, -2, 1e300, 4}
	for _, c := range []struct {
		v    G.Value
		want []float64
	}{
		{tensor.New(tensor.WithShape(2, 2), tensor.Of(tensor.Float64)), x},
		{tensor.New(tensor.WithShape(2, 2), tensor.Of(tensor.Float32)), []float64{float64(float32(.1)), -2, inf(), 4}},
		{G.NewF64(0), x[:1]},
		{G.NewF32(0), []float64{float64(float32(.1))}},
	} {
		Set(c.v, x[:len(c.want)])
		got := Of(c.v)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%v: %s", c.v.Dtype(), d)
		}
		got[0] = 7
		if again := Of(c.v); again[0] == 7 {
			t.Errorf("%v: not a copy", c.v.Dtype())
		}
	}
}

// inf is what float32 makes of a number beyond it.
func inf() float64 { big := 1e300; return float64(float32(big)) }

// At, SumSquares and Peak agree for both types; a unit keeps squares within range, down to the smallest numbers.
func TestReductions(t *testing.T) {
	x := []float64{.5, -4, 2}
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		v := tensor.New(tensor.WithShape(3), tensor.Of(dt))
		Set(v, x)
		if At(v, 1) != -4 || SumSquares(v, 1) != 20.25 || SumSquares(v, .5) != 81 || Peak(v) != 4 {
			t.Errorf("%v: %v, %v, %v, %v", dt, At(v, 1), SumSquares(v, 1), SumSquares(v, .5), Peak(v))
		}
		Set(v, []float64{1, math.NaN(), math.Inf(-1)})
		if s, p := SumSquares(v, 1), Peak(v); !math.IsNaN(s) || !math.IsNaN(p) {
			t.Errorf("%v: with a NaN %v, %v", dt, s, p)
		}
		Set(v, []float64{1, 2, math.Inf(-1)})
		if s, p := SumSquares(v, 1), Peak(v); !math.IsInf(s, 1) || !math.IsInf(p, 1) {
			t.Errorf("%v: with an infinity %v, %v", dt, s, p)
		}
	}
	for _, unit := range []float64{1e307, 5e-324} {
		v := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{3 * unit, -4 * unit}))
		if s := SumSquares(v, unit); s != 25 || Peak(v) != 4*unit {
			t.Errorf("in units of %g: %v, %v", unit, s, Peak(v))
		}
	}
}
