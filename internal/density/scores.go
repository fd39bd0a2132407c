package density

import "math"

// entropy is -E log p. The panels must be those of a solver that resolves p log p too.
func (r *panelRow) entropy() float64 {
	if r.state.Broken() {
		return math.NaN()
	}
	sum, mass := 0., r.mass
	for k := range r.panels {
		p := &r.panels[k]
		if p.steep() {
			rule := r.endRule(k)
			sum, mass = sum+rule.logs(r.shift), mass-p.mass+rule.mass()
			continue
		}
		_, logp, g, _ := r.at(k)
		if p.coarse() {
			var v, c [maxCoefs]float64
			r.logTerms(p, v[:len(g)], c[:len(g)])
			sum += p.grid().integral(v[:len(g)])
			continue
		}
		for j, w := range p.grid().weights {
			if g[j] > 0 {
				sum += w * g[j] * (logp[j] - r.shift)
			}
		}
	}
	return math.Log(mass) - sum/mass
}

// CRPS integrates panel by panel: F^2 below y, (1-F)^2 above, without the cancellation of the formula with E|Y-Y'|.
func (r *panelRow) CRPS(y float64) float64 {
	if r.state.Broken() || math.IsNaN(y) {
		return math.NaN()
	}
	first, last := r.panels[0].a, r.panels[len(r.panels)-1].b
	sum := max(first-y, 0) + max(y-last, 0) // F is 0 or 1 there
	for k := range r.panels {
		p := &r.panels[k]
		switch {
		case y >= p.b:
			sum += r.squares(k, -1, 1, 0)
		case y <= p.a:
			sum += r.squares(k, -1, 1, 1)
		default:
			t := p.invert(y)
			sum += r.squares(k, -1, t, 0) + r.squares(k, t, 1, 1)
		}
	}
	return sum
}

// squares integrates (F - step)^2 over y from t = from to t = to in panel k. With F of degree k in t the next grid is
// exact to the panel's own error.
func (r *panelRow) squares(k int, from, to, step float64) float64 {
	p := &r.panels[k]
	if p.mass <= 1e-16*r.mass {
		d := (r.cum[k]+p.mass/2)/r.mass - step
		return d * d * (p.at1(to) - p.at1(from))
	}
	if p.steep() {
		return r.squaresNearEnd(k, from, to, step)
	}
	var room [maxCoefs]float64
	d := r.primitive(k, &room)
	grid := chebGrids[p.level+1]
	sum := 0.
	for j, w := range grid.weights {
		t := from + (to-from)/2*grid.up[j]
		miss := (r.cum[k]+chebAt(d, t))/r.mass - step
		sum += w * miss * miss * p.stretch(1+t, 1-t)
	}
	return sum * (to - from) / 2
}

// stretch is y'(t).
func (p *panel) stretch(up, down float64) float64 {
	switch {
	case p.end < 0:
		return p.width() / 2 * p.power * math.Pow(up/2, p.power-1)
	case p.end > 0:
		return p.width() / 2 * p.power * math.Pow(down/2, p.power-1)
	}
	return p.width() / 2
}

// PIT is the cdf: a continuous distribution has no use for v.
func (r *panelRow) PIT(y, _ float64) float64 { return r.CDF(y) }
