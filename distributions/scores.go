package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/rng"
)

// Entropy is -E log p(y) of each row in nats, with respect to length, so it may be negative, or for discrete rows with
// respect to counting: 0 for a point mass. It is the closed form of distributions that have one, else an integral; Warnings
// names the rows whose integrals were not exact, once they were asked for.
func (q Posterior) Entropy() []float64 {
	if f := entropyOf(q.f); f != nil {
		return q.number(func(_ *solver, i int) float64 { return f.entropy(q.first + i) })
	}
	out, rough := make([]float64, q.n), make([]bool, q.n)
	q.each(func(s *solver, i int) {
		s.logs = true
		defer func() { s.logs = false }()
		r := solveRow(q.f, q.first+i, s)
		out[i] = r.entropy()
		p, ok := r.(*panelRow)
		rough[i] = ok && p.state == rowUnresolved
	})
	if q.n > 0 {
		q.memo.mu.Lock()
		defer q.memo.mu.Unlock()
		q.memo.rough = rough
	}
	return out
}

// CRPS is the continuous ranked probability score of each row at its y, the integral of (F(x) - [x >= y])^2 over x, in
// units of y: |y - loc| for a point mass, smaller is better (Gneiting and Raftery 2007, JASA 102, 359, equation 20). It
// panics unless len(y) is Rows().
func (q Posterior) CRPS(y []float64) []float64 {
	q.check("CRPS", y)
	return q.answer(func(r solvedRow, i int) float64 { return r.crps(y[i]) })
}

// PIT is the probability integral transform of each row at its y, uniform on [0, 1] if the y are draws of the rows: the
// cdf, and for discrete rows P(Y < y) + v P(Y = y) with v uniform, a function of seed and row (Czado, Gneiting and Held
// 2009, Biometrics 65, 1254). It panics unless len(y) is Rows().
func (q Posterior) PIT(y []float64, seed uint64) []float64 {
	q.check("PIT", y)
	if atomsOf(q.f) == nil {
		return q.CDF(y)
	}
	return q.answer(func(r solvedRow, i int) float64 {
		var v [1]float64
		rng.New(seed, "distributions/pit", 0, uint64(q.first+i)).Uniform64(v[:], 0)
		return r.pit(y[i], v[0])
	})
}

// entropy is -E log p. The panels must be those of a solver that resolves p log p too.
func (r *panelRow) entropy() float64 {
	if r.state.broken() {
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

// crps integrates panel by panel: F^2 below y, (1-F)^2 above, without the cancellation of the formula with E|Y-Y'|.
func (r *panelRow) crps(y float64) float64 {
	if r.state.broken() || math.IsNaN(y) {
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

// pit is the cdf: a continuous distribution has no use for v.
func (r *panelRow) pit(y, _ float64) float64 { return r.cdf(y) }
