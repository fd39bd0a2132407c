package kernel

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// arithLoops are loops over up to three operands, and how far vectors may be from plain Go, in ulps.
func arithLoops[T Float]() []struct {
	name string
	f    func(dst, a, b, c []T)
	ulps float64
} {
	type l = struct {
		name string
		f    func(dst, a, b, c []T)
		ulps float64
	}
	one := func(f func(dst, x []T)) func(dst, a, b, c []T) { return func(dst, a, _, _ []T) { f(dst, a) } }
	two := func(f func(dst, a, b []T)) func(dst, a, b, c []T) { return func(dst, a, b, _ []T) { f(dst, a, b) } }
	first := func(f func(dst, a, b []T)) func(dst, a, b, c []T) {
		return func(dst, a, b, _ []T) { f(dst, a[:min(1, len(a))], b) }
	}
	second := func(f func(dst, a, b []T)) func(dst, a, b, c []T) {
		return func(dst, a, b, _ []T) { f(dst, a, b[:min(1, len(b))]) }
	}
	return []l{
		{"Add", two(Add[T]), 0}, {"Sub", two(Sub[T]), 0}, {"Mul", two(Mul[T]), 0}, {"Div", two(Div[T]), 0},
		{"AddFirst", first(Add[T]), 0}, {"SubFirst", first(Sub[T]), 0}, {"MulFirst", first(Mul[T]), 0}, {"DivFirst", first(Div[T]), 0},
		{"AddSecond", second(Add[T]), 0}, {"SubSecond", second(Sub[T]), 0}, {"MulSecond", second(Mul[T]), 0}, {"DivSecond", second(Div[T]), 0},
		{"Neg", one(Neg[T]), 0}, {"Square", one(Square[T]), 0}, {"Sqrt", one(Sqrt[T]), 0}, {"Reciprocal", one(Reciprocal[T]), 0},
		{"Shift", one(Shift[T](.7)), 0}, {"Scale", one(Scale[T](-.7)), 0},
		{"Fill", func(dst, _, _, _ []T) { Fill(dst, 7) }, 0},
		{"Abs", one(Abs[T]), 0}, {"Sign", one(Sign[T]), 0}, {"IsInteger", one(IsInteger[T]), 0},
		{"Clip", one(Clip[T](-.7, 5)), 0}, {"ClipAbove", one(Clip[T](0, math.Inf(1))), 0}, {"ClipBelow", one(Clip[T](math.Inf(-1), 0)), 0},
		{"Between", one(Between[T](-1, 1)), 0}, {"SelectBetween", SelectBetween[T](-1, 1), 0}, {"SelectBelow", SelectBetween[T](math.Inf(-1), 0), 0},
		{"Maximum", two(Maximum[T]), 0}, {"Minimum", two(Minimum[T]), 0}, {"Less", two(Less[T]), 0}, {"Equal", two(Equal[T]), 0},
		{"EqualToItself", func(dst, a, _, _ []T) { Equal(dst, a, a) }, 0}, {"MaximumFirst", first(Maximum[T]), 0}, {"LessSecond", second(Less[T]), 0},
		{"Select", Select[T], 0}, {"XMulY", two(XMulY[T]), 0}, {"AddLogWeight", two(AddLogWeight[T]), 0}, {"XMulYFirst", first(XMulY[T]), 0}, {"FiniteBeside", two(FiniteBeside[T]), 0}, {"Keep", two(Keep[T]), 0}, {"Drop", two(Drop[T]), 0},
		{"ReLU", one(ReLU[T]), 0}, {"LeakyReLU", one(LeakyReLU[T](.1)), 0}, {"ELU", one(ELU[T](.7)), 3},
		{"ReLUGrad", two(ReLUGrad[T]), 0}, {"LeakyReLUGrad", two(LeakyReLUGrad[T](.1)), 0}, {"ELUGrad", two(ELUGrad[T](.7)), 0},
		{"TanhGrad", two(TanhGrad[T]), 0}, {"SigmoidGrad", two(SigmoidGrad[T]), 0},
		{"SoftplusGrad", func(dst, a, b, _ []T) { // plain Go may not write over dy
			y := append([]T(nil), dst...)
			SoftplusGrad(y, a, b)
			copy(dst, y)
		}, 3},
	}
}

// TestArithmeticAgrees: at every level the loops give what plain Go does, to the bit where the operations are exactly
// rounded, in every length and alignment, in place too, and write nothing but dst.
func TestArithmeticAgrees(t *testing.T) {
	t.Run("32", arithmeticAgrees[float32])
	t.Run("64", arithmeticAgrees[float64])
}

func arithmeticAgrees[T Float](t *testing.T) {
	x := mixed[T](400)
	for _, l := range arithLoops[T]() {
		for n := range 68 {
			at := n * 5 % 13
			a, b, c := x[at:at+n], x[at+100:at+100+n], x[at+203:at+203+n]
			restore := setLevel(Generic)
			want := make([]T, n)
			l.f(want, a, b, c)
			restore()
			for v := AVX2; v <= detect(); v++ {
				restore := setLevel(v)
				dst, intact := guarded[T](n, at)
				l.f(dst, a, b, c)
				if i := differs(dst, want, l.ulps); i >= 0 || !intact() {
					t.Fatalf("%v %s of %d elements: element %d of %v, plain Go %v (or the guard changed)", v, l.name, n, i, dst, want)
				}
				if strings.HasSuffix(l.name, "First") { // its number would be written over
					copy(dst, b)
					l.f(dst, a, dst, c)
				} else {
					copy(dst, a)
					l.f(dst, dst, b, c)
				}
				if i := differs(dst, want, l.ulps); i >= 0 {
					t.Fatalf("%v %s of %d elements in place: element %d of %v, plain Go %v", v, l.name, n, i, dst, want)
				}
				restore()
			}
		}
	}
}

// differs is the first element farther apart than so many ulps, or -1. A zero has a sign.
func differs[T Float](got, want []T, tol float64) int {
	for i, g := range got {
		w := want[i]
		if sameBits(got[i:i+1], want[i:i+1]) {
			continue
		}
		var e float64
		switch g := any(g).(type) {
		case float32:
			e = ulps(g, float64(w))
		case float64:
			e = ulps64(g, float64(w))
		}
		if tol == 0 || !(e <= tol) {
			return i
		}
	}
	return -1
}

// TestReductionsAgree: sums and maxima have the same bits on both vector levels, and those of columns the same as plain Go.
func TestReductionsAgree(t *testing.T) {
	for _, shape := range [][]int{{1}, {7}, {64}, {100, 16}, {100, 48}, {3, 513}, {2, 2000}, {300, 20}, {130, 3, 5}, {4, 70, 9}, {3, 66, 2, 5}} {
		x := numbers[float32](product(shape))
		for mask := 1; mask < 1<<len(shape); mask++ {
			reduced := make([]bool, len(shape))
			for i := range reduced {
				reduced[i] = mask>>i&1 == 1
			}
			r := NewReduction(shape, reduced)
			size := len(x) / r.Count()
			var sums, tops [][]float32
			for l := Generic; l <= detect(); l++ {
				restore := setLevel(l)
				sum, intactSum := guarded[float32](size, 3)
				top, intactTop := guarded[float32](size, 5)
				Sum(&r, sum, x)
				Max(&r, top, x)
				if !intactSum() || !intactTop() {
					t.Fatalf("%v %v: elements around the results changed", shape, reduced)
				}
				sums, tops = append(sums, sum), append(tops, top)
				restore()
			}
			columns := r.keep2 > 1
			for l := 1; l < len(sums); l++ {
				if (l > 1 || columns) && !sameBits(sums[l], sums[l-1]) || !sameBits(tops[l], tops[l-1]) {
					t.Fatalf("%v %v: levels %v and %v differ: %v %v, %v %v", shape, reduced, Level(l), Level(l-1), sums[l], sums[l-1], tops[l], tops[l-1])
				}
			}
		}
	}
}

// TestCombineAgrees: an operation over broadcast operands is Walk2 with its loop, to the bit, at every level.
func TestCombineAgrees(t *testing.T) {
	t.Run("32", combineAgrees[float32])
	t.Run("64", combineAgrees[float64])
}

func combineAgrees[T Float](t *testing.T) {
	loops := map[Arithmetic]func(dst, a, b []T){Plus: Add[T], Minus: Sub[T], Times: Mul[T], Over: Div[T]}
	for _, c := range [][3][]int{
		{{5, 16}, {5, 16}, {16}}, {{5, 16}, {16}, {5, 16}}, {{5, 16}, {5, 1}, {5, 16}}, {{5, 16}, {5, 16}, {5, 1}}, {{5, 16}, {5, 1}, {16}},
		{{5, 16}, {}, {}}, {{7}, {7}, {7}}, {{7}, {1}, {7}}, {{3, 4, 5}, {3, 1, 5}, {4, 1}}, {{3, 4, 35}, {3, 1, 35}, {4, 35}}, {{2, 3, 4, 5}, {3, 1, 5}, {2, 1, 4, 1}},
		{{9, 1}, {9, 1}, {1, 1}}, {{0, 3}, {0, 3}, {3}}, {{6, 67}, {6, 67}, {67}}, {{6, 67}, {6, 67}, {6, 1}},
	} {
		p := NewPlan(c[0], c[1], c[2])
		a, b, want := mixed[T](product(c[1])), numbers[T](product(c[2])), make([]T, product(c[0]))
		for op, f := range loops {
			restore := setLevel(Generic)
			Walk2(&p, want, a, b, f)
			restore()
			for l := Generic; l <= detect(); l++ {
				restore := setLevel(l)
				dst, intact := guarded[T](len(want), 3)
				Combine(&p, op, dst, a, b)
				if !sameBits(dst, want) || !intact() {
					t.Fatalf("%v operation %d over %v: %v, want %v (or the guard changed)", l, op, c, dst, want)
				}
				restore()
			}
		}
	}
}

func TestMaximaOfSpecialValues(t *testing.T) {
	levels(t, func(t *testing.T) {
		for _, n := range []int{1, 2, 15, 16, 33} {
			for at := range n {
				x := make([]float32, n)
				Fill(x, float32(-inf))
				if m := Largest(x); m != float32(-inf) {
					t.Fatalf("the largest of -Inf is %v", m)
				}
				x[at] = float32(minus)
				if m := Largest(x); !same(float64(m), minus) {
					t.Fatalf("the largest is %v, want -0", m)
				}
				x[(at+1)%n] = 0
				if m := Largest(x); !sameBits([]float32{m}, []float32{0}) {
					t.Fatalf("the largest of 0 and -0 is %v", m)
				}
				x[at] = float32(nan)
				if m := Largest(x); m == m {
					t.Fatalf("the largest is %v, want NaN", m)
				}
			}
		}
	})
}

func TestArithmeticAllocatesNothing(t *testing.T) {
	levels(t, func(t *testing.T) {
		shift, leaky, grad := Shift[float32](2), LeakyReLU[float32](.1), ELUGrad[float32](1)
		x, y := make([]float32, 100), make([]float32, 100)
		r := NewReduction([]int{10, 10}, []bool{true, false})
		n := testing.AllocsPerRun(10, func() {
			var on [40]float32
			Add(on[:], on[:], on[:])
			Select(on[:], on[:], on[:], on[:])
			TanhGrad(on[:], on[:], on[:])
			Fill(on[:], Total(on[:])+Largest(on[:]))
			shift(y, x)
			leaky(y, x)
			grad(y, x, x)
			Sum(&r, y[:10], x)
			Max(&r, y[:10], x)
		})
		if n != 0 {
			t.Errorf("%v allocations a run, want 0", n)
		}
	})
}

func BenchmarkArithmetic(b *testing.B) {
	const n = 1600
	x, y, dst := numbers[float32](n), numbers[float32](n), make([]float32, n)
	run := func(name string, f func()) {
		for l := Generic; l <= detect(); l++ {
			b.Run(fmt.Sprintf("%s/%v", name, l), func(b *testing.B) {
				defer setLevel(l)()
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
			})
		}
	}
	for _, l := range arithLoops[float32]() {
		run(l.name, func() { l.f(dst, x, y, x) })
	}
	row, column := NewPlan([]int{100, 16}, []int{100, 16}, []int{16}), NewPlan([]int{100, 16}, []int{100, 16}, []int{100, 1})
	run("AddRow16", func() { Walk2(&row, dst, x, y[:16], Add[float32]) })
	run("AddColumn16", func() { Walk2(&column, dst, x, y[:100], Add[float32]) })
	run("CombineRow16", func() { Combine(&row, Plus, dst, x, y[:16]) })
	run("CombineColumn16", func() { Combine(&column, Plus, dst, x, y[:100]) })
	first, last := NewReduction([]int{100, 16}, []bool{true, false}), NewReduction([]int{100, 16}, []bool{false, true})
	run("SumAxis0", func() { Sum(&first, dst[:16], x) })
	run("SumAxis1", func() { Sum(&last, dst[:100], x) })
	run("MaxAxis1", func() { Max(&last, dst[:100], x) })
	run("Total", func() { dst[0] = Total(x) })
}
