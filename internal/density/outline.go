package density

import (
	"math"
	"slices"
)

// The reach of a feature in its widths: a normal density is below 1e-30 of its peak from 12 on.
const featureReach = 12

// featureGap is how near, in its widths, another cut spares a feature one of its own: grids of 17 points follow a bump over
// two to three widths.
const featureGap = 1.5

// featureCuts are the places around a feature, in its widths, where panels begin.
var featureCuts = [...]float64{0, -2.5, 2.5, -6, 6, -featureReach, featureReach}

// outline cuts the support of the row into first panels: at its breaks, and around each feature at distances of its
// own width, unless there is a cut near already. Infinite ends are cut beyond the outermost feature.
func (s *Solver) outline() {
	s.features = s.f.Features(s.row, s.features[:0])
	s.features = slices.DeleteFunc(s.features, func(f Feature) bool { return !(f.Width > 0) || f.Width+math.Abs(f.At) > math.MaxFloat64/64 })
	if s.frame != nil && s.frame.suits(s.features) {
		s.panels = append(s.panels, s.frame.panels...)
		y, _ := s.frame.all(firstLevel)
		s.grow(len(y))
		copy(s.y, y)
		s.whole = true
		return
	}
	s.shared()
	slices.SortFunc(s.features, compareFeatures)
	for _, f := range s.features {
		for _, k := range featureCuts {
			s.cut(f.At+k*f.Width, featureGap*f.Width)
		}
	}
	s.placeAll()
}

// compareFeatures puts narrow features first, of equals the lowest.
func compareFeatures(a, b Feature) int {
	switch {
	case a.Width < b.Width || a.Width == b.Width && a.At < b.At:
		return -1
	case a.Width == b.Width && a.At == b.At:
		return 0
	}
	return 1
}

// shared makes the cuts that do not depend on features: ends and breaks, and some more of a row without features.
func (s *Solver) shared() {
	if s.frame != nil {
		s.cuts = append(s.cuts[:0], s.frame.cuts...)
	} else {
		s.cuts = s.f.Breaks(s.row, s.cuts[:0])
	}
	lo, hi := s.ends()
	if s.frame == nil || len(s.features) == 0 {
		s.cuts = slices.DeleteFunc(s.cuts, func(c float64) bool { return !(c > lo && c < hi) })
		if len(s.features) == 0 {
			for k := 1.; k < 16; k++ {
				s.cuts = append(s.cuts, lo+(hi-lo)*k/16)
			}
		}
		s.cuts = append(s.cuts, lo, hi)
		slices.Sort(s.cuts)
		s.cuts = slices.Compact(s.cuts)
	}
}

// placeAll makes the panels between the cuts. Those of the frame come with their charts.
func (s *Solver) placeAll() {
	k := 0 // of the frame
	for i := range len(s.cuts) - 1 {
		p := panel{a: s.cuts[i], b: s.cuts[i+1], level: firstLevel}
		if s.frame != nil {
			for s.frame.cuts[k+1] <= p.a {
				k++
			}
			if q := &s.frame.panels[k]; q.a == p.a && q.b == p.b {
				p.framed = k + 1
			}
		}
		s.anchorTail(&p)
		s.place(p)
	}
}

// ends returns the finite range to begin with and notes which ends are open.
func (s *Solver) ends() (lo, hi float64) {
	lo, hi = s.lo, s.hi
	s.openLo, s.openHi = math.IsInf(lo, -1), math.IsInf(hi, 1)
	if !s.openLo && !s.openHi {
		return lo, hi
	}
	left, right := math.Inf(1), math.Inf(-1)
	for _, f := range s.features {
		left, right = min(left, f.At-featureReach*f.Width), max(right, f.At+featureReach*f.Width)
	}
	for _, c := range s.cuts {
		if !math.IsInf(c, 0) {
			left, right = min(left, c-1), max(right, c+1)
		}
	}
	switch {
	case left > right: // nothing is known
		left, right = -1, 1
		if !s.openLo {
			left, right = lo, lo+1
		} else if !s.openHi {
			left, right = hi-1, hi
		}
	case !s.openLo && right <= lo:
		right = lo + max(1, Spacing(lo)*1e6)
	case !s.openHi && left >= hi:
		left = hi - max(1, Spacing(hi)*1e6)
	}
	if s.openLo {
		lo = left
	}
	if s.openHi {
		hi = right
	}
	s.left, s.right, s.middle = lo, hi, lo+(hi-lo)/2
	return lo, hi
}

// cut inserts x among the cuts unless it is outside or within gap of one.
func (s *Solver) cut(x, gap float64) {
	i := 0
	for n := len(s.cuts); n > 0; { // without a branch to predict
		half := (n + 1) / 2
		if s.cuts[i+half-1] < x {
			i += half
		}
		n -= half
	}
	if i == 0 || i == len(s.cuts) || x-s.cuts[i-1] <= gap || s.cuts[i]-x <= gap {
		return
	}
	s.cuts = slices.Insert(s.cuts, i, x)
}

// extend adds panels beyond open ends until the mass there, judged by density times distance, is below 1e-20 of the
// row's. Each is twice as wide as all before it, which a power law needs. The log-densities at the ends are those from before the
// panels were refined: one that was split has points that nothing was computed at, in memory of another row.
func (s *Solver) extend(atLeft, atRight float64) {
	enough := s.shift + math.Log(s.mass) - 46
	if s.openHi {
		far := s.right - s.middle
		s.openHi = atRight+math.Log(far) > enough && far < math.MaxFloat64/1e8
		if s.openHi {
			s.place(panel{a: s.right, b: s.right + 2*far})
			s.right += 2 * far
		}
	}
	if s.openLo {
		far := s.middle - s.left
		s.openLo = atLeft+math.Log(far) > enough && far < math.MaxFloat64/1e8
		if s.openLo {
			s.place(panel{a: s.left - 2*far, b: s.left})
			s.left -= 2 * far
		}
	}
}

// openEnds are the log-densities at the outermost points, -Inf where nothing lies beyond.
func (s *Solver) openEnds() (left, right float64) {
	left, right = math.Inf(-1), math.Inf(-1)
	if s.openLo {
		left = s.endLogp(s.left, false)
	}
	if s.openHi {
		right = s.endLogp(s.right, true)
	}
	return left, right
}

// endLogp is the log-density at the outermost point.
func (s *Solver) endLogp(end float64, right bool) float64 {
	for k := range s.panels {
		p := &s.panels[k]
		if right && p.b == end {
			return s.logp[p.at+p.grid().k-1]
		}
		if !right && p.a == end {
			return s.logp[p.at]
		}
	}
	return math.Inf(-1)
}
