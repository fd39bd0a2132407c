package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The computed factor is that of a matrix within (d+1) u of the one given, element by element relative to
// sqrt(a_ii a_jj) (Higham 2002, theorem 10.3, to first order); forming the product here costs as much again.
func TestCholeskyBackwardError(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, d := range []int{1, 2, 5, 40} {
		backward(t, r, d, float32(0x1p-24))
		backward(t, r, d, 0x1p-53)
	}
}

func backward[T Float](t *testing.T, r *rand.Rand, d int, u T) {
	t.Helper()
	g, a, l := make([]T, d*d), make([]T, d*d), make([]T, d*d)
	for i := range g {
		g[i] = T(r.NormFloat64())
	}
	Gemm(false, true, d, d, d, g, d, g, d, 0, a, d)
	Cholesky(l, a, d)
	for i := range d {
		for j := range d {
			got := 0.
			for k := range d {
				got += float64(l[i*d+k]) * float64(l[j*d+k])
			}
			bound := 2 * float64(T(d+1)*u) * math.Sqrt(float64(a[i*d+i])*float64(a[j*d+j]))
			if want := float64(a[i*d+j]/2 + a[j*d+i]/2); !(math.Abs(got-want) <= bound) {
				t.Errorf("%T, d = %d: element %d, %d is %v, want %v within %v", u, d, i, j, got, want, bound)
			}
		}
	}
}

// A solution solves a system whose matrix is within d u of the given one, element by element (Higham 2002, theorem 8.5),
// also when it overwrites the right-hand sides, and whatever stands above the diagonal.
func TestTriangularSolveBackwardError(t *testing.T) {
	const d, n, u = 23, 3, 0x1p-53
	r := rand.New(rand.NewPCG(3, 4))
	l, b, x := make([]float64, d*d), make([]float64, d*n), make([]float64, d*n)
	for i := range d {
		for j := range d {
			l[i*d+j] = math.NaN()
			if j <= i {
				l[i*d+j] = r.NormFloat64()
			}
		}
	}
	for i := range b {
		b[i] = r.NormFloat64()
	}
	for _, transposed := range []bool{false, true} {
		copy(x, b)
		TriangularSolve(x, l, x, d, n, transposed)
		for c := range n {
			for i := range d {
				got, size := 0., 0.
				for k := range d {
					v, below := l[i*d+k], k <= i
					if transposed {
						v, below = l[k*d+i], k >= i
					}
					if below {
						got += v * x[k*n+c]
						size += math.Abs(v * x[k*n+c])
					}
				}
				if bound := 2 * d * u * size; !(math.Abs(got-b[i*n+c]) <= bound) {
					t.Errorf("transposed %v: row %d gives %v, want %v within %v", transposed, i, got, b[i*n+c], bound)
				}
			}
		}
	}
}
