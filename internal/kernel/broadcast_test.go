package kernel

import (
	"slices"
	"testing"
)

// The runs that a plan makes: the fewer, the faster.
func TestPlanMergesAxes(t *testing.T) {
	for _, c := range []struct {
		shape, a, b []int
		runs, run   int
	}{
		{[]int{100, 16}, []int{100, 16}, []int{100, 16}, 1, 1600},
		{[]int{100, 16}, []int{100, 16}, nil, 1, 1600},
		{[]int{100, 16}, []int{100, 16}, []int{16}, 100, 16},
		{[]int{100, 16}, []int{100, 16}, []int{100, 1}, 100, 16},
		{[]int{100, 16}, []int{100, 1}, []int{16}, 100, 16},
		{[]int{7, 5, 3}, []int{7, 1, 3}, []int{7, 5, 1}, 35, 3},
		{[]int{7, 5, 3}, []int{7, 1, 1}, []int{7, 5, 3}, 7, 15},
		{[]int{7, 5, 3}, []int{1, 5, 3}, []int{7, 5, 3}, 7, 15},
		{[]int{2, 3, 4, 5}, []int{2, 1, 4, 1}, []int{1, 3, 1, 5}, 24, 5},
		{[]int{6, 1, 4, 1}, []int{6, 1, 4, 1}, []int{6, 1, 4, 1}, 1, 24},
		{nil, nil, nil, 1, 1},
	} {
		p := NewPlan(c.shape, c.a, c.b)
		if runs := p.outer[0] * p.outer[1] * p.outer[2]; runs != c.runs || p.run != c.run {
			t.Errorf("%v and %v: %d runs of %d, want %d of %d", c.a, c.b, runs, p.run, c.runs, c.run)
		}
	}
}

// Walk3 on operands that count their own positions, against index arithmetic.
func TestWalkVisitsEveryElement(t *testing.T) {
	shape := []int{2, 3, 4, 5}
	operands := [][]int{{2, 1, 4, 1}, {3, 1, 5}, {2, 3, 4, 5}}
	p := NewPlan(shape, operands...)
	var x [3][]float64
	for k, s := range operands {
		x[k] = make([]float64, product(s))
		for i := range x[k] {
			x[k][i] = float64(i)
		}
	}
	dst := make([]float64, product(shape))
	Walk3(&p, dst, x[0], x[1], x[2], Map3(func(a, b, c float64) float64 { return a + 1e3*b + 1e6*c }))
	for i, got := range dst {
		l, k, j, h := i%5, i/5%4, i/20%3, i/60
		if want := float64(4*h+k) + 1e3*float64(5*j+l) + 1e6*float64(i); got != want {
			t.Fatalf("element %d is %v, want %v", i, got, want)
		}
	}
	two, one := make([]float64, 120), make([]float64, 120)
	Walk2(&p, two, x[0], x[1], Sub)
	p1 := NewPlan(shape, operands[0])
	Walk1(&p1, one, x[0], Repeat)
	for i := range two {
		if want := float64(4*(i/60) + i/5%4); one[i] != want || two[i] != want-float64(5*(i/20%3)+i%5) {
			t.Fatalf("element %d is %v and %v", i, one[i], two[i])
		}
	}
}

func product(s []int) int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Each binary loop takes operands of full length or of length 1.
func TestBinaryLoopsRepeat(t *testing.T) {
	a, b := []float64{6, 8, 9}, []float64{2, 4, 3}
	for name, c := range map[string]struct {
		loop func(dst, a, b []float64)
		f    func(a, b float64) float64
	}{
		"add":    {Add[float64], func(a, b float64) float64 { return a + b }},
		"weigh":  {AddLogWeight[float64], func(a, b float64) float64 { return a + b }},
		"sub":    {Sub[float64], func(a, b float64) float64 { return a - b }},
		"mul":    {Mul[float64], func(a, b float64) float64 { return a * b }},
		"div":    {Div[float64], func(a, b float64) float64 { return a / b }},
		"map":    {Map2(func(a, b float64) float64 { return a - 2*b }), func(a, b float64) float64 { return a - 2*b }},
		"keep":   {Keep[float64], func(_, b float64) float64 { return b }},
		"drop":   {Drop[float64], func(_, _ float64) float64 { return 0 }},
		"select": {func(dst, a, b []float64) { Select(dst, []float64{1}, a, b) }, func(a, _ float64) float64 { return a }},
	} {
		for _, x := range [][]float64{a, a[:1]} {
			for _, y := range [][]float64{b, b[:1]} {
				got, want := make([]float64, 3), make([]float64, 3)
				c.loop(got, x, y)
				for i := range want {
					want[i] = c.f(x[i%len(x)], y[i%len(y)])
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s of %v and %v is %v, want %v", name, x, y, got, want)
				}
			}
		}
	}
}

func BenchmarkBroadcast(b *testing.B) {
	shape := []int{100, 16}
	dst, x := make([]float32, 1600), numbers[float32](1600)
	for name, s := range map[string][]int{"same": {100, 16}, "scalar": nil, "row": {16}, "column": {100, 1}} {
		p := NewPlan(shape, shape, s)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Walk2(&p, dst, x, x[:product(s)], Mul)
			}
		})
	}
}
