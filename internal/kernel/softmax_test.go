package kernel

import (
	"math"
	"testing"
)

// Rows of any length, shifted far away, against the formula in float64.
func TestSoftmaxRowsEqualFormula(t *testing.T) { levels(t, softmaxRowsEqualFormula) }

func softmaxRowsEqualFormula(t *testing.T) {
	for _, k := range []int{1, 2, 3, 16, 63, 64, 65, 200} {
		for _, offset := range []float64{0, -1e3, 1e3} {
			x := numbers[float64](3 * k)
			for i := range x {
				x[i] = 20*x[i] + offset
			}
			lse, logp, p := make([]float64, 3), make([]float64, 3*k), make([]float64, 3*k)
			LogSumExp(lse, x, k)
			LogSoftmax(logp, x, k)
			Softmax(p, x, k)
			for i := range lse {
				s, total := 0., 0.
				for j := range k {
					s += math.Exp(x[i*k+j] - offset)
					total += p[i*k+j]
				}
				want := math.Log(s) + offset
				if math.Abs(lse[i]-want) > 1e-15*(1000+40+float64(k)) || math.Abs(total-1) > 1e-15*float64(k) {
					t.Fatalf("k %d: log-sum-exp %v, want %v; probabilities add up to %v", k, lse[i], want, total)
				}
				for j := range k {
					l := x[i*k+j] - want
					if math.Abs(logp[i*k+j]-l) > 1e-15*(1000+40+float64(k)) || math.Abs(p[i*k+j]-math.Exp(l)) > 2e-12 {
						t.Fatalf("k %d: log p %v and p %v, want %v", k, logp[i*k+j], p[i*k+j], l)
					}
				}
			}
		}
	}
}

func TestSoftmaxOfInfiniteRows(t *testing.T) { levels(t, softmaxOfInfiniteRows) }

func softmaxOfInfiniteRows(t *testing.T) {
	inf := float32(math.Inf(1))
	x := []float32{-inf, -inf, inf, inf, inf, 0, 0, -inf}
	lse, p, logp := make([]float32, 4), make([]float32, 8), make([]float32, 8)
	LogSumExp(lse, x, 2)
	Softmax(p, x, 2)
	LogSoftmax(logp, x, 2)
	for i, want := range []float32{-inf, inf, inf, 0} {
		if lse[i] != want {
			t.Errorf("log-sum-exp of row %d is %v, want %v", i, lse[i], want)
		}
	}
	half := float32(math.Log(.5))
	wantLog := []float32{-inf, -inf, half, half, 0, -inf, 0, -inf}
	for i, want := range []float32{0, 0, .5, .5, 1, 0, 1, 0} {
		if p[i] != want || logp[i] != wantLog[i] {
			t.Errorf("element %d has probability %v and log %v, want %v and %v", i, p[i], logp[i], want, wantLog[i])
		}
	}
}

// float32 rounds 1 + 1e-9 to 1, and float64 1 + e^-90, whose logarithm is 0.
func TestLogSumExpKeepsSmallTerms(t *testing.T) { levels(t, logSumExpKeepsSmallTerms) }

func logSumExpKeepsSmallTerms(t *testing.T) {
	for _, small := range []float64{-20, -90} {
		lse, logp := []float64{0}, []float64{0, small, small}
		want := math.Log1p(2 * math.Exp(small))
		LogSumExp(lse, logp, 3)
		LogSoftmax(logp, logp, 3)
		if math.Abs(lse[0]-want) > 1e-15*want || math.Abs(logp[0]+want) > 1e-15*want {
			t.Errorf("float64: log-sum-exp of 0, %v, %[1]v is %v, the log of the first's share %v, want %v", small, lse[0], logp[0], want)
		}
		lse32, logp32 := []float32{0}, []float32{0, float32(small), float32(small)}
		LogSumExp(lse32, logp32, 3)
		LogSoftmax(logp32, logp32, 3)
		if ulps(lse32[0], want) > 2 || ulps(-logp32[0], want) > 2 {
			t.Errorf("float32: log-sum-exp of 0, %v, %[1]v is %v, the log of the first's share %v, want %v", small, lse32[0], logp32[0], want)
		}
	}
}

func BenchmarkSoftmax(b *testing.B) {
	x, dst := numbers[float32](1600), make([]float32, 1600)
	b.Run("log_sum_exp", func(b *testing.B) {
		for b.Loop() {
			LogSumExp(dst[:100], x, 16)
		}
	})
	b.Run("log_softmax", func(b *testing.B) {
		for b.Loop() {
			LogSoftmax(dst, x, 16)
		}
	})
	b.Run("softmax", func(b *testing.B) {
		for b.Loop() {
			Softmax(dst, x, 16)
		}
	})
}

// A loop over rows that are not all there panics, whatever lies behind the slice: it neither reads nor writes there.
func TestShortRowsPanic(t *testing.T) {
	long := make([]float64, 64)
	x := long[:11]
	index := []float64{0, 1, 2}
	for name, f := range map[string]func(){
		"LogSumExp":         func() { LogSumExp(long[:3], x, 4) },
		"LogSumExp, 0 wide": func() { Softmax(long[:12], x, 0) },
		"LogSoftmax":        func() { LogSoftmax(long[:12], x, 4) },
		"Softmax":           func() { Softmax(long[:12], x, 4) },
		"Softmax, dst":      func() { Softmax(x, long[:12], 4) },
		"DenseWeights":      func() { DenseWeights(nil, long[:4], 3, 4, 0, nil, x, 0) },
		"Gather":            func() { Gather(long[:12], x, index, 3, 4) },
		"Gather, dst":       func() { Gather(x, long[:12], index, 3, 4) },
		"Scatter":           func() { Scatter(long[:12], x, index, 3, 4) },
		"CopyBlocks":        func() { CopyBlocks(long, 4, x, 4, 4, 3) },
		"Reorder":           func() { Reorder(long[:12], x, []int{1, 0, 3, 2}) },
		"Reorder, dst":      func() { Reorder(x, long[:12], []int{1, 0, 3, 2}) },
		"CopyBlocks, dst":   func() { CopyBlocks(x, 4, long, 4, 4, 3) },
		"TriangularSolve":   func() { TriangularSolve(long[:12], long[:9], x, 3, 4, false) },
		"Sum": func() {
			r := NewReduction([]int{3, 4}, []bool{false, true})
			Sum(&r, long[:3], x)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s goes beyond its slices", name)
				}
			}()
			f()
		}()
	}
}
