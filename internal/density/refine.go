package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// refine asks for more points wherever the tail is too large, and beyond open ends.
func (s *Solver) refine() {
	enough := s.enough()
	left, right := s.openEnds()
	for k := range len(s.panels) {
		p := &s.panels[k]
		rounding := 0x1p-50 * math.Abs(p.top) * p.mass // of e^logp
		switch {
		case p.tail <= enough:
		case p.tail > rounding && s.hopeful(p):
			s.upgrade(p)
		case p.tail > rounding && p.width() > p.least():
			s.split(k)
		case p.tail > 1e3*panelTolerance*s.mass:
			s.state = Unresolved // noise, or a needle between two floats
		}
	}
	s.extend(left, right)
}

// enough is the tail that a panel may have.
func (s *Solver) enough() float64 {
	if s.tolerance > 0 {
		return s.tolerance * s.mass
	}
	return panelTolerance * s.mass
}

// least is how wide a panel must be to be split: what its points round to should not matter, and of one that is anchored
// nothing is rounded but the cut.
func (p *panel) least() float64 {
	if p.anchor != 0 {
		return 16 * Spacing(max(math.Abs(p.a), math.Abs(p.b)))
	}
	return 256 * Spacing(max(math.Abs(p.a), math.Abs(p.b)))
}

// hopeful reports whether the next grid is likely to do: coefficients that decay by r over the upper half of this
// one should decay by r^2 more until the end of the next.
func (s *Solver) hopeful(p *panel) bool {
	if p.level == maxLevel || math.IsInf(p.tail, 1) {
		return false
	}
	return p.level == 0 || p.tail*p.decay*p.decay <= 10*s.enough()
}

// upgrade moves p to the next grid, keeping its points as every second one.
func (s *Solver) upgrade(p *panel) {
	old, k := p.at, p.grid().k
	p.level++
	p.at, p.stale, p.settled = len(s.y), true, 2
	if p.coarse() {
		p.settled = 0 // its g are not those at its points
	}
	s.grow(2*k - 1)
	for j := range k {
		s.y[p.at+2*j], s.logp[p.at+2*j], s.g[p.at+2*j] = s.y[old+j], s.logp[old+j], s.g[old+j]
	}
	s.want(p, 1, 2)
}

// split halves panel k. One that stays bad at an end of the support is cut at an eighth instead and gets the power map.
func (s *Solver) split(k int) {
	p := s.panels[k]
	if p.end == 0 {
		p.end = s.singular(&p)
		if p.end != 0 && !s.statedLaw(&p) {
			p.anchor = 0 // at the other end
			s.powerLaw(&p)
		}
	}
	cut := p.a + p.width()/2
	left, right := panel{end: min(p.end, 0)}, panel{end: max(p.end, 0)}
	switch p.end {
	case -1:
		cut = p.a + p.width()/8
	case 1:
		cut = p.b - p.width()/8
	}
	for _, q := range []*panel{&left, &right} {
		q.level, q.depth = 1, p.depth+1
		q.power, q.exponent, q.gain, q.rate, q.anchor = p.power, p.exponent, p.gain, p.rate, p.anchor
	}
	left.a, left.b, right.a, right.b = p.a, cut, cut, p.b
	s.release(&left)
	s.release(&right)
	s.place(right)
	s.place(left)
	last := len(s.panels) - 1
	s.panels[k] = s.panels[last]
	s.panels = s.panels[:last]
}

// release frees p of its anchor if it is linear and so far from it that rounding of its points says nothing: they are then
// asked for together with those of others.
func (s *Solver) release(p *panel) {
	end := s.anchorOf(p)
	if p.end == 0 && min(math.Abs(p.a-end), math.Abs(p.b-end)) > 0x1p40*Spacing(end) {
		p.anchor = 0
	}
}

// singular says which end of p needs the power map: one that is infinite, or at an end of the support after two
// halvings that did not help.
func (s *Solver) singular(p *panel) int {
	_, logp, _, _ := s.slabs(p)
	switch {
	case math.IsInf(logp[0], 1):
		return -1
	case math.IsInf(logp[len(logp)-1], 1):
		return 1
	case p.depth < 2:
		return 0
	case p.a == s.lo && p.anchor <= 0 || p.a == s.lo && !math.IsNaN(s.exponent(false)):
		return -1
	case p.b == s.hi && p.anchor >= 0 || p.b == s.hi && !math.IsNaN(s.exponent(true)):
		return 1
	}
	return 0
}

// statedLaw anchors p at its singular end if the family says what the density does there.
func (s *Solver) statedLaw(p *panel) bool {
	if p.end < 0 && p.a != s.lo || p.end > 0 && p.b != s.hi {
		return false
	}
	e := s.exponent(p.end > 0)
	if math.IsNaN(e) {
		return false
	}
	p.anchor, p.exponent, p.power = p.end, e, powerOf(e)
	return true
}

// powerOf is the power of the map that makes g ~ u^3 of a density that goes like d^exponent.
func powerOf(exponent float64) float64 { return 4 / min(1, max(1+exponent, 1e-6)) }

// powerLaw measures the law of the density at the singular end of p, at four distances that grow 64-fold, and chooses the
// map that makes g ~ u^3. Of p ~ d^a (1 + b d^r) the slopes of log p against log d differ from a by something that
// grows like d^r.
func (s *Solver) powerLaw(p *panel) {
	end, sign := p.a, 1.
	if p.end > 0 {
		end, sign = p.b, -1
	}
	var y, logp, logd, slope [4]float64
	for k, d := 0, nearest(end); k < 4; k, d = k+1, d*64 {
		y[k] = end + sign*d
		logd[k] = kernel.Log64(math.Abs(y[k] - end))
	}
	s.logProb(y[:], logp[:])
	for k := range 3 {
		slope[k] = (logp[k+1] - logp[k]) / (logd[k+1] - logd[k])
	}
	first, second, step := slope[1]-slope[0], slope[2]-slope[1], logd[1]-logd[0]
	p.exponent, p.gain, p.rate = slope[0], 0, 0
	if growth := second / first; math.Abs(first) > 1e-12 && growth > 1.1 && growth < 4096 { // r between .02 and 2
		if a := slope[0] - first/(growth-1); a > -1 {
			p.exponent, p.rate = a, kernel.Log64(growth)/step
			p.gain = first / ((growth - 1) * (growth - 1)) * step * math.Exp(-p.rate*logd[0])
		}
	}
	if math.IsNaN(p.exponent) || math.IsInf(p.exponent, 0) {
		p.exponent = 0
	}
	if p.exponent > mostExponent {
		p.exponent, p.gain, p.rate = mostExponent, 0, 0
	}
	s.limitOf(p, end)
	p.power = powerOf(p.exponent)
}

// mostExponent bounds what is measured where a density vanishes faster than any power, as an inverse gamma's e^(-1/d) does: times
// the rounding of a logarithm, 1e300 would be a peak.
const mostExponent = 1e6

// limitOf lets the density at the end itself decide whether a measured exponent near 0 is one above, below or at 0: that makes
// it vanish or be infinite there, however little it changes the mass. An end that a prior cuts is 0 in the piece beyond, and then
// nothing is measured.
func (s *Solver) limitOf(p *panel, end float64) {
	const near, least = .05, 1e-6
	if math.Abs(p.exponent) > near {
		return
	}
	var logp [1]float64
	s.logProb([]float64{end}, logp[:])
	switch {
	case math.IsInf(logp[0], -1) && p.exponent > least:
	case math.IsInf(logp[0], 1):
		p.exponent = min(p.exponent, -least)
	default:
		p.exponent, p.gain, p.rate = 0, 0, 0
	}
}
