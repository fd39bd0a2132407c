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

// origin is where the narrowest Normal is, 0 for Betas: y counts from there, or sums of a thousand y would lose ten times the
// spacing of floats at them.
func (o oracle) origin() (at float64) {
	least := math.Inf(1)
	for k := 0; o.normal && k < len(o.row); k += 3 {
		if w, b := o.row[k], o.row[k+2]; w > 0 && b < least {
			at, least = o.row[k+1], b
		}
	}
	return at
}

// at returns y, the density in x times e^-top, and log p(y), both unnormalized.
func (o oracle) at(x, ratio float64) (y, logDensity, logp float64) {
	y, logY, log1pY := x, 0., 0. // of Normals y less the origin: beside a narrow one far from 0 floats are far apart
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
			z := (x - (a - o.origin())) / b
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
		centre, width, left, right := a-o.origin(), b, 40*b, 40*b
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
			at = append(at, x-o.origin())
		case e > 0 && e < 1:
			at = append(at, math.Log(e)-math.Log1p(-e))
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// steadied halves stretches over which the density in x changes by more than e^4, where there is any: far from all components, where
// a swap may leave a row, it falls by orders over a width.
func (o oracle) steadied(cuts []float64) []float64 {
	log := func(x float64) float64 { _, l, _ := o.at(x, 0); return l }
	ratioOn := func(a, b float64) float64 {
		switch middle := a + (b-a)/2; {
		case o.ratio == nil:
			return 0
		case o.normal:
			return o.ratio(middle + o.origin())
		default:
			return o.ratio(1 / (1 + math.Exp(-middle)))
		}
	}
	for range 40 {
		top := math.Inf(-1)
		for k := range len(cuts) - 1 {
			top = max(top, max(log(cuts[k]), log(cuts[k+1]))+ratioOn(cuts[k], cuts[k+1]))
		}
		from := len(cuts)
		for k := range from - 1 {
			a, b, r := log(cuts[k]), log(cuts[k+1]), ratioOn(cuts[k], cuts[k+1])
			if math.Abs(a-b) > 4 && max(a, b)+r > top-60 {
				cuts = append(cuts, cuts[k]+(cuts[k+1]-cuts[k])/2)
			}
		}
		if len(cuts) == from {
			break
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
	}
	return cuts
}

const oraclePoints = 20

// integrate goes over all points twice, for the largest density and for the sums.
func (o oracle) integrate() integrals {
	var t, w [oraclePoints]float64
	quad.Legendre{}.FixedLocations(t[:], w[:], -1, 1)
	type point struct{ y, weight, logDensity, logp float64 }
	var points []point
	top, cuts := math.Inf(-1), o.steadied(o.cuts())
	for k := range len(cuts) - 1 {
		middle, half := cuts[k]+(cuts[k+1]-cuts[k])/2, (cuts[k+1]-cuts[k])/2
		ratio := 0.
		if o.ratio != nil {
			y := middle + o.origin()
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
	for _, p := range points {
		m := p.weight * math.Exp(p.logDensity-top)
		a.mass += m
		a.mean += m * p.y
		if m > 0 {
			a.entropy -= m * (p.logp - top)
		}
	}
	a.mean /= a.mass
	for _, p := range points {
		off := p.y - a.mean
		a.variance += p.weight * math.Exp(p.logDensity-top) * off * off
	}
	a.mean += o.origin()
	logMass := math.Log(a.mass) + top
	a.entropy = a.entropy/a.mass - top + logMass
	a.variance /= a.mass
	a.mass = logMass
	return a
}
