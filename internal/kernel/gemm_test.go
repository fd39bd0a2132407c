package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// numbers returns n numbers in [-1, 1) without a pattern.
func numbers[T Float](n int) []T {
	x := make([]T, n)
	s := uint64(n)
	for i := range x {
		s = s*6364136223846793005 + 1442695040888963407
		x[i] = T(int64(s)>>40) / (1 << 23)
	}
	return x
}

// roundoff is half the distance from 1 to the next number.
func roundoff[T Float]() float64 {
	if T(1)+0x1p-30 == 1 {
		return 0x1p-24
	}
	return 0x1p-53
}

// gamma bounds the relative error of n roundings.
func gamma[T Float](n int) float64 { u := float64(n) * roundoff[T](); return u / (1 - u) }

// problem is a product whose matrices are parts of larger ones, from an offset on and with gaps between rows.
type problem[T Float] struct {
	m, n, k        int
	transA, transB bool
	a, b, c        []T
	lda, ldb, ldc  int
}

// untouched fills what a product must not touch. It is compared by bits.
const untouched = -987654321

func newProblem[T Float](m, n, k, mode, gap, offset int) problem[T] {
	p := problem[T]{m: m, n: n, k: k, transA: mode&1 == 1, transB: mode&2 == 2}
	p.lda, p.ldb, p.ldc = k+gap, n+gap, max(1, n+gap)
	rowsA, rowsB := m, k
	if p.transA {
		p.lda, rowsA = m+gap, k
	}
	if p.transB {
		p.ldb, rowsB = k+gap, n
	}
	p.a, p.b = numbers[T](rowsA*p.lda + offset)[offset:], numbers[T](rowsB*p.ldb + offset + 1)[offset+1:]
	p.c = make([]T, m*p.ldc+2*offset+32)[offset:]
	Fill(p.c[:cap(p.c)], untouched)
	for i := range m {
		copy(p.c[i*p.ldc:][:n], numbers[T](n))
	}
	return p
}

func (p *problem[T]) gemm(beta T) {
	Gemm(p.transA, p.transB, p.m, p.n, p.k, p.a, p.lda, p.b, p.ldb, beta, p.c, p.ldc)
}

// element is (op(A) op(B))[i,j], in twice the precision of float64, and the same with all terms positive.
func (p *problem[T]) element(i, j int) (sum, size float64) {
	var low float64
	for l := range p.k {
		ai, bi := i*p.lda+l, l*p.ldb+j
		if p.transA {
			ai = l*p.lda + i
		}
		if p.transB {
			bi = j*p.ldb + l
		}
		a, b := float64(p.a[ai]), float64(p.b[bi])
		prod := a * b
		s := sum + prod
		v := s - sum
		low += math.FMA(a, b, -prod) + ((sum - (s - v)) + (prod - v))
		sum, size = s, size+math.Abs(prod)
	}
	return sum + low, size
}

// check compares C with the reference, from the C that was there before, and its surroundings with the guard.
func (p *problem[T]) check(t *testing.T, beta T, before []T) {
	t.Helper()
	for at, got := range p.c {
		i, j := at/p.ldc, at%p.ldc
		if i >= p.m || j >= p.n {
			if got != untouched {
				t.Fatalf("%s: wrote %v to C[%d,%d]", p, got, i, j)
			}
			continue
		}
		want, size := p.element(i, j)
		if beta != 0 {
			want += float64(beta) * float64(before[at])
			size += math.Abs(float64(beta) * float64(before[at]))
		}
		if d := math.Abs(float64(got) - want); !(d <= gamma[T](p.k+2)*size) {
			t.Fatalf("%s beta %v: C[%d,%d] is %v, want %v", p, beta, i, j, got, want)
		}
	}
}

func (p *problem[T]) String() string {
	return fmt.Sprintf("%d x %d x %d transA %v transB %v ld %d %d %d", p.m, p.k, p.n, p.transA, p.transB, p.lda, p.ldb, p.ldc)
}

func (p *problem[T]) run(t *testing.T, beta T) {
	t.Helper()
	before := append([]T(nil), p.c...)
	if beta == 0 {
		for i := range p.m {
			Fill(p.c[i*p.ldc:][:p.n], T(math.NaN())) // must not be read
		}
	}
	p.gemm(beta)
	p.check(t, beta, before)
}

// edges are extents around those at which kernels, tiles and blocks change.
var edges = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 24, 25, 31, 32, 33, 48, 49, 63, 64, 65, 100}

func testShapes[T Float](t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func() int { return edges[rng.IntN(len(edges))] }
	n := 800
	if testing.Short() {
		n = 200
	}
	for i := range n {
		p := newProblem[T](pick(), pick(), pick(), i&3, rng.IntN(4), rng.IntN(17))
		p.run(t, []T{0, 1, .5}[rng.IntN(3)])
	}
	for mode := range 4 { // more than a block of rows, of columns, of k
		for _, s := range [][3]int{{491, 18, 20}, {3, 1030, 5}, {5, 33, 515}, {2, 3, 700}, {300, 1, 300}, {513, 300, 5}} {
			p := newProblem[T](s[0], s[1], s[2], mode, 1, 3)
			p.run(t, T(mode&1))
		}
	}
}

func TestGemmIsWithinItsBound(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testShapes[float32])
		t.Run("float64", testShapes[float64])
	})
}

func equalBits[T Float](a, b T) bool {
	return math.Float64bits(float64(a)) == math.Float64bits(float64(b))
}

// The rows of a product, and for transposed A the columns too, have the same bits however they are cut, wherever they lie.
func testCuts[T Float](t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 16, 33, 80} {
		for _, k := range []int{1, 14, 37, 300} {
			for mode := range 4 {
				whole := newProblem[T](83, n, k, mode, 0, 0)
				whole.gemm(0)
				for _, rows := range [][2]int{{0, 1}, {1, 3}, {4, 17}, {5, 83}, {82, 83}} {
					part := whole
					part.m, part.c, part.ldc = rows[1]-rows[0], make([]T, 90*(n+3)+1)[1:], n+3
					if whole.transA {
						part.a = whole.a[rows[0]:]
					} else {
						part.a = whole.a[rows[0]*whole.lda:]
					}
					part.gemm(0)
					for i := range part.m {
						for j := range n {
							if got, want := part.c[i*part.ldc+j], whole.c[(i+rows[0])*whole.ldc+j]; !equalBits(got, want) {
								t.Fatalf("%s: row %d of %v: column %d is %v in the cut, %v in the whole", &whole, i, rows, j, got, want)
							}
						}
					}
				}
			}
		}
	}
}

func TestGemmIsAFunctionOfItsRow(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testCuts[float32])
		t.Run("float64", testCuts[float64])
	})
}

// With assembly an element is one chain of fused multiply-adds in the order of k.
func TestGemmIsAChain(t *testing.T) {
	levels(t, func(t *testing.T) {
		if CPULevel() == Generic {
			return // plain Go does not fuse
		}
		for _, s := range [][3]int{{1, 9, 20}, {7, 40, 300}, {30, 17, 257}, {600, 5, 11}} {
			for mode := range 4 {
				p := newProblem[float64](s[0], s[1], s[2], mode, 2, 1)
				before := append([]float64(nil), p.c...)
				p.gemm(1)
				for i := range p.m {
					for j := range p.n {
						want := before[i*p.ldc+j]
						for l := range p.k {
							ai, bi := i*p.lda+l, l*p.ldb+j
							if p.transA {
								ai = l*p.lda + i
							}
							if p.transB {
								bi = j*p.ldb + l
							}
							want = math.FMA(p.a[ai], p.b[bi], want)
						}
						if got := p.c[i*p.ldc+j]; got != want {
							t.Fatalf("%s: C[%d,%d] is %v, the chain %v", &p, i, j, got, want)
						}
					}
				}
			}
		}
	})
}

func testLevelsAgree[T Float](t *testing.T) {
	for _, n := range []int{1, 2, 4, 5, 8, 9, 50, 130} {
		for mode := range 4 {
			var c [2]problem[T]
			for l := AVX2; l <= AVX512; l++ {
				restore := setLevel(l)
				c[l-AVX2] = newProblem[T](37, n, 301, mode, 1, 1)
				c[l-AVX2].gemm(1)
				restore()
			}
			for i, got := range c[1].c {
				if !equalBits(got, c[0].c[i]) {
					t.Fatalf("%s: element %d is %v with AVX-512, %v with AVX2", &c[1], i, got, c[0].c[i])
				}
			}
		}
	}
}

func TestGemmHasTheSameBitsOnEveryLevel(t *testing.T) {
	if detect() < AVX512 {
		t.Log("one level of assembly: nothing to compare")
		return
	}
	t.Run("float32", testLevelsAgree[float32])
	t.Run("float64", testLevelsAgree[float64])
}
