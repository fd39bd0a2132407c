package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Quantile is the smallest y with P(Y <= y) >= p for each row, p in [0, 1].
func (q *Rows) Quantile(p float64) []float64 {
	out := make([]float64, q.N)
	has := q.Family.Has()
	if has.byTails() && p > 0 && p < 1 {
		q.Partly(func(r Row, i int) { out[i] = q.tailQuantile(i, r.Quantile(p), p) })
		return out
	}
	if far := isFar(p, has.CDF != nil); far || has.CDF == nil || !(p > 0 && p < 1) {
		q.Partly(func(r Row, i int) {
			out[i] = q.Inverse(r, i)(p)
			if panels, ok := r.(*panelRow); ok && far && panels.state != Lost {
				if out[i] = panels.farther(out[i], p); has.CDF != nil {
					lo, hi := q.Family.Support(q.First + i)
					out[i] = reach(q.miss(i, p), out[i], lo, hi)
				}
			}
		})
		return out
	}
	slopes := make([]cdfSlope, q.N)
	q.Partly(func(r Row, i int) {
		panels, ok := r.(*panelRow)
		if !ok || panels.state == Lost {
			out[i] = q.Inverse(r, i)(p)
			return
		}
		out[i], slopes[i] = panels.quantileSlope(p)
		if has.CDFRows == nil { // while the row is at hand
			var cdf [1]float64
			has.CDF(q.First+i, out[i:i+1], cdf[:])
			out[i] = q.sharpen(i, out[i], p, cdf[0], slopes[i])
		}
	})
	if has.CDFRows != nil {
		cdf := make([]float64, q.N)
		has.CDFRows(q.First, out, cdf)
		q.each(func(_ *Solver, i int) { out[i] = q.sharpen(i, out[i], p, cdf[i], slopes[i]) })
	}
	return out
}

// cdfSlope is what panels know about a cdf near a quantile: the density there, of a row of mass 1, and how wide the panel
// is. The zero value is that of a row without panels.
type cdfSlope struct{ density, width float64 }

// quantileSlope is quantile with the slope of the cdf there.
func (r *panelRow) quantileSlope(p float64) (y float64, s cdfSlope) {
	if r.state.Broken() {
		return math.NaN(), s
	}
	at, t := r.reaching(p)
	return r.panels[at].at1(t), cdfSlope{r.density(at, t) / r.mass, r.panels[at].width()}
}

// sharpen moves y, a quantile of row i to about 1e-11 of its mass, to where the exact cdf is p; at y it is cdf. One step of
// Newton's is enough where y is as good as that and the panel holds so much that its density is good too: it leaves the
// square of the error.
func (q *Rows) sharpen(i int, y, p, cdf float64, s cdfSlope) float64 {
	enough := 1e-9 * min(p, 1-p)
	switch miss := cdf - p; {
	case s.width == 0:
		return y
	case math.Abs(miss) <= enough && s.density*s.width >= 1e-3 && enough > 1e-15:
		return y - miss/s.density
	}
	return q.home(i, y, p, s.width)
}

// home is sharpen in a bracket around y that grows until it holds the answer, however far out in the tail that is. The
// panel's width is the scale.
func (q *Rows) home(i int, y, p, width float64) float64 {
	miss := q.miss(i, p)
	at := miss(y)
	if at == 0 || math.IsNaN(at) {
		return y
	}
	lo, hi := q.Family.Support(q.First + i)
	step := math.Copysign(max(1e-10*width, 4*Spacing(y)), -at)
	for range 200 {
		next := min(max(y+step, lo), hi)
		v := miss(next)
		if (v > 0) != (at > 0) || v == 0 {
			return reach(miss, kernel.Root(miss, y, next, at, v, 0), lo, hi)
		}
		if next == lo || next == hi {
			return next
		}
		y, at, step = next, v, step*8
	}
	return y
}

// miss is how far row i's cdf is above p, in the log for the lower tail; p less rounding, so that it is passed where a gap
// begins.
func (q *Rows) miss(i int, p float64) func(y float64) float64 {
	var in, out [1]float64
	cdf := q.Family.Has().CDF
	return func(y float64) float64 {
		in[0] = y
		cdf(q.First+i, in[:], out[:])
		return max(math.Log(out[0]/p)+0x1p-50, -1e4)
	}
}

// reach is the first of the floats beside y at which an increasing miss is not below 0: beside an infinite end a cdf passes
// percents between two.
func reach(miss func(y float64) float64, y, lo, hi float64) float64 {
	const many, near = 8, 1e-12
	for range many {
		if y == hi || miss(y) >= -near {
			break
		}
		y = math.Nextafter(y, hi)
	}
	for range many {
		if y == lo || !(miss(math.Nextafter(y, lo)) >= 0) {
			break
		}
		y = math.Nextafter(y, lo)
	}
	return fromCoarser(miss, y, lo, hi)
}

// fromCoarser is the first of the floats just below y at which miss is not below 0. A cdf in another unit cannot tell floats
// that are one there: it is 1 on all that round to the end of [0, 1].
func fromCoarser(miss func(y float64) float64, y, lo, hi float64) float64 {
	below := max(y-4*0x1p-52*(hi-lo), lo)
	if !(hi-lo < math.Inf(1)) || y == lo || !(miss(math.Nextafter(y, lo)) >= 0) || !(miss(below) < 0) {
		return y
	}
	for {
		middle := below + (y-below)/2
		switch {
		case middle == below || middle == y:
			return y
		case miss(middle) >= 0:
			y = middle
		default:
			below = middle
		}
	}
}
