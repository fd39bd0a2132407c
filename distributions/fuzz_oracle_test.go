package distributions

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

// An oracle integrates a row of weight, a, b or weight, loc, scale triples, times a stepwise ratio of priors, by a rule that shares
// nothing with panels: 20 points of Gauss and Legendre between cuts at 2^k widths around each component, of Betas in
// x = logit y, where their tails are exponential however steep they are in y.
type oracle struct {
	normal bool
	row    []float64
	ratio  func(y float64) float64 // log r, at a point inside a bin; nil for 0
	edges  []float64               // of its bins
}

// integrals is what comes of it.
type integrals struct{ mass, mean, variance, entropy float64 }

// at returns y, the density in x times e^-top, and log p(y), both unnormalized.
func (o oracle) at(x, ratio float64) (y, logDensity, logp float64) {
	y, logY, log1pY := x, 0., 0.
	if !o.normal {
		far := -math.Log1p(math.Exp(-math.Abs(x)))
		logY, log1pY = min(x, 0)+far, min(-x, 0)+far
		y = math.Exp(logY)
	}
	logp = math.Inf(-1)
	for k := 0; k < len(o.row); k += 3 {
		w, a, b := o.row[k], o.row[k+1], o.row[k+2]
		if w == 0 {
			continue
		}
		var l float64
		if o.normal {
			z := (y - a) / b
			l = -z*z/2 - math.Log(b) - math.Log(2*math.Pi)/2
		} else {
			l = (a-1)*logY + (b-1)*log1pY - logBeta(a, b)
		}
		logp = logAdd(logp, math.Log(w)+l)
	}
	logp += ratio
	return y, logp + logY + log1pY, logp
}

func logAdd(a, b float64) float64 {
	top := max(a, b)
	if math.IsInf(top, -1) {
		return top
	}
	return top + math.Log1p(math.Exp(min(a, b)-top))
}

// logBeta is log B(a, b), by the series of Gamma(b)/Gamma(a+b) where b is so large that the difference would cancel.
func logBeta(a, b float64) float64 {
	a, b = min(a, b), max(a, b)
	la, _ := math.Lgamma(a)
	if b > 1e5*max(a, 1) {
		return la - a*math.Log(b) - a*(a-1)/(2*b) + a*(a-1)*(2*a-1)/(12*b*b)
	}
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	return la + lb - lab
}

// cuts are where the rule begins anew.
func (o oracle) cuts() (at []float64) {
	for k := 0; k < len(o.row); k += 3 {
		a, b := o.row[k+1], o.row[k+2]
		centre, width, left, right := a, b, 40*b, 40*b
		if !o.normal { // of e^(a log y + b log(1-y)) in x
			centre, width, left, right = math.Log(a)-math.Log(b), math.Sqrt(1/a+1/b), 45/a, 45/b
			width, left, right = min(width, 1), left+50*width, right+50*width
		}
		at = append(at, centre)
		for d := width / 2; d < max(left, right); d *= 1.5 {
			if d < left {
				at = append(at, centre-d)
			}
			if d < right {
				at = append(at, centre+d)
			}
		}
	}
	for _, e := range o.edges {
		switch x := e; {
		case o.normal:
			at = append(at, x)
		case e > 0 && e < 1:
			at = append(at, math.Log(e)-math.Log1p(-e))
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

const oraclePoints = 20

// integrate goes over all points twice, for the largest density and for the sums.
func (o oracle) integrate() integrals {
	var t, w [oraclePoints]float64
	quad.Legendre{}.FixedLocations(t[:], w[:], -1, 1)
	type point struct{ y, weight, logDensity, logp float64 }
	var points []point
	top, cuts := math.Inf(-1), o.cuts()
	for k := range len(cuts) - 1 {
		middle, half := cuts[k]+(cuts[k+1]-cuts[k])/2, (cuts[k+1]-cuts[k])/2
		ratio := 0.
		if o.ratio != nil {
			y := middle
			if !o.normal {
				y = 1 / (1 + math.Exp(-middle))
			}
			ratio = o.ratio(y)
		}
		if math.IsInf(ratio, -1) {
			continue
		}
		for j := range t {
			y, l, logp := o.at(middle+half*t[j], ratio)
			points = append(points, point{y, w[j] * half, l, logp})
			top = max(top, l)
		}
	}
	var a integrals
	origin := 0. // sums of a thousand y that are far from 0 would lose ten times the spacing of floats there
	if o.normal {
		origin = o.row[1]
	}
	for _, p := range points {
		m := p.weight * math.Exp(p.logDensity-top)
		a.mass += m
		a.mean += m * (p.y - origin)
		if m > 0 {
			a.entropy -= m * (p.logp - top)
		}
	}
	a.mean /= a.mass
	for _, p := range points {
		off := p.y - origin - a.mean
		a.variance += p.weight * math.Exp(p.logDensity-top) * off * off
	}
	a.mean += origin
	logMass := math.Log(a.mass) + top
	a.entropy = a.entropy/a.mass - top + logMass
	a.variance /= a.mass
	a.mass = logMass
	return a
}
