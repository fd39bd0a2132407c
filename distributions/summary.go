package distributions

import "math"

// A solvedRow answers questions about one row: panels if its distribution is continuous, atoms if it is discrete. A
// broken row answers NaN, or nothing.
type solvedRow interface {
	summary() rowSummary
	cdf(y float64) float64
	quantile(p float64) float64
	mode() float64
	modes() []float64
	hpd(mass float64) []Interval
	crps(y float64) float64
	entropy() float64
	// quadrature is points and masses at them, in the row's own units, that integrate what is smooth under it.
	quadrature() (y, mass []float64)
	// pit is P(Y < y) + v P(Y = y).
	pit(y, v float64) float64
	// effective is the effective sample size fraction of the weights w that made the row.
	effective(w reweighted) float64
}

// rowSummary is what one pass over a row leaves: the answers that are single numbers.
type rowSummary struct {
	logMass        float64 // of the density as given; 0 if it is normalized
	mean, variance float64
	mode           float64
	fraction       float64 // effective sample size of a reweighted row, else 1
	state          rowState
}

// reweighted is a family made by weights of another one.
type reweighted interface {
	// logWeight sets out[j] to the log-weight at y[j].
	logWeight(y, out []float64)
}

func (r *panelRow) summary() rowSummary {
	if r.state.broken() {
		nan := math.NaN()
		return rowSummary{nan, nan, nan, nan, nan, r.state}
	}
	origin := r.panels[r.find(r.y[0])].a // against cancellation for rows far from 0
	var m1, m2 float64
	for k := range r.panels {
		y, _, g, _ := r.at(k)
		for j, w := range r.panels[k].grid().weights {
			m1 += w * g[j] * (y[j] - origin)
		}
	}
	mean := origin + m1/r.mass
	for k := range r.panels {
		y, _, g, _ := r.at(k)
		for j, w := range r.panels[k].grid().weights {
			m2 += w * g[j] * (y[j] - mean) * (y[j] - mean)
		}
	}
	return rowSummary{logMass: r.logMass(), mean: mean, variance: m2 / r.mass, mode: r.mode(), fraction: 1, state: r.state}
}

func (r *panelRow) logMass() float64 { return r.shift + math.Log(r.mass) }

// effective is (E_q r)^2 / E_q r^2 of the weights r that made the row from q: with Z = E_q r, the mass of the row, that
// is Z / E r under the row itself.
func (r *panelRow) effective(w reweighted) float64 {
	logMass := r.logMass()
	logw := borrow(len(r.y))
	defer giveBack(logw)
	w.logWeight(r.y, *logw)
	sum, last, ratio := 0., math.NaN(), 0.
	for k := range r.panels {
		p := &r.panels[k]
		_, _, g, _ := r.at(k)
		for j, weight := range p.grid().weights {
			if g[j] == 0 {
				continue
			}
			if l := (*logw)[p.at+j]; l != last { // the same all over a bin
				last, ratio = l, math.Exp(l-logMass)
			}
			sum += weight * g[j] * ratio
		}
	}
	return r.mass / sum
}
