package solvers

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"gorgonia.org/gorgonia"
)

// The first step divides g by sqrt((1-Decay) g² + Eps).
func TestRMSPropFirstStep(t *testing.T) {
	p := vectorOf[float64]("w", 0, 0)
	float64s.Set(p.grad, []float64{2, -1e-3})
	if err := (&RMSProp{Rate: Constant(1), Decay: .75, Eps: 1e-6}).Step([]gorgonia.ValueGrad{p}); err != nil {
		t.Fatal(err)
	}
	for i, g := range []float64{2, -1e-3} {
		want := -g / math.Sqrt(.25*g*g+1e-6)
		if got := float64s.Of(p.value)[i]; math.Abs(got-want) > 6*math.Abs(want)*0x1p-53 {
			t.Errorf("g = %v moved by %v, want %v", g, got, want)
		}
	}
}

// The variance of a constant gradient goes to 0, where mean(g²) - mean(g)² in float32 is some -1e-7 g² and its root
// NaN; here it stays a variance: Decay^k (1-Decay) sums to Decay^k (1 - Decay^k) g².
func TestRMSPropCenteredVarianceIsNotNegative(t *testing.T) {
	p := vectorOf[float32]("w", 0)
	s := &RMSProp{Rate: Constant(1e-6), Centered: true}
	for k := 1; k <= 400; k++ {
		float64s.Set(p.grad, []float64{1000.1})
		if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		d := math.Pow(.9, float64(k))
		v, want := s.State().Params[0].Moments["variance"][0], d*(1-d)*1000.1*1000.1
		// The mean ends half an ulp / (1-Decay) off at worst: 5 ulps of 2^-14, whose square bounds v from then on.
		if !(v >= 0) || math.Abs(v-want) > float64(k)*4*0x1p-24*want+math.Pow(6*0x1p-14, 2)+2*6*0x1p-14*math.Sqrt(want) {
			t.Fatalf("step %d: variance %v, want %v", k, v, want)
		}
	}
	if w := float64s.Of(p.value)[0]; math.IsNaN(w) || math.IsInf(w, 0) {
		t.Errorf("the parameter is %v", w)
	}
}

func BenchmarkRMSProp(b *testing.B)         { benchmarkSolver(b, &RMSProp{}) }
func BenchmarkRMSPropAll(b *testing.B)      { benchmarkSolver(b, &RMSProp{Centered: true, Momentum: .9}) }
func BenchmarkGorgoniaRMSProp(b *testing.B) { benchmarkSolver(b, gorgonia.NewRMSPropSolver()) }
