package kernel

import (
	"math"
	"slices"
	"testing"
)

var acts = []Act{ActLinear, ActReLU, ActTanh, ActSigmoid, ActSoftplus, ActELU, ActLeakyReLU, ActGELU, ActSiLU}

// denseShapes are m, n, k: the layers of a network, a single row, columns or inputs around the kernels' edges, none.
var denseShapes = [][3]int{{100, 128, 14}, {1, 128, 128}, {37, 1, 64}, {37, 4, 64}, {5, 33, 1}, {300, 48, 17}, {3, 5, 0}, {0, 3, 2}, {2, 0, 3}}

// Dense is the product, then the bias, then the activation: the same bits as Gemm on rows that hold the bias.
func testDense[T Float](t *testing.T) {
	for _, s := range denseShapes {
		m, n, k := s[0], s[1], s[2]
		x, w, bias := numbers[T](m*k), numbers[T](k*n), numbers[T](n)
		for _, b := range [][]T{bias, nil} {
			product := make([]T, m*n)
			for i := range m {
				copy(product[i*n:(i+1)*n], b)
			}
			Gemm(false, false, m, n, k, x, k, w, n, 1, product, n)
			for _, act := range acts {
				want := slices.Clone(product)
				activate(want, act)
				y := make([]T, m*n+8)
				Fill(y, untouched)
				Dense(y, m, n, k, x, w, b, act)
				for i, got := range y {
					if i >= m*n {
						if got != untouched {
							t.Fatalf("%v activation %d: wrote %v behind y", s, act, got)
						}
					} else if got != want[i] { // relu keeps the sign of -0 in the kernel
						t.Fatalf("%v activation %d bias %v: y[%d] is %v, want %v", s, act, b != nil, i, got, want[i])
					}
				}
			}
		}
	}
}

func TestDenseIsProductBiasActivation(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testDense[float32])
		t.Run("float64", testDense[float64])
	})
}

// denseBack is the backward pass of y = act(x w + bias) from dy, the gradient of y: dz = dy act'(y) in dz (m, n), which
// may be dy itself, then dx = dz wᵀ unless dx is nil, and dw and db as DenseWeights with beta 0, unless dw is nil: the
// parts of the backward pass of a layer, one after the other.
func denseBack[T Float](dx, dw, db, dz []T, m, n, k int, x, w, y, dy []T, act Act) {
	checkMatrix("dz", dz, m, n, n)
	checkMatrix("y", y, m, n, n)
	checkMatrix("dy", dy, m, n, n)
	ActGrad(dz[:m*n], y[:m*n], dy[:m*n], act)
	if dw != nil {
		DenseWeights(dw, db, m, n, k, x, dz, 0)
	}
	if dx != nil {
		DenseInput(dx, m, n, k, dz, w, nil, ActLinear)
	}
}

// The backward functions against the products and loops that they are made of.
func testDenseBack[T Float](t *testing.T) {
	for _, s := range denseShapes {
		m, n, k := s[0], s[1], s[2]
		x, w, y, dy := numbers[T](m*k), numbers[T](k*n), numbers[T](m*n + 1)[1:], numbers[T](m*n)
		for _, act := range acts[:ActGELU] {
			dz := make([]T, m*n)
			ActGrad(dz, y, dy, act)
			wantX, wantW := make([]T, m*k), make([]T, k*n)
			Gemm(false, true, m, k, n, dz, n, w, n, 0, wantX, k)
			Gemm(true, false, k, n, m, x, k, dz, n, 0, wantW, n)

			dx, dw, db, delta := make([]T, m*k), make([]T, k*n), make([]T, n), append([]T(nil), dy...)
			denseBack(dx, dw, db, delta, m, n, k, x, w, y, delta, act) // dz in place of dy
			equalSlices(t, "dx", dx, wantX)
			equalSlices(t, "dw", dw, wantW)
			equalSlices(t, "dz", delta, dz)
			checkSums(t, db, dz, m)

			ActGrad(wantX, x, wantX, act)
			DenseInput(dx, m, n, k, dz, w, x, act)
			equalSlices(t, "dx with the derivative before", dx, wantX)

			Gemm(true, false, k, n, m, x, k, dz, n, 1, wantW, n)
			before := append([]T(nil), db...)
			DenseWeights(dw, db, m, n, k, x, dz, 1)
			equalSlices(t, "dw added", dw, wantW)
			for j := range db {
				if d := math.Abs(float64(db[j] - 2*before[j])); d > gamma[T](m+1)*float64(2*m+1) {
					t.Fatalf("%v: db[%d] added is %v, before %v", s, j, db[j], before[j])
				}
			}
		}
	}
}

// checkSums wants the sums of the columns of dz, m rows of values below 2.
func checkSums[T Float](t *testing.T, db, dz []T, m int) {
	t.Helper()
	for j, got := range db {
		sum, size := 0., 0.
		for i := range m {
			v := float64(dz[i*len(db)+j])
			sum, size = sum+v, size+math.Abs(v)
		}
		if d := math.Abs(float64(got) - sum); d > (gamma[T](m)+gamma[float64](m))*size {
			t.Fatalf("db[%d] is %v, want %v", j, got, sum)
		}
	}
}

func equalSlices[T Float](t *testing.T, name string, got, want []T) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
			t.Fatalf("%s[%d] is %v, want %v", name, i, got[i], want[i])
		}
	}
}

func TestDenseBackIsItsParts(t *testing.T) {
	levels(t, func(t *testing.T) {
		t.Run("float32", testDenseBack[float32])
		t.Run("float64", testDenseBack[float64])
	})
}

// What is fused treats NaN as the loops do: relu keeps it, a gate that is NaN closes, whatever passes.
func TestFusedReLUAndGateWithNaN(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	levels(t, func(t *testing.T) {
		for _, n := range []int{1, 4, 7, 20, 40} {
			x, w := []float32{nan, 1, -1, inf, -inf, 0}, make([]float32, n)
			Fill(w, 1)
			y := make([]float32, 6*n)
			Dense(y, 6, n, 1, x, w, nil, ActReLU)
			dx := make([]float32, 6*n)
			DenseInput(dx, 6, 1, n, x, w, y, ActReLU)
			for i := range y {
				v := x[i/n]
				if want := max(v, 0); y[i] != want && !(v != v && y[i] != y[i]) {
					t.Fatalf("relu(%v) is %v", v, y[i])
				}
				if want := v * b2f(v > 0); dx[i] != want && !(v == inf && dx[i] == inf) && (v == v && v != -inf || dx[i] != 0) {
					t.Fatalf("gate of %v: %v", v, dx[i])
				}
			}
		}
	})
}

func b2f(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
