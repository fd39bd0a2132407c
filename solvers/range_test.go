package solvers

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// A gradient whose square overflows made the running mean of squares +Inf, and its weight never moved again: it is an error
// that leaves everything as it was, and a gradient at the limit moves its weight by the rate.
func TestSquaresThatOverflow(t *testing.T) {
	for name, make := range map[string]func() gorgonia.Solver{
		"adam": func() gorgonia.Solver { return &Adam{} }, "adamw": func() gorgonia.Solver { return &AdamW{} },
		"rmsprop": func() gorgonia.Solver { return &RMSProp{} }, "centred": func() gorgonia.Solver { return &RMSProp{Centered: true, Momentum: .9} },
	} {
		testSquares[float32](t, name, make(), 9e18, 1e19)
		testSquares[float64](t, name, make(), 6e153, 1e154)
	}
	big := vectorOf[float32]("w", 1)
	ops.Data[float32](big.grad)[0] = 1e30
	if err := (&SGD{Rate: Constant(1e-30)}).Step([]gorgonia.ValueGrad{big}); err != nil || ops.Data[float32](big.value)[0] != 0 {
		t.Errorf("sgd has no squares: %v, %v", big.value, err)
	}
}

func testSquares[T float32 | float64](t *testing.T, name string, s gorgonia.Solver, most, more float64) {
	t.Helper()
	w := vectorOf[T]("w", 1, 2, 3)
	x, g := ops.Data[T](w.value), ops.Data[T](w.grad)
	for range 3 { // of both signs, so that distances from the mean are as large as they come
		g[0], g[1], g[2] = T(most), T(-most), 1
		if err := s.Step([]gorgonia.ValueGrad{w}); err != nil {
			t.Fatal(name, err)
		}
		most = -most
	}
	for i, v := range s.(Stateful).State().Params[0].Moments {
		for _, e := range v {
			if math.IsInf(e, 0) || math.IsNaN(e) {
				t.Errorf("%s: moment %s is %v", name, i, v)
			}
		}
	}
	if x[0] == 1 || x[1] == 2 {
		t.Errorf("%s: weights %v did not move", name, x)
	}
	was := [3]T(x)
	g[0], g[1], g[2] = 0, T(more), 1
	err := s.Step([]gorgonia.ValueGrad{w})
	if err == nil || !strings.Contains(err.Error(), "parameter w") || [3]T(x) != was {
		t.Errorf("%s: a gradient of %g: %v, weights from %v to %v", name, more, err, was, x)
	}
}
