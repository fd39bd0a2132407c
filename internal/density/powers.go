package density

import (
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
)

// powered is one side of a row's density, times |(y - center)/unit|^k: its mass is a moment. To integrate it by panels of its own
// follows it as far out as its own mass goes, which for a high power is much farther than the row's.
type powered struct {
	base         Family
	row          int
	center, unit float64
	k            float64
	upper        bool
	has          Closed
}

func (p *powered) Rows() int { return 1 }

func (p *powered) Has() *Closed { return &p.has }

func (p *powered) Support(int) (lo, hi float64) {
	lo, hi = p.base.Support(p.row)
	if p.upper {
		return max(lo, p.center), hi
	}
	return lo, min(hi, p.center)
}

func (p *powered) Breaks(_ int, dst []float64) []float64 {
	from := len(dst)
	dst = p.base.Breaks(p.row, dst)
	lo, hi := p.Support(0)
	kept := dst[:from]
	for _, y := range dst[from:] {
		if y > lo && y < hi {
			kept = append(kept, y)
		}
	}
	return kept
}

// Features are the row's, and where |z|^k times a normal of that width has its top.
func (p *powered) Features(_ int, dst []Feature) []Feature {
	from := len(dst)
	dst = p.base.Features(p.row, dst)
	side := -1.
	if p.upper {
		side = 1
	}
	for _, f := range dst[from:] {
		dst = append(dst, Feature{f.At + side*math.Sqrt(p.k)*f.Width, f.Width})
	}
	return dst
}

func (p *powered) LogProb(_ int, y, out []float64) {
	p.base.LogProb(p.row, y, out)
	for j, v := range y {
		out[j] += p.k * kernel.Log64(math.Abs((v-p.center)/p.unit))
	}
}

// Moment is E ((Y - center)/unit)^k of row i of f, which is normalized, for k >= 1; NaN where it does not exist, or cannot be followed.
func Moment(f Family, i int, center, unit float64, k int, s *Solver) float64 {
	if f.Has().Discrete() {
		return sumOfPowers(Solve(f, i, s), center, unit, k)
	}
	sum := 0.
	if jump := f.Has().Jump; jump != nil {
		at, log := jump(i)
		sum, f = math.Exp(log)*math.Pow((at-center)/unit, float64(k)), newAlone(f, at)
	}
	for _, upper := range []bool{false, true} {
		p := &powered{base: f, row: i, center: center, unit: unit, k: float64(k), upper: upper}
		if lo, hi := p.Support(0); !(lo < hi) {
			continue
		}
		if p.endless() {
			return math.NaN()
		}
		part := s.solve(p, 0)
		if part.state == Empty {
			continue
		}
		if part.state != Fine || !part.converges() {
			return math.NaN()
		}
		m := math.Exp(part.Summary().LogMass)
		if !upper && k%2 == 1 {
			m = -m
		}
		sum += m
	}
	return sum
}

// Endless reports whether E |Y|^k of row i of f is infinite for what its tails are far out.
func Endless(f Family, i int, k float64) bool {
	lower, upper := EndlessTails(f, i, k)
	return lower || upper
}

// EndlessTails is Endless tail by tail.
func EndlessTails(f Family, i int, k float64) (lower, upper bool) {
	p := &powered{base: f, row: i, unit: 1, k: k}
	lower = p.endless()
	p.upper = true
	return lower, p.endless()
}

// endless reports whether the integrand is a power of y that falls no faster than 1/|y|, as between 2^400 and 2^500, far from the
// bulk, nothing but a power falls alike: to follow such a tail panel by panel takes a hundred times as long.
func (p *powered) endless() bool {
	lo, hi := p.Support(0)
	in, out := [4]float64{0x1p400, 0x1p401, 0x1p500, 0x1p501}, [4]float64{}
	if !p.upper {
		for j := range in {
			in[j] = -in[j]
		}
		hi = -lo
	}
	if !math.IsInf(hi, 1) {
		return false
	}
	p.LogProb(0, in[:], out[:])
	near, far := out[1]-out[0], out[3]-out[2]
	return far > -math.Ln2*(1+1e-9) && math.Abs(far-near) < 1e-9 && !p.reaches(0x1p300)
}

// reaches reports whether the bulk of the density lies about y or beyond it, so that its tail begins further out.
func (p *powered) reaches(y float64) bool {
	for _, f := range p.base.Features(p.row, nil) {
		if !(math.Abs(f.At) < y && f.Width < y) {
			return true
		}
	}
	return false
}

// converges reports whether the density falls faster than 1/|y| where panels end far out: else its integral has no end.
func (r *panelRow) converges() bool {
	first, last := r.edges[0], r.edges[len(r.edges)-1]
	for _, e := range [][2]float64{{last, first}, {first, last}} {
		from, end := e[0], e[1]
		if end == r.lo || end == r.hi {
			continue
		}
		fall := math.NaN()
		for d := 2 * (end - from); fall != fall && math.Abs(d) > 1e-9*math.Abs(end-from); d /= 2 {
			in, out := [2]float64{from + d/2, from + d}, [2]float64{}
			if r.logProb(in[:], out[:]); !math.IsInf(out[1], -1) { // else the formula itself ends there
				fall = out[1] - out[0]
			}
		}
		if !(fall <= -math.Ln2*1.0001) {
			return false
		}
	}
	return true
}

func sumOfPowers(r Row, center, unit float64, k int) float64 {
	y, mass := r.Quadrature()
	if len(y) == 0 {
		return math.NaN()
	}
	sum, total := 0., 0.
	for j, m := range mass {
		sum, total = sum+m*math.Pow((y[j]-center)/unit, float64(k)), total+m
	}
	return sum / total
}
