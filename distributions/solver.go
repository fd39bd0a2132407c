package distributions

import (
	"cmp"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

const (
	panelTolerance = 1e-11 // largest tail of a panel, in the row's mass
	maxRounds      = 400   // of refinement
	maxPanels      = 4000  // of a row
)

// A solver turns rows into panels, one after the other, in memory that it keeps. The row it holds is overwritten by
// the next one. All points of a round of refinement are asked of the family in one call.
type solver struct {
	panelRow
	cuts                []float64
	features            []feature
	openLo, openHi      bool
	left, right, middle float64 // of what is covered, while an end is open
	ask, answer, add    []float64
	slot                []int
	logs                bool // resolve p log p as well as p
}

// solve makes s the solved row i of f.
func (s *solver) solve(f family, i int) *panelRow {
	s.panelRow = panelRow{f: f, row: i, panels: s.panels[:0], y: s.y[:0], logp: s.logp[:0], g: s.g[:0], c: s.c[:0], cum: s.cum[:0]}
	s.lo, s.hi = f.support(i)
	if !(s.lo < s.hi) {
		s.state = rowEmpty
		if math.IsNaN(s.lo) || math.IsNaN(s.hi) {
			s.state = rowNaN
		}
		return &s.panelRow
	}
	s.shift = math.Inf(-1)
	s.outline()
	for round := range maxRounds {
		s.evaluate()
		s.settle()
		if s.state.broken() {
			return &s.panelRow
		}
		s.refine()
		if len(s.ask) == 0 {
			break
		}
		if round == maxRounds-1 || len(s.panels) > maxPanels {
			s.evaluate()
			s.settle()
			if s.state.broken() {
				return &s.panelRow
			}
			s.state = rowUnresolved
			break
		}
	}
	s.assemble()
	return &s.panelRow
}

// place adds a panel and asks for all its points.
func (s *solver) place(p panel) {
	k := p.grid().k
	p.at, p.stale, p.settled, p.logHalf = len(s.y), true, 0, math.Log(p.width()/2)
	s.grow(k)
	for j := range k {
		s.want(&p, j)
	}
	s.panels = append(s.panels, p)
}

// grow extends the slabs by k.
func (s *solver) grow(k int) {
	n := len(s.y) + k
	if n > cap(s.y) || n > cap(s.logp) || n > cap(s.g) || n > cap(s.c) {
		for _, slab := range []*[]float64{&s.y, &s.logp, &s.g, &s.c} {
			*slab = slices.Grow(*slab, max(k, 2048))
		}
	}
	s.y, s.logp, s.g, s.c = s.y[:n], s.logp[:n], s.g[:n], s.c[:n]
}

// want asks for the log-density at point j of p.
func (s *solver) want(p *panel, j int) {
	y, add := p.point(j)
	s.y[p.at+j] = y
	s.ask, s.add, s.slot = append(s.ask, y), append(s.add, add), append(s.slot, p.at+j)
}

// evaluate asks the family for what is wanted.
func (s *solver) evaluate() {
	s.answer = slices.Grow(s.answer[:0], len(s.ask))[:len(s.ask)]
	s.f.logProb(s.row, s.ask, s.answer)
	for k, at := range s.slot {
		s.logp[at] = s.answer[k]
		if s.add[k] != 0 {
			s.logp[at] += s.add[k]
		}
	}
	s.ask, s.add, s.slot = s.ask[:0], s.add[:0], s.slot[:0]
}

// settle computes g, its coefficients and the total mass after an evaluation, in units of the largest density.
func (s *solver) settle() {
	top := math.Inf(-1)
	for k := range s.panels {
		if p := &s.panels[k]; p.stale {
			s.findTop(p)
		}
		top = max(top, s.panels[k].top)
	}
	switch {
	case s.state.broken():
		return
	case math.IsInf(top, -1):
		s.state = rowEmpty
		return
	case !(math.Abs(top-s.shift) < 50):
		s.shift = top
		for k := range s.panels {
			s.panels[k].settled = 0
		}
	}
	s.exponentiate()
	s.mass = 0
	for k := range s.panels {
		p := &s.panels[k]
		if p.settled != 1 {
			s.expand(p)
		}
		s.mass += p.mass
	}
}

// exponentiate computes g at the points that have none yet, all exponentials together.
func (s *solver) exponentiate() {
	s.answer = s.answer[:0]
	for k := range s.panels {
		p := &s.panels[k]
		grid := p.grid()
		first, step := p.fresh()
		for j := first; j < grid.k; j += step {
			l := s.logp[p.at+j] - s.shift
			switch {
			case p.singularAt(j) || l > math.MaxFloat64:
				l = math.Inf(-1)
			case p.end != 0:
				l += p.logStretch(grid.up[j], grid.down[j])
			}
			s.answer = append(s.answer, l)
		}
	}
	kernel.Exp(s.answer, s.answer)
	e := s.answer
	for k := range s.panels {
		p := &s.panels[k]
		stretch := 1.
		if p.end == 0 {
			stretch = p.width() / 2
		}
		first, step := p.fresh()
		for j := first; j < p.grid().k; j += step {
			s.g[p.at+j] = stretch * e[0]
			e = e[1:]
		}
	}
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

// findTop finds the largest log g of p. A density that is infinite is forgiven at the ends only.
func (s *solver) findTop(p *panel) {
	p.stale = false
	p.top = math.Inf(-1)
	g := p.grid()
	stretch := p.logHalf
	for j, l := range s.logp[p.at : p.at+g.k] {
		if p.end != 0 && !p.singularAt(j) {
			stretch = p.logStretch(g.up[j], g.down[j])
		}
		switch {
		case l <= math.MaxFloat64:
			if l += stretch; l > p.top && !p.singularAt(j) {
				p.top = l
			}
		case math.IsNaN(l) || j > 0 && j < g.k-1:
			s.state = rowNaN
		}
	}
}

// expand computes the coefficients of g and what follows from them.
func (s *solver) expand(p *panel) {
	grid := p.grid()
	_, logp, g, c := s.slabs(p)
	grid.coefs(g, c)
	p.settled = 1
	p.mass = max(grid.integral(g), 0)
	p.judge(c, math.IsInf(logp[0], 1) && p.end >= 0 || math.IsInf(logp[len(logp)-1], 1) && p.end <= 0)
	if s.logs {
		s.judgeLogs(p)
	}
}

// judgeLogs raises the tail of p to that of g times the log-density.
func (s *solver) judgeLogs(p *panel) {
	_, logp, g, _ := s.slabs(p)
	var v, c [maxCoefs]float64
	for j := range g {
		if g[j] > 0 {
			v[j] = g[j] * (logp[j] - s.shift)
		}
	}
	p.grid().coefs(v[:len(g)], c[:len(g)])
	tail, decay := p.tail, p.decay
	p.judge(c[:len(g)], math.IsInf(tail, 1))
	p.tail, p.decay = max(p.tail, tail), max(p.decay, decay)
}

// judge estimates from the coefficients c what is left out: the last two, and on a linear panel, where c falls
// geometrically, by as much less as it falls over a quarter of it, or an eighth of the largest grid. A density that is
// infinite at an end that stays is out of reach.
func (p *panel) judge(c []float64, infinite bool) {
	k := len(c)
	last, middle := math.Abs(c[k-2])+math.Abs(c[k-1]), math.Abs(c[k/2-1])+math.Abs(c[k/2])
	p.tail, p.decay = last, min(last/max(middle, math.SmallestNonzeroFloat64), 1)
	switch {
	case infinite:
		p.tail = math.Inf(1)
	case p.end == 0 && p.level < maxLevel:
		p.tail *= math.Sqrt(p.decay)
	case p.end == 0:
		p.tail *= math.Sqrt(math.Sqrt(p.decay))
	}
}

func (s *solver) slabs(p *panel) (y, logp, g, c []float64) {
	i, j := p.at, p.at+p.grid().k
	return s.y[i:j], s.logp[i:j], s.g[i:j], s.c[i:j]
}

// assemble orders the panels and sums their masses.
func (s *solver) assemble() {
	if !slices.IsSortedFunc(s.panels, comparePanels) {
		slices.SortFunc(s.panels, comparePanels)
	}
	s.cum = append(s.cum[:0], 0)
	s.mass = 0
	for k := range s.panels {
		s.mass += s.panels[k].mass
		s.cum = append(s.cum, s.mass)
	}
}

func comparePanels(a, b panel) int { return cmp.Compare(a.a, b.a) }
