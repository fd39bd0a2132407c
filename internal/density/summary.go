package density

import "math"

// A Row answers questions about one row: panels if its distribution is continuous, atoms if it is discrete. A
// broken row answers NaN, or nothing.
type Row interface {
	State() State
	Summary() Summary
	CDF(y float64) float64
	Quantile(p float64) float64
	Mode() float64
	Modes() []float64
	HPD(mass float64) []Interval
	CRPS(y float64) float64
	// Quadrature is points and masses at them, in the row's own units, that integrate what is smooth under it.
	Quadrature() (y, mass []float64)
	// Below is E max(y - Y, 0).
	Below(y float64) float64
	// PIT is P(Y < y) + v P(Y = y).
	PIT(y, v float64) float64
	// entropy is -E log p; of panels, those of a solver that resolves p log p too.
	entropy() float64
	// effective is the effective sample size fraction of the weights w that made the row.
	effective(w Weight) float64
}

// Summary is what one pass over a row leaves: the answers that are single numbers.
type Summary struct {
	LogMass        float64 // of the density as given; 0 if it is normalized
	Mean, Variance float64
	Deviation      float64 // standard deviation, also where its square is beyond the range of floats
	Mode           float64
	Fraction       float64 // effective sample size of a reweighted row, else 1
	Heavy          bool    // tails that panels leave out, though nearly without mass, may be much of Mean and Variance
	State          State
}

// brokenSummary is that of a row which answers nothing.
func brokenSummary(s State) Summary {
	nan := math.NaN()
	return Summary{LogMass: nan, Mean: nan, Variance: nan, Deviation: nan, Mode: nan, Fraction: nan, State: s}
}

func (r *panelRow) State() State { return r.state }

func (r *AtomRow) State() State { return r.state }

func (r *panelRow) Summary() Summary {
	if r.state.Broken() {
		return brokenSummary(r.state)
	}
	mean, variance, unit := r.moments()
	s := Summary{LogMass: r.logMass(), Mean: mean, Variance: variance * unit * unit, Deviation: math.Sqrt(variance) * unit, Mode: r.Mode(), Fraction: 1, State: r.state}
	s.Heavy = r.heavy(mean, s.Deviation)
	return s
}

// farOut is how many standard deviations panels go where tails are as those of an exponential, or lighter: the mass beyond is about
// 1e-11, and its share of the variance this squared times that.
const farOut = 30

// heavy reports whether panels go farther than that before they end inside the support.
func (r *panelRow) heavy(mean, sd float64) bool {
	first, last := r.edges[0], r.edges[len(r.edges)-1]
	return first > r.lo && !(mean-first <= farOut*sd) || last < r.hi && !(last-mean <= farOut*sd)
}

// moments integrates y and, in squares of a power of two near the width of the row, its squared distance from the mean.
func (r *panelRow) moments() (mean, variance, unit float64) {
	_, size := math.Frexp(r.edges[len(r.edges)-1] - r.edges[0])
	unit = math.Ldexp(1, max(min(size, 1020), -1020))
	heaviest := 0
	for k := range r.panels {
		if r.panels[k].mass > r.panels[heaviest].mass {
			heaviest = k
		}
	}
	origin, sum := r.panels[heaviest].a, 0. // against cancellation for rows far from 0, and panels far from the row
	for k := range r.panels {
		p := &r.panels[k]
		y, _, g, _ := r.at(k)
		switch {
		case p.end == 0:
			p.first, p.second = p.grid().momentsOf(g)
			sum += (p.middle()-origin)*p.mass + p.width()/2*p.first
		case p.steep():
			p.first, p.second = r.endRule(k).moments()
			sum += (p.foot()-origin)*p.mass - float64(p.end)*p.first
		default:
			for j, w := range p.grid().weights {
				sum += w * g[j] * (y[j] - origin)
			}
		}
	}
	mean = origin + sum/r.mass
	sum = 0.
	for k := range r.panels {
		p := &r.panels[k]
		y, _, g, _ := r.at(k)
		switch {
		case p.end == 0:
			half, off := p.width()/2/unit, (p.middle()-mean)/unit
			sum += off*off*p.mass + half*(2*off*p.first+half*p.second)
		case p.steep():
			off := (p.foot() - mean) / unit
			sum += off*off*p.mass - 2*float64(p.end)*off*(p.first/unit) + p.second/unit/unit
		default:
			for j, w := range p.grid().weights {
				off := (y[j] - mean) / unit
				sum += w * g[j] * off * off
			}
		}
	}
	return mean, sum / r.mass, unit
}

// foot is the end of p that its power map removes.
func (p *panel) foot() float64 {
	if p.end > 0 {
		return p.b
	}
	return p.a
}

func (p *panel) middle() float64 { return p.a + p.width()/2 }

func (r *panelRow) logMass() float64 { return r.shift + math.Log(r.mass) }

// effective is (E_q r)^2 / E_q r^2 of the weights r that made the row from q: with Z = E_q r, the mass of the row, that
// is Z / E r under the row itself.
func (r *panelRow) effective(w Weight) float64 {
	logMass := r.logMass()
	sum, piece := 0., 0
	for k := range r.panels {
		p := &r.panels[k]
		log := 0.
		if log, piece = w.Constant(p.a, p.b, piece); math.IsNaN(log) {
			sum += r.weighted(k, w, logMass)
		} else if p.mass > 0 { // 0 times infinity is not a number
			sum += p.mass * math.Exp(log-logMass)
		}
	}
	return r.mass / sum
}

// weighted is the integral over panel k of the weights relative to e^logMass.
func (r *panelRow) weighted(k int, w Weight, logMass float64) float64 {
	y, _, g, _ := r.at(k)
	p := &r.panels[k]
	if p.framed > 0 {
		weights, shift := r.frame.weighed(p.framed-1, p.level)
		sum := 0.
		for j, w := range weights {
			if g[j] > 0 { // 0 times infinity is not a number
				sum += w * g[j]
			}
		}
		return sum * math.Exp(shift-logMass)
	}
	var room [maxCoefs]float64
	logw := room[:len(y)]
	w.Add(y, logw, true)
	sum := 0.
	for j, weight := range p.grid().weights {
		if g[j] > 0 {
			sum += weight * g[j] * math.Exp(logw[j]-logMass)
		}
	}
	return sum
}
