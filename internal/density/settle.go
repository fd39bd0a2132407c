package density

import "math"

// settle computes g, its coefficients and the total mass after an evaluation, in units of the largest density.
func (s *Solver) settle() {
	top := math.Inf(-1)
	for k := range s.panels {
		p := &s.panels[k]
		if p.stale {
			s.findTop(p)
		}
		top = max(top, p.top)
	}
	switch {
	case s.state.Broken():
		return
	case math.IsInf(top, -1):
		s.state = Empty
		return
	case !(math.Abs(top-s.shift) < 50):
		s.shift = top
		for k := range s.panels {
			s.panels[k].settled = 0
		}
	}
	s.answer = s.exponentiate(s.panels, s.answer)
	s.mass = 0
	for k := range s.panels {
		p := &s.panels[k]
		if p.settled != 1 {
			s.expand(p)
			p.judge(s.slabs(p))
			if s.logs && !p.steep() {
				s.judgeLogs(p)
			}
		}
		s.mass += p.mass
	}
}

// findTop finds the largest log g of p. A density that is infinite is forgiven at the ends only.
func (s *Solver) findTop(p *panel) {
	p.stale = false
	p.top = math.Inf(-1)
	g := p.grid()
	logp := s.logp[p.at : p.at+g.k]
	if p.end == 0 && finiteAll(logp) {
		for _, l := range logp {
			if l > p.top {
				p.top = l
			}
		}
		p.top += p.logHalf
		return
	}
	stretch, logPower := p.logHalf, 0.
	if p.end != 0 {
		logPower = math.Log(p.power)
	}
	for j, l := range logp {
		if p.end != 0 && !p.singularAt(j) {
			stretch = p.logStretchAt(j, logPower)
		}
		switch {
		case l <= math.MaxFloat64:
			if l += stretch; l > p.top && !p.singularAt(j) {
				p.top = l
			}
		case math.IsNaN(l) || j > 0 && j < g.k-1:
			s.state = Invalid
		}
	}
}

// finiteAll reports whether no number is NaN or +Inf.
func finiteAll(x []float64) bool {
	for _, v := range x {
		if !(v <= math.MaxFloat64) {
			return false
		}
	}
	return true
}

// expand computes the coefficients of g and its integral.
func (r *panelRow) expand(p *panel) {
	grid := p.grid()
	y, _, g, c := r.slabs(p)
	if p.coarse() {
		p.straighten(y, g, c)
		for j := range g {
			g[j] = max(g[j], 0)
		}
	} else {
		grid.coefs(g, c)
	}
	p.settled = 1
	p.mass = max(grid.integral(g), 0)
}

// judge estimates from the coefficients c what is left out: the last two, and on a linear panel, where c falls
// geometrically, by as much less as it falls over a quarter of it, or an eighth of the largest grid. A density that is
// infinite at an end that stays is out of reach.
func (p *panel) judge(_, logp, _, c []float64) {
	k := len(c)
	last, middle := math.Abs(c[k-2])+math.Abs(c[k-1]), math.Abs(c[k/2-1])+math.Abs(c[k/2])
	p.tail, p.decay = last, min(last/max(middle, math.SmallestNonzeroFloat64), 1)
	switch {
	case math.IsInf(logp[0], 1) && p.end >= 0 || math.IsInf(logp[k-1], 1) && p.end <= 0:
		p.tail = math.Inf(1)
	case p.end == 0 && p.level < maxLevel:
		p.tail *= math.Sqrt(p.decay)
	case p.end == 0:
		p.tail *= math.Sqrt(math.Sqrt(p.decay))
	}
}

// logTerms makes v the points of g times the log-density, with coefficients c.
func (r *panelRow) logTerms(p *panel, v, c []float64) {
	y, logp, g, _ := r.slabs(p)
	coarse := p.coarse()
	for j := range g {
		weight := g[j]
		if coarse { // as it was before it was straightened
			weight = math.Exp(logp[j]-r.shift) * p.width() / 2
		}
		v[j] = 0
		if weight > 0 {
			v[j] = weight * (logp[j] - r.shift)
		}
	}
	if coarse {
		p.straighten(y, v, c)
		return
	}
	p.grid().coefs(v, c)
}

// judgeLogs raises the tail of p to that of g times the log-density.
func (s *Solver) judgeLogs(p *panel) {
	_, logp, g, _ := s.slabs(p)
	var v, c [maxCoefs]float64
	s.logTerms(p, v[:len(g)], c[:len(g)])
	tail, decay := p.tail, p.decay
	p.judge(nil, logp, nil, c[:len(g)])
	p.tail, p.decay = max(p.tail, tail), max(p.decay, decay)
}
