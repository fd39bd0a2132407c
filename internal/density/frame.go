package density

import (
	"math"
	"slices"
	"sync"
)

// A frame is the panels between shared breaks that all rows of a family begin with, such as the bins of a prior, and
// the charts of their points. It changes nothing but the time that they take.
type frame struct {
	charts Charts
	weight Weight    // of a reweighted family
	cuts   []float64 // breaks, and the ends of the support
	widest float64
	panels []panel                  // on the first grid, their points one after the other
	levels [maxLevel + 1]frameLevel // from firstLevel on
	loads  [maxLevel + 1]frameLoad  // of reweighted families
}

// frameLevel is points of the panels, the same number in every panel: those that a grid adds to the one before it, all of
// the first.
type frameLevel struct {
	once sync.Once
	each int
	y    []float64
	Chart
}

// minFrame is how many panels make a frame worth while.
const minFrame = 8

// newFrame is the frame of the rows of f, or nil if they have no charts, or few shared breaks, or an open end.
func newFrame(f *swapKernel) *frame {
	c := f.has.Charts
	if c == nil || f.Rows() == 0 {
		return nil
	}
	lo, hi := f.Support(0)
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) || !(lo < hi) {
		return nil
	}
	cuts := f.Breaks(0, nil)
	cuts = append(slices.DeleteFunc(cuts, func(c float64) bool { return !(c > lo && c < hi) }), lo, hi)
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	if len(cuts) <= minFrame {
		return nil
	}
	r := &frame{charts: c, weight: f.r, cuts: cuts, panels: make([]panel, 0, len(cuts)-1)}
	for k := range len(cuts) - 1 {
		p := panel{a: cuts[k], b: cuts[k+1], level: firstLevel, framed: k + 1, stale: true}
		p.at, p.logHalf = k*p.grid().k, math.Log(p.width()/2)
		r.panels = append(r.panels, p)
		r.widest = max(r.widest, p.width())
	}
	return r
}

// all is the points that a level adds to all panels.
func (r *frame) all(level int) (y []float64, c Chart) {
	l := &r.levels[level]
	l.once.Do(func() {
		k := chebGrids[level].k
		l.y = make([]float64, 0, len(r.panels)*k)
		first, step := newPoints(level, level)
		for _, p := range r.panels {
			p.level = level
			l.y = p.addPoints(first, step, l.y)
		}
		l.each = len(l.y) / len(r.panels)
		l.resize(len(l.y), r.charts.Columns())
		r.charts.Chart(0, l.y, l.Chart)
	})
	return l.y, l.Chart
}

// points is the points that a level adds to panel k.
func (r *frame) points(k, level int) (y []float64, c Chart) {
	y, c = r.all(level)
	each := r.levels[level].each
	return y[k*each : (k+1)*each], c.slice(k*each, (k+1)*each)
}

// newPoints says which points of the grid last are new on the grid level: every step-th from first on.
func newPoints(level, last int) (first, step int) {
	step = 1 << (last - level)
	if level == firstLevel {
		return 0, step
	}
	return step, 2 * step
}

// suits reports whether no feature asks for a cut of its own, being as wide as the panels or nearly: then they are what the
// row begins with.
func (r *frame) suits(features []Feature) bool {
	for _, f := range features {
		if !(featureGap*f.Width >= r.widest) {
			return false
		}
	}
	return len(features) > 0
}
