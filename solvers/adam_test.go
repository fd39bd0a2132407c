package solvers

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// Adam's first step is Rate long whatever the size of the gradient: m/(1-Beta1) = g and v/(1-Beta2) = g². Roundings:
// of m, v, root, rate, product, sum, quotient and w; 1/(1-Beta2) turns that of v's gain into a part of the 2e-7.
func TestAdamFirstStepIsTheRate(t *testing.T) {
	for _, g := range []float64{1e-3, -1, 1e3, 1e15} {
		p64, p32 := vectorOf[float64]("a", 0), vectorOf[float32]("b", 0)
		params := []gorgonia.ValueGrad{p64, p32}
		setGrads(params, []float64{g, g})
		if err := (&Adam{Rate: Constant(.5), Eps: 1e-30}).Step(params); err != nil {
			t.Fatal(err)
		}
		want := -math.Copysign(.5, g)
		if got := float64s.Of(p64.value)[0]; math.Abs(got-want) > 8*0x1p-53 {
			t.Errorf("g = %v: float64 moved by %v", g, got)
		}
		if got := float64s.Of(p32.value)[0]; math.Abs(got-want) > 8*0x1p-24 {
			t.Errorf("g = %v: float32 moved by %v", g, got)
		}
	}
}

// In float32 v follows g² without a bias. As Beta2 v + (1-Beta2) g² it would end 1.3e-5 off, because float32(.999) and
// float32(.001) do not add up to 1. What remains is random: half an ulp a step, up to 2^-23 as v is between 2 and 4,
// with a memory of 1000 steps, so a standard deviation of sqrt(500/12) ulps, 6.5e-7 of v. The bound is five of them.
func TestAdamFloat32SquareHasNoBias(t *testing.T) {
	rough, fine := vectorOf[float32]("w", 0), vectorOf[float64]("w", 0)
	a, b := &Adam{}, &Adam{}
	for k := range 20000 {
		g := []float64{float64(float32(1.5 + .5*math.Sin(float64(k*k))))}
		float64s.Set(rough.grad, g)
		float64s.Set(fine.grad, g)
		if err := errors.Join(a.Step([]gorgonia.ValueGrad{rough}), b.Step([]gorgonia.ValueGrad{fine})); err != nil {
			t.Fatal(err)
		}
	}
	got, want := a.State().Params[0].Moments["square"][0], b.State().Params[0].Moments["square"][0]
	if math.Abs(got-want) > 5*6.5e-7*want {
		t.Errorf("mean square %v, in float64 %v: off by %.1e", got, want, math.Abs(got/want-1))
	}
}

// AdamW without a gradient shrinks its weights by 1 - Rate Decay a step; Adam leaves them alone.
func TestAdamWDecay(t *testing.T) {
	p, q := vectorOf[float64]("w", 8), vectorOf[float64]("w", 8)
	w, a := &AdamW{Rate: Constant(.5), Decay: .25}, &Adam{Rate: Constant(.5)}
	for range 10 {
		if err := w.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		if err := a.Step([]gorgonia.ValueGrad{q}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := float64s.Of(p.value)[0], 8*math.Pow(.875, 10); math.Abs(got-want) > 10*want*0x1p-53 {
		t.Errorf("AdamW: %v, want %v", got, want)
	}
	if got := float64s.Of(q.value)[0]; got != 8 {
		t.Errorf("Adam: %v, want 8", got)
	}
}

// benchmarkSolver reports nanoseconds a parameter on 30,000 float32 ones, the size of the lecture's networks.
func benchmarkSolver(b *testing.B, s gorgonia.Solver) {
	const n = 30000
	w, g := make([]float64, n), make([]float64, n)
	for i := range w {
		w[i], g[i] = math.Sin(float64(i)), math.Cos(float64(i))
	}
	p := vectorOf[float32]("w", w...)
	float64s.Set(p.grad, g)
	params, grad := []gorgonia.ValueGrad{p}, ops.Data[float32](p.grad)
	fresh := slices.Clone(grad)
	b.ReportAllocs()
	for b.Loop() {
		copy(grad, fresh)
		if err := s.Step(params); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/param")
}

func BenchmarkAdam(b *testing.B)         { benchmarkSolver(b, &Adam{}) }
func BenchmarkAdamW(b *testing.B)        { benchmarkSolver(b, &AdamW{}) }
func BenchmarkGorgoniaAdam(b *testing.B) { benchmarkSolver(b, gorgonia.NewAdamSolver()) }
