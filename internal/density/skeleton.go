package density

import (
	"cmp"
	"math"
	"slices"
)

// A skeleton is what is left of a solved row without its points: where the panels are, the mass before each, and
// bounds of the density on each. With it a question goes to the few panels that it is about.
type skeleton struct {
	edges     []float64 // (panels+1)
	cum       []float64 // (panels+1) mass before each panel
	low, high []float32 // (panels) rounded outwards, in units of e^shift
}

func (s skeleton) clone() skeleton {
	return skeleton{slices.Clone(s.edges), slices.Clone(s.cum), slices.Clone(s.low), slices.Clone(s.high)}
}

// assemble orders the panels, sums their masses and bounds their densities.
func (s *Solver) assemble() {
	sortPanels(s.panels)
	b := &s.bones
	b.edges, b.cum, b.low, b.high = b.edges[:0], append(b.cum[:0], 0), b.low[:0], b.high[:0]
	s.mass = 0
	for k := range s.panels {
		s.mass += s.panels[k].mass
		b.edges, b.cum = append(b.edges, s.panels[k].a), append(b.cum, s.mass)
	}
	b.edges = append(b.edges, s.panels[len(s.panels)-1].b)
	for k := range s.panels {
		low, high := s.bound(k)
		b.low, b.high = append(b.low, down32(low)), append(b.high, up32(high))
	}
	s.skeleton = *b
}

// sortPanels orders panels. A few are out of order, those that were split off last: each moves to its place at once.
func sortPanels(panels []panel) {
	for i := 1; i < len(panels); i++ {
		if panels[i].a >= panels[i-1].a {
			continue
		}
		if len(panels) > 128 {
			slices.SortFunc(panels, comparePanels)
			return
		}
		p := panels[i]
		at, _ := slices.BinarySearchFunc(panels[:i], p, comparePanels)
		copy(panels[at+1:i+1], panels[at:i])
		panels[at] = p
	}
}

func comparePanels(a, b panel) int { return cmp.Compare(a.a, b.a) }

// down32 and up32 round a number that is not negative, outwards by more than an ulp, also where that is the smallest float.
func down32(v float64) float32 {
	return max(float32(min(v*(1-0x1p-22), math.MaxFloat32))-math.SmallestNonzeroFloat32, 0)
}

func up32(v float64) float32 {
	if v > math.MaxFloat32/2 {
		return float32(math.Inf(1))
	}
	return float32(v*(1+0x1p-22)) + math.SmallestNonzeroFloat32
}

// bound returns numbers between which the density is on panel k: the values at the ends where it is seen to be
// monotone, else those at the points, less or more what a sum of c_m cos(m a) can turn between neighbours: an eighth of
// the squared step in a times the second derivative, which is at most sum m^2 |c_m|. On a power map it is peakOf.
func (r *panelRow) bound(k int) (low, high float64) {
	p := &r.panels[k]
	_, _, g, c := r.at(k)
	if p.end != 0 {
		return 0, math.Exp(r.peakOf(k) - r.shift)
	}
	turns := 0.
	for m := 2; m < len(c); m++ {
		turns += float64(m*m) * math.Abs(c[m])
	}
	half, last := p.width()/2, len(g)-1
	if math.Abs(c[1]) > turns {
		return min(g[0], g[last]) / half, max(g[0], g[last]) / half
	}
	low, high = g[0], g[0]
	for _, v := range g[1:] {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	step := math.Pi / float64(last)
	turns = step * step / 8 * (turns + math.Abs(c[1]))
	return max(low-turns, 0) / half, (high + turns) / half
}
