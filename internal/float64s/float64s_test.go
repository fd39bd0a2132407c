package float64s

import (
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
