package density

import (
	"math"
	"sync"
)

// A frameLoad is what a panel on a grid of so many points needs to integrate the weights of a reweighted family: at every point
// of every panel the weight, in units of e^shift, times that of the quadrature. The weights are the same for all rows, and
// those of a prior that is not made of steps cost as much as a row's own density.
type frameLoad struct {
	once  sync.Once
	each  int
	shift float64
	w     []float64
}

// weighed is the load of panel k on the grid of a level, and what it is in units of.
func (r *frame) weighed(k, level int) (w []float64, shift float64) {
	l := &r.loads[level]
	l.once.Do(func() { l.fill(r, level) })
	return l.w[k*l.each : (k+1)*l.each], l.shift
}

func (l *frameLoad) fill(r *frame, level int) {
	grid := chebGrids[level]
	l.each = grid.k
	y := make([]float64, 0, len(r.panels)*l.each)
	for _, p := range r.panels {
		p.level = level
		y = p.addPoints(0, 1, y)
	}
	l.w = make([]float64, len(y))
	r.weight.Add(y, l.w, true)
	for i, log := range l.w {
		if !math.IsInf(log, 0) && (i == 0 || log > l.shift) {
			l.shift = log
		}
	}
	for i, log := range l.w {
		l.w[i] = math.Exp(log-l.shift) * grid.weights[i%l.each]
	}
}
