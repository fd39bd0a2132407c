package solvers

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// textbook moves one weight w with gradient g at step t; m and v are its moments.
type textbook func(t int, w, g float64, m, v *float64) float64

// Gorgonia's own solvers take parameters that are no nodes, as a Trainer hands them, move them by the book for 5
// steps and zero their gradients. In float32 a step makes some 10 roundings of numbers below 1, but Adam's
// float32(1)-float32(.999) is off by 1.3e-5, half of which reaches a step of .001.
func TestGorgoniaSolversTakeParameters(t *testing.T) {
	for name, c := range map[string]struct {
		fresh func() gorgonia.Solver
		book  textbook
		tol32 float64
	}{
		"vanilla": {func() gorgonia.Solver { return gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(.125)) },
			func(_ int, w, g float64, _, _ *float64) float64 { return w - .125*g }, 50 * 0x1p-24},
		"adam": {func() gorgonia.Solver { return gorgonia.NewAdamSolver() },
			func(t int, w, g float64, m, v *float64) float64 {
				*m, *v = .9**m+.1*g, .999**v+.001*g*g
				return w - 1e-3*(*m/(1-math.Pow(.9, float64(t))))/(math.Sqrt(*v/(1-math.Pow(.999, float64(t))))+1e-8)
			}, 50*0x1p-24 + 5*.7e-5*1e-3},
		"rmsprop": {func() gorgonia.Solver { return gorgonia.NewRMSPropSolver() },
			func(_ int, w, g float64, _, v *float64) float64 {
				*v = .999**v + .001*g*g
				return w - 1e-3*g/math.Sqrt(*v+1e-8)
			}, 50 * 0x1p-24},
	} {
		byTheBook[float64](t, name, c.fresh(), c.book, 50*0x1p-53)
		byTheBook[float32](t, name, c.fresh(), c.book, c.tol32)
	}
}

func byTheBook[T float32 | float64](t *testing.T, name string, s gorgonia.Solver, book textbook, tol float64) {
	t.Helper()
	start := []float64{.5, -.25, .75, -1, .125, 1, .375, -.5}
	params, want := goldenParams[T](start), append([]float64{}, start...)
	kernel := ops.Data[T](params[0].Value()) // programs hold this memory, so it must stay the parameter's
	m, v := make([]float64, 8), make([]float64, 8)
	for k := 1; k <= 5; k++ {
		g := make([]float64, 8)
		for i := range g {
			g[i] = float64((k*5+i*3)%7-3) / 4
			want[i] = book(k, want[i], g[i], &m[i], &v[i])
		}
		setGrads(params, g)
		if err := s.Step(params); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for i, got := range valuesOf(params) {
		if !(math.Abs(got-want[i]) <= tol) {
			t.Errorf("%s: number %d is %v, by the book %v, off by %.1e", name, i, got, want[i], math.Abs(got-want[i]))
		}
	}
	if &kernel[0] != &ops.Data[T](params[0].Value())[0] {
		t.Errorf("%s: the parameter moved to other memory", name)
	}
	if norm, err := GlobalNorm(params); norm != 0 || err != nil {
		t.Errorf("%s: gradients of norm %v remain, %v", name, norm, err)
	}
}
