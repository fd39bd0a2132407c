package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
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

func (f *nodeFamily) Columns() int {
	if f.direct.beta {
		return 2
	}
	return 1
}

// Chart is y, or log y and log(1-y) with minusInf for their -Inf at the ends: times a-1 that is beyond every density, unless
// a = 1, where it is the 0 that the density needs.
func (f *nodeFamily) Chart(_ int, y []float64, c density.Chart) {
	clear(c.Add)
	if !f.direct.beta {
		copy(c.X, y)
		for j, v := range y {
			if v != v {
				c.X[j], c.Add[j] = 0, v
			}
		}
		return
	}
	kernel.Log(c.X, y)
	for j, v := range y {
		c.Z[j] = -v
	}
	kernel.Log1p(c.Z, c.Z)
	for j, v := range y {
		switch {
		case v != v:
			c.X[j], c.Z[j], c.Add[j] = 0, 0, v
		case v < 0 || v > 1:
			c.X[j], c.Z[j], c.Add[j] = 0, 0, math.Inf(-1)
		case v == 0:
			c.X[j] = minusInf
		case v == 1:
			c.Z[j] = minusInf
		}
	}
}

// beyond is a log-density that only an end, or no component at all, gives.
const beyond = 1e290

// minusInf times (a-1) log2(e) is finite for a < 1, or the sum over components would be Inf - Inf.
const minusInf = -math.MaxFloat64 / 2

func (f *nodeFamily) LogChart(t *density.Numbers, c density.Chart, out []float64) {
	switch {
	case t.Top != t.Top:
		fill(out, t.Top)
		return
	case f.direct.beta:
		kernel.LogMixPowers(out, c.X, c.Z, t.Top, t.C, t.A, t.B)
	default:
		kernel.LogMixNormals(out, c.X, t.Top, t.C, t.A, t.B)
	}
	for j, add := range c.Add {
		switch l := out[j]; {
		case math.Abs(l) <= beyond:
			out[j] = l + add
		case l == l:
			out[j] = math.Copysign(math.Inf(1), l)
			if !(add > math.Inf(-1)) { // outside the support, or at no point at all
				out[j] = add
			}
		}
	}
}

// directFeatures is featuresOf from the parameters.
func (f *nodeFamily) directFeatures(first, n int, dst []density.Feature) []density.Feature {
	k := f.direct.k
	room := density.Borrow(2 * k)
	defer density.GiveBack(room)
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
			dst = append(dst, density.Feature{At: at, Width: width})
		}
	}
	return dst
}
