package kernel

import (
	"math"
	"slices"
	"testing"
)

// A number that is repeated gives the bits that a slice of it gives, in every loop that takes one, at every level and around the
// lengths of pieces.
func TestRepeatedNumbers(t *testing.T) {
	levels(t, func(t *testing.T) {
		repeatedNumbers[float32](t)
		repeatedNumbers[float64](t)
	})
}

func repeatedNumbers[T Float](t *testing.T) {
	two := map[string]func(dst, a, b []T){"less": Less[T], "equal": Equal[T], "maximum": Maximum[T], "minimum": Minimum[T], "keep": Keep[T], "drop": Drop[T]}
	values := []T{0, 1, -1, T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), .5, 0, 2}
	for _, n := range []int{2, 15, 16, 17, repeats - 1, repeats, repeats + 1, 3*repeats + 5} {
		x := make([]T, n)
		for i := range x {
			x[i] = values[i*7%len(values)]
		}
		for _, c := range values {
			number, all := []T{c}, slices.Repeat([]T{c}, n)
			for name, f := range two {
				sameNumbers(t, name, n, c, func(dst []T) { f(dst, x, number) }, func(dst []T) { f(dst, x, all) })
				sameNumbers(t, name+" from", n, c, func(dst []T) { f(dst, number, x) }, func(dst []T) { f(dst, all, x) })
				sameNumbers(t, name+" in place", n, c, func(dst []T) { copy(dst, x); f(dst, dst, number) }, func(dst []T) { f(dst, x, all) })
			}
			for k := range 7 { // which operands are numbers
				ops, full := [3][]T{x, x, x}, [3][]T{x, x, x}
				for j := range ops {
					if k>>j&1 == 1 {
						ops[j], full[j] = number, all
					}
				}
				sameNumbers(t, "select", n, c, func(dst []T) { Select(dst, ops[0], ops[1], ops[2]) }, func(dst []T) { Select(dst, full[0], full[1], full[2]) })
			}
		}
	}
}

func sameNumbers[T Float](t *testing.T, name string, n int, c T, got, want func(dst []T)) {
	t.Helper()
	g, w := make([]T, n), make([]T, n)
	got(g)
	want(w)
	for i := range g {
		if g[i] != w[i] && (g[i] == g[i] || w[i] == w[i]) {
			t.Fatalf("%s of %d elements with %v: element %d is %v, want %v", name, n, c, i, g[i], w[i])
		}
	}
}

// Nothing leaves the stack.
func TestRepeatedNumbersAllocateNothing(t *testing.T) {
	x, c := make([]float64, 1000), []float64{1}
	if n := testing.AllocsPerRun(10, func() { Less(x, x, c); Select(x, x, c, x); Keep(x, x, c) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
