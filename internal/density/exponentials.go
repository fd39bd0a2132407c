package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// exponentiate computes g at the points of panels that have none yet, all exponentials together, in the given memory.
func (r *panelRow) exponentiate(panels []panel, e []float64) []float64 {
	e = e[:0]
	from, to := 0, 0 // a stretch of slabs whose exponents are in g
	for k := range panels {
		p := &panels[k]
		n := p.grid().k
		if p.settled == 0 && p.end == 0 && !p.slender() {
			g := r.g[p.at : p.at+n]
			for j, l := range r.logp[p.at : p.at+n] {
				if g[j] = l - r.shift; g[j] > math.MaxFloat64 {
					g[j] = math.Inf(-1)
				}
			}
			if p.at != to {
				kernel.Exp(r.g[from:to], r.g[from:to])
				from = p.at
			}
			to = p.at + n
			continue
		}
		e = r.exponents(p, e)
	}
	kernel.Exp(r.g[from:to], r.g[from:to])
	kernel.Exp(e, e)
	left := e
	for k := range panels {
		p := &panels[k]
		n := p.grid().k
		g := r.g[p.at : p.at+n]
		stretch := 1.
		if p.end == 0 && !p.slender() {
			stretch = p.width() / 2
		}
		if p.settled == 0 && p.end == 0 && !p.slender() {
			for j := range g {
				g[j] *= stretch
			}
			continue
		}
		first, step := p.fresh()
		for j := first; j < n; j += step {
			g[j] = stretch * left[0]
			left = left[1:]
		}
	}
	return e
}

// slender panels are so narrow that a density may be above the range of floats there though g is not.
func (p *panel) slender() bool { return p.logHalf < -600 }

// exponents appends the logarithms of the fresh g of p, but for the stretch of a linear panel that is not slender.
func (r *panelRow) exponents(p *panel, e []float64) []float64 {
	grid := p.grid()
	logp := r.logp[p.at : p.at+grid.k]
	first, step := p.fresh()
	logPower := 0.
	if p.end != 0 {
		logPower = math.Log(p.power)
	}
	for j := first; j < grid.k; j += step {
		l := logp[j] - r.shift
		switch {
		case l > math.MaxFloat64 || p.end != 0 && p.singularAt(j):
			l = math.Inf(-1)
		case p.end != 0 || p.slender():
			l += p.logStretchAt(j, logPower)
		}
		e = append(e, l)
	}
	return e
}

// fresh says which points have no g: every step-th from the first on. An upgrade kept every second one.
func (p *panel) fresh() (first, step int) {
	switch p.settled {
	case 0:
		return 0, 1
	case 2:
		return 1, 2
	}
	return p.grid().k, 1
}
