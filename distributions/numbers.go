package distributions

import (
	"math"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

// maxNumbers bounds what a numberCache holds: 64 MiB.
const maxNumbers = 8 << 20

// rowBlock is how many rows of numbers are computed at a time.
const rowBlock = 16

// A numberCache holds the numbers of the rows in blocks, each computed when a row of it is first asked for. Whoever
// comes second to a block may compute it too: to the same bits.
type numberCache struct {
	blocks []atomic.Pointer[[]float64] // of rowBlock rows; nil if all would take too much memory
}

func newNumberCache(n, k int) *numberCache {
	if (3*k+1)*n > maxNumbers {
		return &numberCache{}
	}
	return &numberCache{make([]atomic.Pointer[[]float64], (n+rowBlock-1)/rowBlock)}
}

// Numbers is (Loc, 1/(sqrt 2 Scale)) or (Alpha-1, Beta-1) and the constant of each component, for exponents of 2.
func (f *nodeFamily) Numbers(i int, t *density.Numbers) {
	k := f.direct.k
	if f.cache.blocks == nil {
		t.Size(k)
		f.compute(i, t)
		return
	}
	block := f.cache.blocks[i/rowBlock].Load()
	if block == nil {
		first := i / rowBlock * rowBlock
		rows := make([]float64, (3*k+1)*min(rowBlock, f.n-first))
		for r := range len(rows) / (3*k + 1) {
			own := rows[(3*k+1)*r:]
			view(t, own, k)
			f.compute(first+r, t)
			own[3*k] = t.Top
		}
		block = &rows
		f.cache.blocks[i/rowBlock].Store(block)
	}
	view(t, (*block)[i%rowBlock*(3*k+1):], k)
}

// view makes t the 3k+1 numbers at the start of s.
func view(t *density.Numbers, s []float64, k int) {
	t.A, t.B, t.C, t.Top = s[:k:k], s[k:2*k:2*k], s[2*k:3*k:3*k], s[3*k]
}

// compute sets t to the numbers of row i, by the loops that the nodes run.
func (f *nodeFamily) compute(i int, t *density.Numbers) {
	k := f.direct.k
	room := density.Borrow(2 * k)
	defer density.GiveBack(room)
	u, v := (*room)[:k], (*room)[k:]
	f.parameter(f.direct.first, i, t.A)
	f.parameter(f.direct.second, i, t.B)
	if f.direct.beta {
		ofBetas(t)
	} else {
		ofNormals(t)
	}
	if f.direct.logits >= 0 {
		f.parameter(f.direct.logits, i, v)
		kernel.LogSoftmax(u, v, k)
		for j, w := range u {
			t.C[j] += w
		}
	}
	inBits(t, f.direct.beta, u, v)
}

// ofNormals turns Loc and Scale in a and b into numbers for exponents of e.
func ofNormals(t *density.Numbers) {
	kernel.Log(t.C, t.B)
	for j, scale := range t.B {
		t.C[j] = -(t.C[j] + logSqrt2Pi)
		t.B[j] = math.Sqrt2 / 2 / scale
	}
}

// ofBetas turns Alpha and Beta in a and b into numbers for exponents of e.
func ofBetas(t *density.Numbers) {
	kernel.LBeta(t.C, t.A, t.B)
	for j := range t.C {
		t.C[j] = -t.C[j]
		t.A[j]--
		t.B[j]--
	}
}

// inBits changes to exponents of 2, and finds the top: the largest constant, of betas the largest exponent at the mean of a
// component.
func inBits(t *density.Numbers, beta bool, x, z []float64) {
	for j := range t.C {
		t.C[j] *= math.Log2E
		if beta {
			t.A[j], t.B[j] = t.A[j]*math.Log2E, t.B[j]*math.Log2E
			mean := (t.A[j] + math.Log2E) / (t.A[j] + t.B[j] + 2*math.Log2E)
			x[j], z[j] = mean, 1-mean
		} else {
			t.B[j] *= sqrtLog2E
			x[j], z[j] = 1, 1
		}
	}
	kernel.Log(x, x)
	kernel.Log(z, z)
	t.Top = math.Inf(-1)
	for j, c := range t.C {
		e := c
		if beta {
			e += t.A[j]*x[j] + t.B[j]*z[j]
		}
		if e > t.Top {
			t.Top = e
		}
		if c != c || t.A[j] != t.A[j] || t.B[j] != t.B[j] {
			t.Top = math.NaN()
			return
		}
	}
	t.Top = max(math.Round(min(t.Top, 1e6)), -1e6)
}

const sqrtLog2E = 1.20112240878644992894 // sqrt(log2 e)

// parameter sets dst to the value of parameter p for row i, repeated if the components share it.
func (f *nodeFamily) parameter(p, i int, dst []float64) {
	v := f.values[p]
	v.read(dst[:v.width], i%v.period*v.width)
	for j := v.width; j < len(dst); j++ {
		dst[j] = dst[0]
	}
}
