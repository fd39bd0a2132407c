package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

var (
	_ density.Ends = (*nodeFamily)(nil)
	_ density.Ends = (*mixed)(nil)
)

// Exponent is the smallest a-1, or b-1, among the components of positive weight.
func (f *nodeFamily) Exponent(_ int, t *density.Numbers, upper bool) float64 {
	if t.Top != t.Top {
		return math.NaN()
	}
	powers := t.A
	if upper {
		powers = t.B
	}
	least := math.Inf(1)
	for j, e := range powers {
		if e < least && t.C[j] >= -math.MaxFloat64 {
			least = e
		}
	}
	least /= math.Log2E
	if !(least > -1 && least < math.MaxFloat64) {
		return math.NaN()
	}
	return least
}

// LogProbNear puts log d where the chart has log y, or log(1-y) at the upper end.
func (f *nodeFamily) LogProbNear(_ int, t *density.Numbers, upper bool, logd, out []float64) {
	n := len(logd)
	room := density.Borrow(3 * n)
	defer density.GiveBack(room)
	c := density.Chart{X: (*room)[:n], Z: (*room)[n : 2*n], Add: (*room)[2*n:]}
	clear(c.Add)
	near, far := c.X, c.Z
	if upper {
		near, far = far, near
	}
	kernel.Exp(far, logd)
	for j, l := range logd {
		near[j], far[j] = max(l, minusInf), -far[j]
		if l > 0 {
			far[j], c.Add[j] = 0, math.Inf(-1)
		}
	}
	kernel.Log1p(far, far)
	for j := range far {
		far[j] = max(far[j], minusInf)
	}
	f.LogChart(t, c, out)
}

func (m *mixed) Exponent(i int, _ *density.Numbers, upper bool) float64 {
	var t density.Numbers
	least := math.Inf(1)
	for k := range m.s {
		m.nodes.Numbers(i*m.s+k, &t)
		least = min(least, m.nodes.Exponent(0, &t, upper)) // NaN if one is
	}
	return least
}

func (m *mixed) LogProbNear(i int, _ *density.Numbers, upper bool, logd, out []float64) {
	n := len(logd)
	room := density.Borrow(m.s * n)
	defer density.GiveBack(room)
	var t density.Numbers
	for k := range m.s {
		m.nodes.Numbers(i*m.s+k, &t)
		m.nodes.LogProbNear(0, &t, upper, logd, (*room)[k*n:(k+1)*n])
	}
	logMeanExp(*room, out)
}
