package density

import "slices"

// asked is what a round of refinement asks of the family: points, and where their log-densities go.
type asked struct {
	ask, answer []float64
	points      Chart   // of ask, in families that have charts
	own         []span  // stretches of ask whose chart is not known yet
	orders      []order // in the order of ask
	extra       []extra
	whole       bool // all first points of the frame are asked for, without being listed
	known       bool // points have come that were asked for at once
}

// A span is a stretch [from, to) of points.
type span struct{ from, to int }

// An order is points of a panel: every step-th slot from first on.
type order struct{ first, step, n int }

// extra is what is added to the answer in a slot.
type extra struct {
	slot int
	add  float64
}

func (a *asked) clear() {
	a.ask, a.own, a.orders, a.extra = a.ask[:0], a.own[:0], a.orders[:0], a.extra[:0]
	a.whole, a.known = false, false
}

// nothing reports whether nothing is asked.
func (a *asked) nothing() bool { return len(a.ask) == 0 && !a.whole && !a.known }

// want asks for the log-density at every step-th point of p from first on.
func (s *Solver) want(p *panel, first, step int) {
	if p.anchor != 0 {
		s.logProbAnchored(p, first, step)
		s.known = true
		return
	}
	from := len(s.ask)
	if p.framed > 0 {
		y, c := s.frame.points(p.framed-1, p.level)
		s.ask = append(s.ask, y...)
		for j, v := range y {
			s.y[p.at+first+j*step] = v
		}
		s.points.resize(len(s.ask), s.charted.Columns())
		c.copyTo(s.points, from)
	} else {
		s.ask = s.addPoints(p, first, step)
		if n := len(s.own) - 1; n >= 0 && s.own[n].to == from {
			s.own[n].to = len(s.ask)
		} else {
			s.own = append(s.own, span{from, len(s.ask)})
		}
	}
	s.orders = append(s.orders, order{p.at + first, step, len(s.ask) - from})
}

// addPoints appends to ask the points of a panel outside the frame.
func (s *Solver) addPoints(p *panel, first, step int) []float64 {
	if p.end == 0 {
		from := len(s.ask)
		s.ask = p.addPoints(first, step, s.ask)
		for j, y := range s.ask[from:] {
			s.y[p.at+first+j*step] = y
		}
		return s.ask
	}
	for j := first; j < p.grid().k; j += step {
		y, add := p.point(j)
		s.y[p.at+j] = y
		s.ask = append(s.ask, y)
		if add != 0 {
			s.extra = append(s.extra, extra{p.at + j, add})
		}
	}
	return s.ask
}

// evaluate asks the family for what is wanted.
func (s *Solver) evaluate() {
	if s.whole {
		_, c := s.frame.all(firstLevel)
		s.charted.LogChart(&s.numbers, c, s.logp[:len(c.X)])
	}
	if len(s.ask) > 0 {
		s.answer = slices.Grow(s.answer[:0], len(s.ask))[:len(s.ask)]
		s.logProbAsked()
		e := s.answer
		for _, o := range s.orders {
			for j, l := range e[:o.n] {
				s.logp[o.first+j*o.step] = l
			}
			e = e[o.n:]
		}
		for _, x := range s.extra {
			s.logp[x.slot] += x.add
		}
	}
	s.asked.clear()
}

func (s *Solver) logProbAsked() {
	if s.charted == nil {
		s.f.LogProb(s.row, s.ask, s.answer)
		return
	}
	s.points.resize(len(s.ask), s.charted.Columns())
	for _, o := range s.own {
		s.charted.Chart(s.row, s.ask[o.from:o.to], s.points.slice(o.from, o.to))
	}
	s.charted.LogChart(&s.numbers, s.points, s.answer)
}

// logProb is the log-density of the row as the solver evaluates it.
func (r *panelRow) logProb(y, out []float64) {
	if r.charted == nil {
		r.f.LogProb(r.row, y, out)
		return
	}
	n := len(y)
	room := Borrow(3 * n)
	defer GiveBack(room)
	c := Chart{X: (*room)[:n], Add: (*room)[n : 2*n]}
	if r.charted.Columns() > 1 {
		c.Z = (*room)[2*n:]
	}
	r.charted.Chart(r.row, y, c)
	r.charted.LogChart(&r.numbers, c, out)
}
