package kernel

import (
	"math"
	"testing"
)

// Every choice of axes of shapes of rank 1 to 4, extents 1 included, against a loop in float64 that keeps what rounding loses.
func TestReductionsEqualLoops(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", func(t *testing.T) { reductionsEqualLoops[float32](t, 0x1p-24) })
		t.Run("float64", func(t *testing.T) { reductionsEqualLoops[float64](t, 0x1p-53) })
	})
}

func reductionsEqualLoops[T Float](t *testing.T, unit float64) {
	for _, shape := range [][]int{{1}, {7}, {200}, {1, 5}, {130, 3}, {3, 130}, {140, 150}, {3, 1, 4}, {70, 2, 3}, {2, 70, 3}, {3, 4, 2, 5}, {5, 1, 70, 2}, {70, 2, 3, 1}} {
		x := numbers[T](product(shape))
		for mask := 1; mask < 1<<len(shape); mask++ {
			reduced := make([]bool, len(shape))
			for i := range reduced {
				reduced[i] = mask>>i&1 == 1
			}
			r := NewReduction(shape, reduced)
			sum, largest, magnitude := naive(shape, reduced, x)
			if n := len(x) / len(sum); r.Count() != n {
				t.Fatalf("%v %v: a count of %d, want %d", shape, reduced, r.Count(), n)
			}
			got, top, mean := make([]T, len(sum)), make([]T, len(sum)), make([]T, len(sum))
			Sum(&r, got, x)
			Max(&r, top, x)
			Mean(&r, mean, x)
			for i := range sum {
				if bound := 70 * unit * magnitude[i]; math.Abs(float64(got[i])-sum[i]) > bound || mean[i] != got[i]/T(r.Count()) {
					t.Fatalf("%v %v: element %d: sum %v, mean %v, want %v", shape, reduced, i, got[i], mean[i], sum[i])
				}
				if float64(top[i]) != largest[i] {
					t.Fatalf("%v %v: element %d: maximum %v, want %v", shape, reduced, i, top[i], largest[i])
				}
			}
		}
	}
}

// naive reduces in one loop; magnitude is the sum of absolute values.
func naive[T Float](shape []int, reduced []bool, x []T) (sum, largest, magnitude []float64) {
	size := 1
	for i, n := range shape {
		if !reduced[i] {
			size *= n
		}
	}
	sum, largest, magnitude = make([]float64, size), make([]float64, size), make([]float64, size)
	lost := make([]float64, size)
	for i := range largest {
		largest[i] = math.Inf(-1)
	}
	for i, v := range x {
		pos, stride, rest := 0, 1, i
		for k := len(shape) - 1; k >= 0; k-- {
			if !reduced[k] {
				pos += rest % shape[k] * stride
				stride *= shape[k]
			}
			rest /= shape[k]
		}
		before, v := sum[pos], float64(v)
		sum[pos] += v
		added := sum[pos] - before
		lost[pos] += (before - (sum[pos] - added)) + (v - added) // exactly what the sum has rounded away (Knuth's TwoSum)
		magnitude[pos] += math.Abs(v)
		largest[pos] = math.Max(largest[pos], v)
	}
	for i := range sum {
		sum[i] += lost[i]
	}
	return sum, largest, magnitude
}

func TestMaxKeepsNaNAndInfinity(t *testing.T) { levels(t, maxKeepsNaNAndInfinity) }

func maxKeepsNaNAndInfinity(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	r := NewReduction([]int{3, 2}, []bool{false, true})
	dst := make([]float64, 3)
	Max(&r, dst, []float64{-inf, -inf, 1, nan, nan, inf})
	if dst[0] != -inf || dst[1] == dst[1] || dst[2] == dst[2] {
		t.Errorf("maxima %v, want -Inf, NaN, NaN", dst)
	}
	if m := Largest([]float64{1, inf, 2}); m != inf {
		t.Errorf("Largest %v, want +Inf", m)
	}
}

// The sum of rows does not depend on how many columns stand beside them: shards of columns agree to the bit.
func TestSumOfColumnsIsColumnwise(t *testing.T) { levels(t, sumOfColumnsIsColumnwise) }

func sumOfColumnsIsColumnwise(t *testing.T) {
	const rows, columns = 300, 200
	x := numbers[float32](rows * columns)
	r := NewReduction([]int{rows, columns}, []bool{true, false})
	all, one := make([]float32, columns), make([]float32, 1)
	Sum(&r, all, x)
	column := make([]float32, rows*2)
	for j := range columns {
		for i := range rows {
			column[2*i] = x[i*columns+j]
		}
		pair := NewReduction([]int{rows, 2}, []bool{true, false})
		two := []float32{0, 0}
		Sum(&pair, two, column)
		if one[0] = two[0]; one[0] != all[j] {
			t.Fatalf("column %d alone sums to %v, among others to %v", j, one[0], all[j])
		}
	}
}

func BenchmarkSum(b *testing.B) {
	x := numbers[float32](100 * 128)
	dst := make([]float32, 128)
	for name, reduced := range map[string][]bool{"rows": {true, false}, "columns": {false, true}, "all": {true, true}} {
		r := NewReduction([]int{100, 128}, reduced)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Sum(&r, dst[:12800/r.Count()], x)
			}
		})
	}
}
