package density

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

const (
	panelTolerance = 1e-11 // largest tail of a panel, in the row's mass
	maxRounds      = 400   // of refinement
	maxPanels      = 4000  // of a row
)

// MaxAsked bounds how many densities solving a row takes, whatever the row is: the last round of refinement at most doubles the
// number of its panels, each with the points of the largest grid and of those that it came from.
const MaxAsked = 2 * 2 * maxPanels * (4<<maxLevel + 1)

// A Solver turns rows into panels, one after the other, in memory that it keeps. The row it holds is overwritten by
// the next one. All points of a round of refinement are asked of the family in one call.
type Solver struct {
	panelRow
	asked
	cuts                []float64
	features            []Feature
	openLo, openHi      bool
	left, right, middle float64  // of what is covered, while an end is open
	logs                bool     // resolve p log p as well as p
	tolerance           float64  // instead of panelTolerance; 0: that
	bones               skeleton // memory for that of the row
	stock               stock
	tail                tail // of another row
}

// solve makes s the solved row i of f.
func (s *Solver) solve(f Family, i int) *panelRow {
	s.begin(f, i)
	if !(s.lo < s.hi) {
		s.state = Empty
		if math.IsNaN(s.lo) || math.IsNaN(s.hi) {
			s.state = Invalid
		}
		return &s.panelRow
	}
	s.outline()
	for round := range maxRounds {
		s.evaluate()
		s.settle()
		if s.state.Broken() {
			return &s.panelRow
		}
		s.refine()
		if s.nothing() {
			break
		}
		if round == maxRounds-1 || len(s.panels) > maxPanels {
			s.evaluate()
			s.settle()
			if s.state.Broken() {
				return &s.panelRow
			}
			s.state = Unresolved
			break
		}
	}
	s.assemble()
	if s.state == Unresolved && s.lost() {
		s.state = Lost
	}
	return &s.panelRow
}

// begin makes s row i of f without panels.
func (s *Solver) begin(f Family, i int) {
	r := &s.panelRow
	if r.works == nil {
		r.works = make([]float64, 2048)
	}
	has := f.Has()
	*r = panelRow{f: f, has: has, row: i, numbers: r.numbers, scratch: r.scratch, slopes: r.slopes, works: r.works, panels: r.panels[:0],
		y: r.y[:0], logp: r.logp[:0], g: r.g[:0], c: r.c[:0]}
	r.lo, r.hi = f.Support(i)
	r.shift = math.Inf(-1)
	if r.charted = has.Charts; r.charted != nil {
		r.charted.Numbers(i, &r.numbers)
	}
	r.ended, r.frame = has.Ends, has.frame
	s.asked.clear()
}

// place adds a panel and asks for all its points.
func (s *Solver) place(p panel) {
	k := p.grid().k
	p.at, p.stale, p.settled, p.logHalf = len(s.y), true, 0, kernel.Log64(p.width()/2)
	s.grow(k)
	s.want(&p, 0, 1)
	s.panels = append(s.panels, p)
}

// grow extends the slabs by k.
func (r *panelRow) grow(k int) {
	n := len(r.y) + k
	if n > cap(r.y) || n > cap(r.logp) || n > cap(r.g) || n > cap(r.c) {
		for _, slab := range []*[]float64{&r.y, &r.logp, &r.g, &r.c} {
			*slab = slices.Grow(*slab, max(k, 2048))
		}
	}
	r.y, r.logp, r.g, r.c = r.y[:n], r.logp[:n], r.g[:n], r.c[:n]
}

func (r *panelRow) slabs(p *panel) (y, logp, g, c []float64) {
	i, j := p.at, p.at+p.grid().k
	return r.y[i:j], r.logp[i:j], r.g[i:j], r.c[i:j]
}
