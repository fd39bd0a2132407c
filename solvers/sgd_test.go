package solvers

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"gorgonia.org/gorgonia"
)

// Under a constant gradient the trace goes to g/(1-Momentum): after k steps it is g (1-Momentum^k)/(1-Momentum).
func TestSGDTraceIsAGeometricSum(t *testing.T) {
	for _, nesterov := range []bool{false, true} {
		p := vectorOf[float64]("w", 0)
		s := &SGD{Rate: Constant(1), Momentum: .5, Nesterov: nesterov}
		want := 0.
		for k := 1; k <= 40; k++ {
			float64s.Set(p.grad, []float64{3})
			if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
				t.Fatal(err)
			}
			trace := 6 * (1 - math.Pow(.5, float64(k)))
			if nesterov {
				trace = 3 + trace/2
			}
			want -= trace
		}
		if got := float64s.Of(p.value)[0]; math.Abs(got-want) > 80*math.Abs(want)*0x1p-53 {
			t.Errorf("nesterov %v: %v, want %v", nesterov, got, want)
		}
	}
}

// A change of rate acts at once on the whole trace, since the trace is of gradients: with rate 0 nothing moves.
func TestSGDRateActsOnTheTrace(t *testing.T) {
	p := vectorOf[float64]("w", 0)
	s := &SGD{Rate: Step(1, 5, 0), Momentum: .9}
	at5 := 0.
	for k := range 10 {
		float64s.Set(p.grad, []float64{1})
		if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		if k == 4 {
			at5 = float64s.Of(p.value)[0]
		}
	}
	if got := float64s.Of(p.value)[0]; got != at5 || at5 == 0 {
		t.Errorf("moved from %v to %v at rate 0", at5, got)
	}
}

func BenchmarkSGD(b *testing.B)             { benchmarkSolver(b, &SGD{}) }
func BenchmarkSGDMomentum(b *testing.B)     { benchmarkSolver(b, &SGD{Momentum: .9}) }
func BenchmarkGorgoniaVanilla(b *testing.B) { benchmarkSolver(b, gorgonia.NewVanillaSolver()) }
