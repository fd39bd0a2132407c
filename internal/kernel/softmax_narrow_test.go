package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Turned rows give what rows one by one give, to a few units, also in place, for rows of infinities and around the length of a
// piece, at every level.
func TestNarrowLogSoftmax(t *testing.T) {
	levels(t, func(t *testing.T) {
		narrowLogSoftmax[float64](t, 4e-15)
		narrowLogSoftmax[float32](t, 1e-6)
	})
}

func narrowLogSoftmax[T Float](t *testing.T, bound float64) {
	r := rand.New(rand.NewPCG(1, 2))
	special := []T{T(math.Inf(1)), T(math.Inf(-1)), T(math.NaN()), 0, 1000, -1000}
	for k := narrowest; k <= turnedWidth; k++ {
		for _, rows := range []int{1, 3, repeats - 1, repeats, repeats + 9} {
			x := make([]T, rows*k)
			for i := range x {
				if x[i] = T(10 * r.NormFloat64()); r.IntN(9) == 0 {
					x[i] = special[r.IntN(len(special))]
				}
			}
			narrowLogSumExp(t, x, k, bound)
			got, place := make([]T, len(x)), append([]T(nil), x...)
			LogSoftmax(got, x, k)
			LogSoftmax(place, place, k)
			for i := range rows {
				row := x[i*k : (i+1)*k]
				for j, v := range got[i*k : (i+1)*k] {
					want := logSoftmaxAt(row, j)
					if p := place[i*k+j]; p != v && v == v {
						t.Fatalf("in place %v, else %v", p, v)
					}
					if g := float64(v); g != want && (g == g || want == want) && !(math.Abs(g-want) <= bound*max(1, math.Abs(want))) {
						t.Fatalf("%d wide, row %v: element %d is %v, want %v", k, row, j, v, want)
					}
				}
			}
		}
	}
}

// narrowLogSumExp compares with the plain formula, row by row, and with a row by itself, to the bit.
func narrowLogSumExp[T Float](t *testing.T, x []T, k int, bound float64) {
	t.Helper()
	got, one := make([]T, len(x)/k), make([]T, 1)
	LogSumExp(got, x, k)
	for i, v := range got {
		row := x[i*k : (i+1)*k]
		g, want := float64(v), float64(logSumExp(row))
		if g != want && (g == g || want == want) && !(math.Abs(g-want) <= bound*max(1, math.Abs(want))) {
			t.Fatalf("row %v: %v, want %v", row, v, want)
		}
		if LogSumExp(one, row, k); !sameBits(one, got[i:i+1]) {
			t.Fatalf("row %v: %v by itself, %v among others", row, one[0], v)
		}
	}
}

// logSoftmaxAt is element j by its definition, with the conventions of LogSoftmax for infinities.
func logSoftmaxAt[T Float](row []T, j int) float64 {
	m, s := math.Inf(-1), 0.
	for _, v := range row {
		m = max(m, float64(v))
	}
	if math.IsInf(m, -1) {
		return m
	}
	for _, v := range row {
		if float64(v) == m {
			s++
		} else {
			s += math.Exp(float64(v) - m)
		}
	}
	if float64(row[j]) == m {
		return -math.Log(s)
	}
	return float64(row[j]) - m - math.Log(s)
}

func TestNarrowLogSoftmaxAllocatesNothing(t *testing.T) {
	x := make([]float64, 400)
	if n := testing.AllocsPerRun(10, func() { LogSoftmax(x, x, 4) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
