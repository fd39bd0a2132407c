package density

import (
	"fmt"
	"math"
	"testing"
)

// line is rows of one density on the line or a part of it, of which nothing is known.
type line struct {
	lo, hi float64
	at     Feature
	logp   func(y float64) float64
}

func (line) Has() *Closed                            { return &nothing }
func (line) Rows() int                               { return 1 }
func (l line) Support(int) (lo, hi float64)          { return l.lo, l.hi }
func (line) Breaks(_ int, dst []float64) []float64   { return dst }
func (l line) Features(_ int, d []Feature) []Feature { return append(d, l.at) }
func (l line) LogProb(_ int, y, out []float64) {
	for j, v := range y {
		if out[j] = math.Inf(-1); v >= l.lo && v <= l.hi {
			out[j] = l.logp(v)
		}
	}
}

func normal(loc, scale float64) Family {
	return line{math.Inf(-1), math.Inf(1), Feature{loc, scale}, func(y float64) float64 {
		z := (y - loc) / scale
		return -z*z/2 - math.Log(scale) - math.Log(2*math.Pi)/2
	}}
}

func cauchy(loc, scale float64) Family {
	return line{math.Inf(-1), math.Inf(1), Feature{loc, scale}, func(y float64) float64 {
		z := (y - loc) / scale
		return -math.Log(math.Pi*scale) - 2*math.Log(math.Hypot(1, z))
	}}
}

func exponential(rate float64) Family {
	return line{0, math.Inf(1), Feature{1 / rate, 1 / rate}, func(y float64) float64 { return math.Log(rate) - rate*y }}
}

// inverse is the inverse of an exponential number.
func inverse(scale float64) Family {
	return line{0, math.Inf(1), Feature{scale, scale}, func(y float64) float64 { return math.Log(scale) - 2*math.Log(y) - scale/y }}
}

func uniform(lo, hi float64) Family {
	return line{lo, hi, Feature{lo/2 + hi/2, hi - lo}, func(float64) float64 { return -math.Log(hi - lo) }}
}

func pair(f, g Family, what func(p, q *Side) float64) float64 {
	return what(NewSide(f, 0, new(Solver)), NewSide(g, 0, new(Solver)))
}

func TestBetweenClosedForms(t *testing.T) {
	inf := math.Inf(1)
	gumbel := line{-inf, inf, Feature{0, 1}, func(y float64) float64 { return -y - math.Exp(-y) }}
	normals := func(d, s, r float64) float64 { return math.Log(r/s) + (s*s+d*d)/(2*r*r) - .5 }
	for _, c := range []struct {
		name string
		f, g Family
		what func(p, q *Side) float64
		want float64
	}{
		{"normals", normal(1, 2), normal(-1, 3), KL, normals(2, 2, 3)},
		{"narrow in wide", normal(0, 1e-6), normal(0, 1), KL, normals(0, 1e-6, 1)},
		{"wide under narrow", normal(0, 1), normal(0, 1e-6), KL, normals(0, 1, 1e-6)},
		{"far", normal(0, 1), normal(100, 1), KL, 5000},
		{"next to each other", normal(0, 1), normal(1e-6, 1), KL, 5e-13},
		{"equal", normal(3, .1), normal(3, .1), KL, 0},
		{"cauchys", cauchy(0, 1), cauchy(3, 2), KL, math.Log((9. + 9) / 8)},
		{"cauchy under normal", cauchy(0, 1), normal(0, 1), KL, inf},
		{"exponentials", exponential(2), exponential(3), KL, math.Log(2./3) + 1.5 - 1},
		{"exponential under its inverse", exponential(2), inverse(1), KL, inf},
		{"inverse under exponential", inverse(1), exponential(1), KL, inf},
		{"exponential under normal", exponential(2), normal(0, 1), KL, math.Log(2) - 1 + math.Log(2*math.Pi)/2 + .25},
		{"normal under exponential", normal(100, 1), exponential(1), KL, inf},
		{"a density of which no float is left under one of long tails", gumbel, cauchy(0, 1), KL, 0.26365026751506094}, // mpmath
		{"uniforms", uniform(0, 1), uniform(-1, 3), KL, math.Log(4)},
		{"uniforms that do not match", uniform(-1, 3), uniform(0, 1), KL, inf},
		{"powers", power{.1}, power{3}, KL, math.Log(.1/3) + (3-.1)/.1},
		{"powers the other way", power{3}, power{.1}, KL, math.Log(3/.1) + (.1-3)/3},
		{"uniform under power", uniform(0, 1), power{.01}, KL, -math.Log(.01) + (.01 - 1)},
		{"cross-entropy", normal(1, 2), normal(-1, 3), CrossEntropy, math.Log(3) + math.Log(2*math.Pi)/2 + (4+4)/18.},
		{"cross-entropy of cauchys", cauchy(0, 1), cauchy(0, 1), CrossEntropy, math.Log(4 * math.Pi)},
		{"shifted", normal(0, 1), normal(3, 1), Wasserstein, 3},
		{"scaled", normal(0, 1), normal(0, 3), Wasserstein, 2 * math.Sqrt(2/math.Pi)},
		{"cauchys of two scales", cauchy(0, 1), cauchy(0, 2), Wasserstein, inf},
		{"exponential means", exponential(2), exponential(.5), Wasserstein, 1.5},
		{"apart", uniform(0, 1), uniform(10, 11), Wasserstein, 10},
		{"cauchy against normal", cauchy(0, 1), normal(0, 1), Wasserstein, inf},
		{"energy of uniforms apart", uniform(0, 1), uniform(10, 11), Energy, 2 * (9 + 2./3)},
		{"energy of normals", normal(0, 1), normal(2, 1), Energy, energyOfNormals(2, 1, 1)},
		{"energy of two scales", normal(0, 1), normal(0, 5), Energy, energyOfNormals(0, 1, 5)},
	} {
		got := pair(c.f, c.g, c.what)
		if got != c.want && !(math.Abs(got-c.want) <= 1e-10*math.Max(1e-3, math.Abs(c.want))) {
			t.Errorf("%s: %.15g, want %.15g", c.name, got, c.want)
		}
	}
}

// energyOfNormals is 2 E|X-Y| - E|X-X'| - E|Y-Y'|, of normals all three.
func energyOfNormals(d, s, r float64) float64 {
	folded := func(m, s float64) float64 {
		return s*math.Sqrt(2/math.Pi)*math.Exp(-m*m/(2*s*s)) + m*math.Erf(m/(s*math.Sqrt2))
	}
	return 2*folded(d, math.Hypot(s, r)) - folded(0, s*math.Sqrt2) - folded(0, r*math.Sqrt2)
}

// Rows that are equal but for rounding are at distance 0, or at that of rounding, and no interval is halved for ever to find the
// integral of noise.
func TestBetweenRowsEqualButForRounding(t *testing.T) {
	const most = 10e6 // densities: 2048 stretches and what they begin with, of 32 points and two sides, are a tenth
	for _, scale := range []float64{1 / .3, 7e-5} {
		asked := 0
		f := line{0, math.Inf(1), Feature{scale, scale}, func(y float64) float64 {
			if asked++; asked > most {
				t.Fatal("no end of asking")
			}
			return math.Log(y) - 2*math.Log(scale) - y/scale
		}}
		gamma := line{0, math.Inf(1), Feature{1, 1}, func(y float64) float64 { return math.Log(y) - y }}
		for name, what := range map[string]func(p, q *Side) float64{"KL": KL, "Wasserstein": Wasserstein, "Energy": Energy} {
			asked = 0
			if got := pair(f, Scale(gamma, 0, scale), what); !(got >= 0 && got <= 1e-13*scale) {
				t.Errorf("%s at scale %v: %v", name, scale, got)
			}
		}
	}
}

// Rows that differ by little more than rounding are at their distance to what rounding leaves of it, without a search for the digits that
// it takes.
func TestBetweenRowsThatDifferByLittle(t *testing.T) {
	for _, e := range []float64{1e-5, 1e-8, 1e-10} {
		asked := 0
		gamma := func(scale float64) line {
			return line{0, math.Inf(1), Feature{scale, scale}, func(y float64) float64 {
				asked++
				return math.Log(y) - 2*math.Log(scale) - y/scale
			}}
		}
		for _, c := range []struct {
			name string
			ask  func(p, q *Side) float64
			want float64
		}{{"KL", KL, e * e}, {"Wasserstein", Wasserstein, 2 * e}, {"Energy", Energy, 1.5 * e * e}} {
			asked = 0
			within(t, fmt.Sprint(c.name, " of ", e), pair(gamma(1), gamma(1+e), c.ask), c.want, (2*e+1e-14/e)*c.want)
			if asked > 30000 {
				t.Errorf("%s of %v: %d densities", c.name, e, asked)
			}
		}
	}
}

// Wide masses are asked for together.
func TestDistancesOfWideMasses(t *testing.T) {
	calls := 0
	counted := func(m, s float64) *countedMasses { return &countedMasses{bell(m, s), &calls} }
	within(t, "Wasserstein", pair(counted(1e6, 1e3), counted(1e6+500, 1e3), Wasserstein), 500, 1e-6)
	if calls > 20000 {
		t.Errorf("%d calls", calls)
	}
}

// countedMasses count calls.
type countedMasses struct {
	*masses
	calls *int
}

func (c *countedMasses) LogProb(i int, y, out []float64) { *c.calls++; c.masses.LogProb(i, y, out) }
