package density

import "github.com/deepprob/deepprob/internal/kernel"

// fill computes the points of p, a panel whose grid and law are known, and what follows from them: the bits that
// refining came to.
func (r *panelRow) fill(p *panel) {
	k := p.grid().k
	p.at, p.logHalf = len(r.y), kernel.Log64(p.width()/2)
	r.grow(k)
	if p.framed > 0 {
		r.fillFromFrame(p)
	} else {
		r.fillPoints(p)
	}
	var room [maxCoefs]float64
	r.exponentiate(r.panels[len(r.panels)-1:], room[:0])
	r.expand(p)
}

func (r *panelRow) fillPoints(p *panel) {
	y, logp, _, _ := r.slabs(p)
	if p.anchor != 0 {
		r.logProbAnchored(p, 0, 1)
		return
	}
	if p.end == 0 {
		p.addPoints(0, 1, y[:0])
		r.logProb(y, logp)
		return
	}
	var add [maxCoefs]float64
	for j := range y {
		y[j], add[j] = p.point(j)
	}
	r.logProb(y, logp)
	for j := range y {
		logp[j] += add[j]
	}
}

// fillFromFrame takes the points of every grid up to the panel's.
func (r *panelRow) fillFromFrame(p *panel) {
	k := p.grid().k
	r.scratch.resize(k, r.charted.Columns())
	y, logp, g, _ := r.slabs(p)
	n := 0
	for level := firstLevel; level <= p.level; level++ {
		at, c := r.frame.points(p.framed-1, level)
		c.copyTo(r.scratch, n)
		first, step := newPoints(level, p.level)
		for j, v := range at {
			y[first+j*step] = v
		}
		n += len(at)
	}
	r.charted.LogChart(&r.numbers, r.scratch, g) // g as memory
	n = 0
	for level := firstLevel; level <= p.level; level++ {
		first, step := newPoints(level, p.level)
		for j := first; j < k; j += step {
			logp[j] = g[n]
			n++
		}
	}
}
