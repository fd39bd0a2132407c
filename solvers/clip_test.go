package solvers

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/float64s"
	"github.com/deepprob/deepprob/ops"
	"gorgonia.org/gorgonia"
)

// Two roundings a number (factor, product) separate the two orders of the same formula.
func TestClipGlobalNormMatchesOptax(t *testing.T) {
	for _, c := range readGoldens(t).Clip {
		p, q := vectorOf[float64]("a", make([]float64, 5)...), scalarOf[float64]("b", 0)
		params := []gorgonia.ValueGrad{p, q}
		setGrads(params, []float64{3, -4, 12, 0, .5, -2})
		norm, err := ClipGlobalNorm(params, c.Limit)
		if err != nil || math.Abs(norm-c.Norm) > 4*0x1p-53*c.Norm {
			t.Errorf("norm %v, want %v; error %v", norm, c.Norm, err)
		}
		for i, want := range append(c.A, c.B) {
			got := append(float64s.Of(p.grad), float64s.Of(q.grad)...)[i]
			if math.Abs(got-want) > 4*0x1p-53*math.Abs(want) {
				t.Errorf("limit %v: gradient %d is %v, want %v", c.Limit, i, got, want)
			}
		}
	}
}

// After clipping the norm is the limit, in both types and over mixed ones.
func TestClipGlobalNormReachesItsLimit(t *testing.T) {
	params := append(goldenParams[float32](make([]float64, 8)), goldenParams[float64](make([]float64, 8))...)
	setGrads(params, goldenGradient(3, 16))
	before, err := GlobalNorm(params)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ClipGlobalNorm(params, before/7); err != nil || got != before {
		t.Fatalf("norm %v, want %v; error %v", got, before, err)
	}
	if after, _ := GlobalNorm(params); math.Abs(after-before/7) > 2*0x1p-24*after {
		t.Errorf("norm %v after clipping to %v", after, before/7)
	}
}

func TestClipGlobalNormLeavesAlone(t *testing.T) {
	for _, c := range []struct{ limit, g, norm float64 }{
		{0, 3, 3}, {-1, 3, 3}, {math.Inf(1), 3, 3}, {3, 3, 3}, {1, 0, 0},
		{1, math.NaN(), math.NaN()}, {1, math.Inf(-1), math.Inf(1)},
	} {
		for _, p := range []*testParam{vectorOf[float64]("w", 0, 0), vectorOf[float32]("w", 0, 0)} {
			float64s.Set(p.grad, []float64{0, c.g})
			norm, err := ClipGlobalNorm([]gorgonia.ValueGrad{p}, c.limit)
			got := float64s.Of(p.grad)
			if err != nil || !same(norm, c.norm) || got[0] != 0 || !same(got[1], c.g) {
				t.Errorf("limit %v, gradient %v: norm %v, gradient after %v, error %v", c.limit, c.g, norm, got, err)
			}
		}
	}
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// Squares beyond the range of float64 still give the norm 5 of (3, -4), in units of huge and tiny numbers, down to the
// smallest, whose reciprocal is infinite; half an ulp of a subnormal result is 2.5e-324, rounding to one unit here.
func TestGlobalNormOfExtremes(t *testing.T) {
	for _, unit := range []float64{1e200, 1e307, 1e-200, 5e-324} {
		p := vectorOf[float64]("w", 0, 0)
		float64s.Set(p.grad, []float64{3 * unit, -4 * unit})
		norm, err := ClipGlobalNorm([]gorgonia.ValueGrad{p}, 2*unit)
		if err != nil || math.Abs(norm-5*unit) > 4*0x1p-53*5*unit {
			t.Errorf("unit %v: norm %v; error %v", unit, norm, err)
		}
		for i, want := range []float64{1.2 * unit, -1.6 * unit} {
			if got := float64s.Of(p.grad)[i]; math.Abs(got-want) > max(4*0x1p-53*math.Abs(want), 5e-324) {
				t.Errorf("unit %v: clipped to %v, want %v", unit, got, want)
			}
		}
	}
}

// A gradient under two parameters, as of p and q in p+q, counts twice and is scaled once.
func TestClipGlobalNormOfSharedGradient(t *testing.T) {
	p, q := vectorOf[float32]("p", 1, 1), vectorOf[float32]("q", 1, 1)
	q.grad = p.grad
	float64s.Set(p.grad, []float64{3, 1})
	norm, err := ClipGlobalNorm([]gorgonia.ValueGrad{p, q}, math.Sqrt(20)/2)
	if g := float64s.Of(p.grad); err != nil || norm != math.Sqrt(20) || g[0] != 1.5 || g[1] != .5 {
		t.Errorf("norm %v, gradient %v, error %v", norm, g, err)
	}
}

func TestClipGlobalNormAllocatesNothing(t *testing.T) {
	params := goldenParams[float32](make([]float64, 8))
	g := goldenGradient(3, 8)
	for i, p := range params {
		grad, _ := p.Grad()
		float64s.Set(grad, g[i:i+grad.Shape().TotalSize()])
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = ClipGlobalNorm(params, 1e-3) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestClipGlobalNormError(t *testing.T) {
	_, err := ClipGlobalNorm([]gorgonia.ValueGrad{gradless{vectorOf[float64]("head/bias", 1)}}, 1)
	if err == nil || !strings.Contains(err.Error(), "solvers: global norm: parameter head/bias has no gradient") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkClipGlobalNorm(b *testing.B) {
	p := vectorOf[float32]("w", make([]float64, 30000)...)
	for i, g := 0, ops.Data[float32](p.grad); i < len(g); i++ {
		g[i] = float32(math.Sin(float64(i)))
	}
	params := []gorgonia.ValueGrad{p}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ClipGlobalNorm(params, 1e9); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/30000, "ns/param")
}
