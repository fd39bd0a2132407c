package distributions

import (
	"fmt"
	"math"
	"reflect"

	G "gorgonia.org/gorgonia"
)

// starts are by the name of the family, those of moments where these are simple.
var starts = map[string]func(s fitSketch) map[string]float64{
	"Normal": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Loc": s.mean, "Scale": s.deviation()}
	},
	"TruncatedNormal": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Loc": s.mean, "Scale": s.deviation()}
	},
	"SkewNormal": skewStart,
	"AsymmetricLaplace": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Loc": s.median, "Scale": s.mad, "Asymmetry": 1}
	},
	"VonMises": circularStart,
	"LogNormal": func(s fitSketch) map[string]float64 {
		l := s.logs()
		return map[string]float64{"Loc": l.mean, "Scale": l.deviation()}
	},
	"Laplace": func(s fitSketch) map[string]float64 { return map[string]float64{"Loc": s.median, "Scale": s.mad} },
	"Logistic": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Loc": s.mean, "Scale": s.deviation() * math.Sqrt(3) / math.Pi}
	},
	"StudentT": func(s fitSketch) map[string]float64 {
		return map[string]float64{"DF": 5, "Loc": s.median, "Scale": s.spread}
	},
	"Exponential": func(s fitSketch) map[string]float64 { return map[string]float64{"Rate": 1 / s.mean} },
	"Poisson":     func(s fitSketch) map[string]float64 { return map[string]float64{"Rate": s.mean} },
	"Geometric":   func(s fitSketch) map[string]float64 { return map[string]float64{"Logits": -math.Log(s.mean)} },
	"Bernoulli": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Logits": math.Log(s.mean) - math.Log1p(-s.mean)}
	},
	"HalfNormal": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Scale": math.Sqrt(s.variance + s.mean*s.mean)}
	},
	"HalfCauchy": func(s fitSketch) map[string]float64 { return map[string]float64{"Scale": s.median} },
	"Cauchy": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Loc": s.median, "Scale": s.spread * .6745}
	},
	"Gumbel": func(s fitSketch) map[string]float64 {
		b := s.deviation() * math.Sqrt(6) / math.Pi
		return map[string]float64{"Loc": s.mean - eulerGamma*b, "Scale": b}
	},
	"Gamma": func(s fitSketch) map[string]float64 {
		return map[string]float64{"Concentration": s.mean * s.mean / s.variance, "Rate": s.mean / s.variance}
	},
	"InverseGamma": func(s fitSketch) map[string]float64 {
		i := s.of(func(y float64) float64 { return 1 / y })
		return map[string]float64{"Concentration": i.mean * i.mean / i.variance, "Scale": i.mean / i.variance}
	},
	"Beta":        func(s fitSketch) map[string]float64 { return unitStart(s) },
	"Kumaraswamy": func(s fitSketch) map[string]float64 { return unitStart(s) },
	"Weibull": func(s fitSketch) map[string]float64 { // the logarithm is a Gumbel's
		l := s.logs()
		b := l.deviation() * math.Sqrt(6) / math.Pi
		return map[string]float64{"Concentration": 1 / b, "Scale": math.Exp(l.mean + eulerGamma*b)}
	},
	"NegativeBinomial": func(s fitSketch) map[string]float64 {
		over := max(s.variance-s.mean, .05*s.mean)
		r := s.mean * s.mean / over
		return map[string]float64{"Rate": s.mean, "Mean": s.mean, "Concentration": r}
	},
}

// unitStart is of a beta's moments.
func unitStart(s fitSketch) map[string]float64 {
	total := max(s.mean*(1-s.mean)/s.variance-1, .1)
	return map[string]float64{"Alpha": s.mean * total, "Beta": (1 - s.mean) * total}
}

// skewStart is of a skew normal's mean, variance and skewness, on the side of the latter and not too near to 0 and 1, where the
// likelihood is flat in Shape or in all but it.
func skewStart(s fitSketch) map[string]float64 {
	third := 0.
	for k, y := range s.y {
		third += s.w[k] * math.Pow((y-s.mean)/s.deviation(), 3)
	}
	g := math.Pow(math.Abs(third)/s.total(), 2./3)
	square := math.Pi / 2 * g / (g + math.Pow(2-math.Pi/2, 2./3))
	delta := math.Copysign(min(max(math.Sqrt(square), .3), .95), third)
	shape, scale := delta/math.Sqrt(1-delta*delta), s.deviation()/math.Sqrt(1-2/math.Pi*delta*delta)
	return map[string]float64{"Loc": s.mean - scale*skewMean(shape), "Scale": scale, "Shape": shape}
}

// skewMean is the mean of a skew normal of Loc 0 and Scale 1.
func skewMean(shape float64) float64 { return math.Sqrt(2/math.Pi) * shape / math.Hypot(1, shape) }

// circularStart is the direction of the mean of the unit vectors, and a concentration of its length (Banerjee et al. 2005, JMLR 6, equation 4.4).
func circularStart(s fitSketch) map[string]float64 {
	var x, y float64
	for k, a := range s.y {
		sin, cos := math.Sincos(a)
		x, y = x+s.w[k]*cos, y+s.w[k]*sin
	}
	r := math.Hypot(x, y) / s.total()
	return map[string]float64{"Loc": math.Atan2(y, x), "Concentration": r * (2 - r*r) / (1 - r*r)}
}

// start is the free numbers to begin with, and how far each is expected to move.
func (f *fitting) start() (start, unit []float64, err error) {
	s := f.rows.sketched()
	given := map[string]float64{}
	t := reflect.TypeOf(f.d)
	if own, ok := f.d.(HasStart); ok {
		given = own.Start(s.y, s.w)
	} else if by := starts[t.Name()]; by != nil && t.PkgPath() == reflect.TypeFor[Normal]().PkgPath() {
		given = by(s)
	}
	if SupportOf(f.onAny()).Kind == Continuous && f.rows.exact() && s.low == s.high && len(f.params) > 1 {
		return nil, nil, fmt.Errorf("all values are %v: a density of %d free parameters has no likeliest width", s.low, len(f.params))
	}
	for _, p := range f.params {
		v, ok := given[p.field]
		if !ok {
			v = f.byName(p, s)
		}
		if u := p.free(v); u-u != 0 && s.low == s.high {
			v = f.heldStart(p, s, v)
		}
		u := p.free(v)
		if u-u != 0 {
			return nil, nil, fmt.Errorf("the data put %s at %v, where it has no finite estimate", p.name, v)
		}
		size := 1.
		if p.field == "Loc" || p.field == "Low" || p.field == "High" {
			if size = s.spread; t.Name() == "LogNormal" {
				size = s.logs().spread
			}
			size = max(size, 1e-9*math.Abs(v), 1e-300)
		}
		start, unit = append(start, u), append(unit, size)
	}
	return start, unit, nil
}

// byName is a start for want of a better one.
func (f *fitting) byName(p fitParam, s fitSketch) float64 {
	switch {
	case p.field == "Loc":
		return s.median
	case p.field == "Scale" && s.spread > 0:
		return s.spread
	case p.field == "Rate" && s.mean > 0:
		return 1 / s.mean
	case p.log:
		return 1
	}
	return 0
}

// heldStart is a start of a parameter beside held ones where values that are all equal have no width to tell it by, and v if nothing is held.
func (f *fitting) heldStart(p fitParam, s fitSketch, v float64) float64 {
	if len(f.params) == len(Parameters(f.onAny())) {
		return v
	}
	if p.field != "Scale" {
		return f.byName(p, s)
	}
	y := s.median
	if _, ok := f.d.(LogNormal); ok {
		y = s.logs().median
	}
	if d := reflect.ValueOf(f.d); d.Kind() == reflect.Struct && d.FieldByName("Loc").IsValid() {
		if loc, ok := d.FieldByName("Loc").Interface().(*G.Node); ok && loc != nil {
			y -= firstNumber(loc.Value())
		}
	}
	return math.Abs(y)
}
