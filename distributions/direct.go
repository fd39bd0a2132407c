package distributions

import (
	"math"
	"sync/atomic"

	"github.com/deepprob/deepprob/internal/kernel"
)

// directForm is how to evaluate the density of a Normal or Beta, or a mixture of such, in one loop over components and
// points. The nodes stay the formula: a law holds this one to them.
type directForm struct {
	beta          bool
	k             int // components
	logits        int // parameter, -1 if there is one component
	first, second int // parameters: Loc and Scale, or Alpha and Beta
}

// directForm recognizes p.d, nil if it is something else or has parameters that are neither one a row nor one a component.
func (p *nodePrograms) directForm() *directForm {
	d, form := p.d, directForm{k: 1, logits: -1}
	use := p.use
	if m, ok := d.(MixtureSameFamily); ok {
		form.logits, form.k, use, d = use[0], m.Mixing.count(), use[1:], m.Components
	}
	switch d.(type) {
	case Normal:
	case Beta:
		form.beta = true
	default:
		return nil
	}
	form.first, form.second = use[0], use[1]
	for _, at := range p.use {
		if size := p.params[at].shape.TotalSize(); size != 1 && size != form.k {
			return nil
		}
	}
	return &form
}

// maxNumbers bounds what a numberCache holds: 64 MiB.
const maxNumbers = 8 << 20

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

// numbers is (Loc, 1/(sqrt 2 Scale)) or (Alpha-1, Beta-1) and the constant of each component, for exponents of 2.
func (f nodeFamily) numbers(i int, t *rowNumbers) {
	k := f.direct.k
	if f.cache.blocks == nil {
		t.size(k)
		f.compute(i, t)
		return
	}
	block := f.cache.blocks[i/rowBlock].Load()
	if block == nil {
		first := i / rowBlock * rowBlock
		rows := make([]float64, (3*k+1)*min(rowBlock, f.n-first))
		for r := range len(rows) / (3*k + 1) {
			own := rows[(3*k+1)*r:]
			t.view(own, k)
			f.compute(first+r, t)
			own[3*k] = t.top
		}
		block = &rows
		f.cache.blocks[i/rowBlock].Store(block)
	}
	t.view((*block)[i%rowBlock*(3*k+1):], k)
}

// view makes t the 3k+1 numbers at the start of s.
func (t *rowNumbers) view(s []float64, k int) {
	t.a, t.b, t.c, t.top = s[:k:k], s[k:2*k:2*k], s[2*k:3*k:3*k], s[3*k]
}

// compute sets t to the numbers of row i, by the loops that the nodes run.
func (f nodeFamily) compute(i int, t *rowNumbers) {
	k := f.direct.k
	room := borrow(2 * k)
	defer giveBack(room)
	u, v := (*room)[:k], (*room)[k:]
	f.parameter(f.direct.first, i, t.a)
	f.parameter(f.direct.second, i, t.b)
	if f.direct.beta {
		t.ofBetas(u, v)
	} else {
		t.ofNormals()
	}
	if f.direct.logits >= 0 {
		f.parameter(f.direct.logits, i, v)
		kernel.LogSoftmax(u, v, k)
		for j, w := range u {
			t.c[j] += w
		}
	}
	t.inBits(f.direct.beta, u, v)
}

// ofNormals turns Loc and Scale in a and b into numbers for exponents of e.
func (t *rowNumbers) ofNormals() {
	kernel.Log(t.c, t.b)
	for j, scale := range t.b {
		t.c[j] = -(t.c[j] + logSqrt2Pi)
		t.b[j] = math.Sqrt2 / 2 / scale
	}
}

// ofBetas turns Alpha and Beta in a and b into numbers for exponents of e, with memory u and v.
func (t *rowNumbers) ofBetas(u, v []float64) {
	for j := range t.c {
		t.c[j] = t.a[j] + t.b[j]
	}
	kernel.Lgamma(u, t.a)
	kernel.Lgamma(v, t.b)
	kernel.Lgamma(t.c, t.c)
	for j := range t.c {
		t.c[j] -= u[j] + v[j]
		t.a[j]--
		t.b[j]--
	}
}

// inBits changes to exponents of 2, and finds the top: the largest constant, of betas the largest exponent at the mean of a
// component.
func (t *rowNumbers) inBits(beta bool, x, z []float64) {
	for j := range t.c {
		t.c[j] *= math.Log2E
		if beta {
			t.a[j], t.b[j] = t.a[j]*math.Log2E, t.b[j]*math.Log2E
			mean := (t.a[j] + math.Log2E) / (t.a[j] + t.b[j] + 2*math.Log2E)
			x[j], z[j] = mean, 1-mean
		} else {
			t.b[j] *= sqrtLog2E
			x[j], z[j] = 1, 1
		}
	}
	kernel.Log(x, x)
	kernel.Log(z, z)
	t.top = math.Inf(-1)
	sum := 0.
	for j, c := range t.c {
		sum += t.a[j] + t.b[j]
		e := c
		if beta {
			e += t.a[j]*x[j] + t.b[j]*z[j]
		}
		if e > t.top {
			t.top = e
		}
		if c != c || sum != sum {
			t.top = math.NaN()
			return
		}
	}
	t.top = max(math.Round(min(t.top, 1e6)), -1e6)
}

const sqrtLog2E = 1.20112240878644992894 // sqrt(log2 e)

// parameter sets dst to the value of parameter p for row i, repeated if the components share it.
func (f nodeFamily) parameter(p, i int, dst []float64) {
	v := f.values[p]
	v.read(dst[:v.width], i%v.period*v.width)
	for j := v.width; j < len(dst); j++ {
		dst[j] = dst[0]
	}
}

func (f nodeFamily) columns() int {
	if f.direct.beta {
		return 2
	}
	return 1
}

// chart is y, or log y and log(1-y) with the most negative float for their -Inf at the ends: times a-1 that overflows,
// unless a = 1, where it is the 0 that the density needs.
func (f nodeFamily) chart(_ int, y []float64, c chart) {
	clear(c.add)
	if !f.direct.beta {
		copy(c.x, y)
		for j, v := range y {
			if v != v {
				c.x[j], c.add[j] = 0, v
			}
		}
		return
	}
	kernel.Log(c.x, y)
	for j, v := range y {
		c.z[j] = -v
	}
	kernel.Log1p(c.z, c.z)
	for j, v := range y {
		switch {
		case v != v:
			c.x[j], c.z[j], c.add[j] = 0, 0, v
		case v < 0 || v > 1:
			c.x[j], c.z[j], c.add[j] = 0, 0, math.Inf(-1)
		case v == 0:
			c.x[j] = -math.MaxFloat64
		case v == 1:
			c.z[j] = -math.MaxFloat64
		}
	}
}

// beyond is a log-density that only an end, or no component at all, gives.
const beyond = 1e290

func (f nodeFamily) logChart(t *rowNumbers, c chart, out []float64) {
	switch {
	case t.top != t.top:
		fill(out, t.top)
		return
	case f.direct.beta:
		kernel.LogMixPowers(out, c.x, c.z, t.top, t.c, t.a, t.b)
	default:
		kernel.LogMixNormals(out, c.x, t.top, t.c, t.a, t.b)
	}
	for j, add := range c.add {
		switch l := out[j]; {
		case math.Abs(l) <= beyond:
			out[j] = l + add
		case l == l:
			out[j] = math.Copysign(math.Inf(1), l)
			if math.IsInf(add, -1) {
				out[j] = add
			}
		}
	}
}

// directFeatures is featuresOf from the parameters.
func (f nodeFamily) directFeatures(first, n int, dst []feature) []feature {
	k := f.direct.k
	room := borrow(2 * k)
	defer giveBack(room)
	a, b := (*room)[:k], (*room)[k:]
	for i := first; i < first+n; i++ {
		f.parameter(f.direct.first, i, a)
		f.parameter(f.direct.second, i, b)
		for j := range a {
			at, width := a[j], b[j]
			if f.direct.beta {
				t := a[j] + b[j]
				at, width = a[j]/t, math.Sqrt(a[j]/t*(b[j]/t)/(t+1))
			}
			dst = append(dst, feature{at, width})
		}
	}
	return dst
}
