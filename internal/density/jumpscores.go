package density

import (
	"math"
	"slices"
)

// HPD is the point, and of the density what is still wanted.
func (r *jumpRow) HPD(mass float64) []Interval {
	point := []Interval{{r.at, r.at}}
	switch {
	case r.state.Broken() || !(mass >= 0 && mass <= 1):
		return nil
	case r.share == 0:
		return r.rest.HPD(mass)
	case r.other == 0 || mass <= r.share+1e-15:
		return point
	}
	wanted := min((mass-r.share)/r.other, 1)
	if mass == 1 {
		wanted = 1
	}
	all := append(point, r.rest.HPD(wanted)...)
	slices.SortFunc(all, func(a, b Interval) int {
		switch {
		case a.Lo < b.Lo:
			return -1
		case a.Lo > b.Lo:
			return 1
		}
		return 0
	})
	var out cover
	for _, i := range all {
		out.add(i.Lo, i.Hi)
	}
	return out
}

// CRPS is by E|Y - y| - E|Y - Y'|/2 of both parts, where C(y) is the density's own score:
//
//	w |y - at| + (1-w) C(y) - w (1-w) C(at),
//
// in which what nearly cancels is put together.
func (r *jumpRow) CRPS(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	return r.mixed(math.Abs(y-r.at), func() float64 {
		if y == r.at {
			return r.other * r.rest.CRPS(y)
		}
		return r.rest.CRPS(y) - r.share*r.rest.CRPS(r.at)
	})
}

// Below is E max(y - Y, 0).
func (r *jumpRow) Below(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	return r.mixed(max(y-r.at, 0), func() float64 { return r.rest.Below(y) })
}

// Quadrature is the density's with the point among its own.
func (r *jumpRow) Quadrature() (y, mass []float64) {
	if r.state.Broken() {
		return nil, nil
	}
	if r.other > 0 {
		y, mass = r.rest.Quadrature()
		for j := range mass {
			mass[j] *= r.other / r.rest.mass
		}
	}
	if r.share > 0 {
		k, _ := slices.BinarySearch(y, r.at)
		y, mass = slices.Insert(y, k, r.at), slices.Insert(mass, k, r.share)
	}
	return y, mass
}
