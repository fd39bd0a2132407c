package density

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// lever is Gauss and Legendre's points on [-1, 1], enough for a polynomial of twice the degree of a panel's.
var lever = func() (l struct{ x, w [24]float64 }) {
	quad.Legendre{}.FixedLocations(l.x[:], l.w[:], -1, 1)
	return l
}()

// Below is E max(y - Y, 0), the integral of the cdf up to y.
func (r *panelRow) Below(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	sum := 0.
	for k := range r.panels {
		p := &r.panels[k]
		if p.b <= y {
			at, _, g, _ := r.at(k)
			for j, w := range p.grid().weights {
				sum += w * g[j] * (y - at[j])
			}
			continue
		}
		if p.a >= y {
			break
		}
		sum += r.belowIn(k, y)
	}
	return sum / r.mass
}

// belowIn is the part of panel k, in which y is: t runs over what lies before it.
func (r *panelRow) belowIn(k int, y float64) float64 {
	p := &r.panels[k]
	_, _, _, c := r.at(k)
	to, sum := p.invert(y), 0.
	for j, x := range lever.x {
		t := -1 + (to+1)*(x+1)/2
		sum += lever.w[j] * (to + 1) / 2 * max(chebAt(c, t), 0) * (y - p.at1(t))
	}
	return sum
}

// Below is E max(y - Y, 0).
func (r *AtomRow) Below(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	sum := 0.
	for k, m := range r.Mass {
		if r.Y[k] < y {
			sum += m * (y - r.Y[k])
		}
	}
	return sum
}

// Below sums the block that y is in as far as it goes.
func (r *integerRow) Below(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	sum := 0.
	for _, b := range r.blocks {
		w := min(b.w, math.Ceil(y)-b.first)
		if w < 1 {
			break
		}
		at, stands := nodes(b.first, w, nil, nil)
		p := make([]float64, len(at))
		r.logMass(at, p)
		for j := range p {
			sum += stands[j] * math.Exp(p[j]-r.AtomRow.logMass) * (y - at[j])
		}
	}
	return sum
}

func (r *latticeRow) Below(y float64) float64 {
	return r.on.step * r.integerRow.Below((y-r.on.At(0))/r.on.step)
}
