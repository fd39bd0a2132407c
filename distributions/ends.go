package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// An endFamily knows its density near a finite end of its support better than a float y there can say: by the distance
// d from that end, which may be far below the spacing of floats at it, or below the smallest float.
//
// Law: log p(y) = exponent log d + const + o(1) as d goes to 0, with d = e^logd; logProbNear is logProb at that distance but
// for rounding, and at logd = -Inf the limit. Of a charted family t is the row's numbers, else it is not read.
type endFamily interface {
	family
	// exponent is that of row i at the lower or upper end, above -1; NaN if the family does not know it, and then
	// logProbNear is not called there.
	exponent(i int, t *rowNumbers, upper bool) float64
	logProbNear(i int, t *rowNumbers, upper bool, logd, out []float64)
}

var (
	_ endFamily = nodeFamily{}
	_ endFamily = mixed{}
	_ endFamily = scaled{}
	_ endFamily = swapKernel{}
	_ endFamily = redirected{}
	_ endFamily = endTail{}
)

// endsOf returns f if its rows know their ends, or nil.
func endsOf(f family) endFamily {
	if !knowsEnds(f) {
		return nil
	}
	return f.(endFamily)
}

func knowsEnds(f family) bool {
	switch f := f.(type) {
	case scaled:
		return !f.atomic && knowsEnds(f.base)
	case swapKernel:
		return knowsEnds(f.base)
	case redirected:
		return knowsEnds(f.like)
	case endTail:
		return knowsEnds(f.family)
	case closedFamily:
		return knowsEnds(f.nodeFamily)
	case nodeFamily:
		return f.direct != nil && f.direct.beta
	case mixed:
		return f.nodes != nil && knowsEnds(*f.nodes)
	case discreteFamily, swapped:
		return false
	}
	_, ok := f.(endFamily)
	return ok
}

// exponent is the smallest a-1, or b-1, among the components of positive weight.
func (f nodeFamily) exponent(_ int, t *rowNumbers, upper bool) float64 {
	if t.top != t.top {
		return math.NaN()
	}
	powers := t.a
	if upper {
		powers = t.b
	}
	least := math.Inf(1)
	for j, e := range powers {
		if e < least && t.c[j] >= -math.MaxFloat64 {
			least = e
		}
	}
	least /= math.Log2E
	if !(least > -1 && least < math.MaxFloat64) {
		return math.NaN()
	}
	return least
}

// logProbNear puts log d where the chart has log y, or log(1-y) at the upper end.
func (f nodeFamily) logProbNear(_ int, t *rowNumbers, upper bool, logd, out []float64) {
	n := len(logd)
	room := borrow(3 * n)
	defer giveBack(room)
	c := chart{x: (*room)[:n], z: (*room)[n : 2*n], add: (*room)[2*n:]}
	clear(c.add)
	near, far := c.x, c.z
	if upper {
		near, far = far, near
	}
	kernel.Exp(far, logd)
	for j, l := range logd {
		near[j], far[j] = max(l, minusInf), -far[j]
		if l > 0 {
			far[j], c.add[j] = 0, math.Inf(-1)
		}
	}
	kernel.Log1p(far, far)
	for j := range far {
		far[j] = max(far[j], minusInf)
	}
	f.logChart(t, c, out)
}

func (m mixed) exponent(i int, _ *rowNumbers, upper bool) float64 {
	var t rowNumbers
	least := math.Inf(1)
	for k := range m.s {
		m.nodes.numbers(i*m.s+k, &t)
		least = min(least, m.nodes.exponent(0, &t, upper)) // NaN if one is
	}
	return least
}

func (m mixed) logProbNear(i int, _ *rowNumbers, upper bool, logd, out []float64) {
	n := len(logd)
	room := borrow(m.s * n)
	defer giveBack(room)
	var t rowNumbers
	for k := range m.s {
		m.nodes.numbers(i*m.s+k, &t)
		m.nodes.logProbNear(0, &t, upper, logd, (*room)[k*n:(k+1)*n])
	}
	logMeanExp(*room, out)
}

func (s scaled) exponent(i int, t *rowNumbers, upper bool) float64 {
	return s.base.(endFamily).exponent(i, t, upper)
}

func (s scaled) logProbNear(i int, t *rowNumbers, upper bool, logd, out []float64) {
	u := borrow(len(logd))
	defer giveBack(u)
	log := math.Log(s.scale)
	for j, l := range logd {
		(*u)[j] = l - log
	}
	s.base.(endFamily).logProbNear(i, t, upper, *u, out)
	s.addJacobian(out)
}

// exponent is that of the base where the base ends and the ratio of the priors is regular, being made of bins.
func (s swapKernel) exponent(i int, t *rowNumbers, upper bool) float64 {
	lo, hi := s.base.support(i)
	from, to := s.support(i)
	if !s.ratio.regular || upper && to != hi || !upper && from != lo {
		return math.NaN()
	}
	return s.base.(endFamily).exponent(i, t, upper)
}

// logProbNear asks the ratio inside the end, which may be an edge of the priors too.
func (s swapKernel) logProbNear(i int, t *rowNumbers, upper bool, logd, out []float64) {
	s.base.(endFamily).logProbNear(i, t, upper, logd, out)
	lo, hi := s.base.support(i)
	y := borrow(len(logd))
	defer giveBack(y)
	for j, l := range logd {
		if upper {
			(*y)[j] = min(hi-math.Exp(l), math.Nextafter(hi, lo))
		} else {
			(*y)[j] = max(lo+math.Exp(l), math.Nextafter(lo, hi))
		}
	}
	s.ratio.add(*y, out, false)
}

func (r redirected) exponent(i int, t *rowNumbers, upper bool) float64 {
	f, row := r.at(i)
	if e := endsOf(f); e != nil {
		return e.exponent(row, t, upper)
	}
	return math.NaN()
}

func (r redirected) logProbNear(i int, t *rowNumbers, upper bool, logd, out []float64) {
	f, row := r.at(i)
	if e := endsOf(f); e != nil {
		e.logProbNear(row, t, upper, logd, out)
		return
	}
	fill(out, math.NaN()) // it was known when the panels were made, and could not be loaded again
}
