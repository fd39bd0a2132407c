package catalogue

import (
	"context"
	"math"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// shows lists what a right catalogue shows, measured on 266,000 rows of the recipe's first implementation: the value and half a unit of
// its last digit.
var shows = []struct {
	name        string
	want, round float64
	measure     func(s *sample) float64
}{
	{"mean x", 13.825, .0005, func(s *sample) float64 { return stat.Mean(s.x, nil) }},
	{"sd x", .296, .0005, func(s *sample) float64 { return stat.StdDev(s.x, nil) }},
	{"corr(x, log N)", .784, .0005, func(s *sample) float64 { return stat.Correlation(s.x, s.f[0], nil) }},
	{"corr(x, log sigv)", .387, .0005, func(s *sample) float64 { return stat.Correlation(s.x, s.f[1], nil) }},
	{"scatter of log sigv at 13.55", .168, .0005, scatter(1, 13.55)},
	{"scatter of log sigv at 14", .102, .0005, scatter(1, 14)},
	{"scatter of log sigv at 14.5", .054, .0005, scatter(1, 14.5)},
	{"scatter of log sigv at 15", .034, .0005, scatter(1, 15)},
	{"scatter of log N at 13.55", .192, .0005, scatter(0, 13.55)},
	{"scatter of log N at 14", .147, .0005, scatter(0, 14)},
	{"scatter of log N at 14.5", .093, .0005, scatter(0, 14.5)},
	{"scatter of log N at 15", .079, .0005, scatter(0, 15)},
	{"mean R_mean", .607, .0005, mean(2)}, {"sd R_mean", .172, .0005, sd(2)},
	{"mean R_std", .392, .0005, mean(3)}, {"sd R_std", .092, .0005, sd(3)},
	{"mean R_skew", .55, .005, mean(4)}, {"sd R_skew", .60, .005, sd(4)},
	{"mean R_kurt", -.33, .005, mean(5)}, {"sd R_kurt", 1.30, .005, sd(5)},
	{"mean m_mean", 10.06, .005, mean(6)}, {"sd m_mean", .081, .0005, sd(6)},
	{"mean v_mean", 0, .5, mean(10)}, {"sd v_mean", 213, .5, sd(10)},
	{"mean v_std", 530, 5, mean(11)}, {"sd v_std", 180, 5, sd(11)},
	{"mean v_skew", 0, .005, mean(12)}, {"sd v_skew", .75, .005, sd(12)},
	{"mean v_kurt", .33, .005, mean(13)}, {"sd v_kurt", 1.48, .005, sd(13)},
	{"mean Ngal", 36.8, .05, func(s *sample) float64 {
		sum := 0.
		for _, l := range s.f[0] {
			sum += math.Pow(10, l)
		}
		return sum / float64(len(s.x))
	}},
	{"linear fit", .0079, .00005, linearFit},
}

// part is the catalogue that the tests here share: a sixth of a box.
const share = .16

var part = sync.OnceValues(func() (*Catalogue, error) { return Generate(context.Background(), 12, share) })

// A sixth of the box shows what the whole of the reference shows, within 5 standard errors of the difference and the rounding of the
// reference. Rows of one host are alike, so the standard error is a jackknife over groups of hosts; the reference, on more rows, has at most
// the same one.
func TestWhatARightCatalogueShows(t *testing.T) {
	slow.Test(t)
	measure := jackknife(t)
	for _, m := range shows {
		got, se := measure(m.measure)
		bound := 5*math.Sqrt2*se + m.round
		if !(math.Abs(got-m.want) <= bound) {
			t.Errorf("%s = %.4f, want %v +- %.4f", m.name, got, m.want, bound)
		}
		t.Logf("%-28s %9.4f want %7v +- %.4f", m.name, got, m.want, bound)
	}
}

// The medians of the true fraction, a ratio of small numbers that jumps: at most half of the rows lie below the rounding interval of the
// reference's median, and at most half above.
func TestTrueFractions(t *testing.T) {
	slow.Test(t)
	measure := jackknife(t)
	for _, m := range []struct{ x, median float64 }{{13.55, .57}, {14, .78}, {14.5, .90}, {15, .96}} {
		for side, beyond := range map[string]func(f float64) bool{
			"below": func(f float64) bool { return f < m.median-.005 },
			"above": func(f float64) bool { return f > m.median+.005 },
		} {
			got, se := measure(func(s *sample) float64 {
				n, near := 0., s.near(s.own, m.x)
				for _, f := range near {
					if beyond(f) {
						n++
					}
				}
				return n / float64(len(near))
			})
			if !(got <= .5+5*math.Sqrt2*se) {
				t.Errorf("at %v, a share of %.3f +- %.3f is %s the median of %v", m.x, got, se, side, m.median)
			}
		}
	}
}

// jackknife returns a function that measures the shared catalogue and its standard error: it leaves out a 25th of the hosts at a time.
// Groups are random: hosts are in order of mass, and every 25th would make groups more alike than boxes are.
func jackknife(t *testing.T) func(func(*sample) float64) (value, se float64) {
	t.Helper()
	c, err := part()
	if err != nil {
		t.Fatal(err)
	}
	const groups = 25
	group := make([]uint32, c.Host[c.Rows()-1]+1)
	rng.New(12, "groups", 0, 0).Bits(group, 0)
	all := newSample(c, func(int) bool { return true })
	var rest [groups]*sample
	for g := range rest {
		rest[g] = newSample(c, func(host int) bool { return int(group[host]%groups) != g })
	}
	return func(f func(*sample) float64) (value, se float64) {
		var left [groups]float64
		for g := range rest {
			left[g] = f(rest[g])
		}
		return f(all), math.Sqrt((groups - 1) * stat.PopVariance(left[:], nil))
	}
}

// The whole box has 266,000 rows, to the thousand. Boxes differ by the Poisson number of their hosts, 306, times 3 lines (above 10^14 the
// density of lines is held instead), and so did the reference's; a share has a binomial's deviation besides, for 6% of the lines have too
// few galaxies.
func TestRowsOfAShare(t *testing.T) {
	c, err := part()
	if err != nil {
		t.Fatal(err)
	}
	bound := share*500 + 5*math.Hypot(share*math.Sqrt2*3*306, math.Sqrt(share*284_000*.94*.06))
	if math.Abs(float64(c.Rows())-share*266_000) > bound {
		t.Errorf("%d rows, want %v +- %.0f", c.Rows(), share*266_000, bound)
	}
}

// sample is a part of a catalogue: the target x, the 14 features of the case study, the true fraction.
type sample struct {
	x, own []float64
	f      [14][]float64
}

func newSample(c *Catalogue, keep func(host int) bool) *sample {
	s := new(sample)
	for i, h := range c.Host {
		if !keep(h) {
			continue
		}
		s.x = append(s.x, math.Log10(c.Columns[0][i]))
		s.own = append(s.own, c.TrueFraction[i])
		for j := range s.f {
			v := c.Columns[j+1][i]
			if j < 2 {
				v = math.Log10(v)
			}
			s.f[j] = append(s.f[j], v)
		}
	}
	return s
}

func mean(j int) func(*sample) float64 {
	return func(s *sample) float64 { return stat.Mean(s.f[j], nil) }
}

func sd(j int) func(*sample) float64 {
	return func(s *sample) float64 { return stat.StdDev(s.f[j], nil) }
}

// near returns the values of v whose x is within .05 of m.
func (s *sample) near(v []float64, m float64) []float64 {
	var near []float64
	for i, x := range s.x {
		if math.Abs(x-m) < .05 {
			near = append(near, v[i])
		}
	}
	return near
}

func scatter(j int, m float64) func(*sample) float64 {
	return func(s *sample) float64 { return stat.StdDev(s.near(s.f[j], m), nil) }
}

// linearFit returns the mean square error of the best linear fit of the scaled target on the 14 features: 1 minus the share of the variance
// that the normal equations explain.
func linearFit(s *sample) float64 {
	n := len(s.x)
	x := mat.NewDense(n, 14, nil)
	for j, f := range s.f {
		m, d := stat.MeanStdDev(f, nil)
		for i, v := range f {
			x.Set(i, j, (v-m)/d)
		}
	}
	y := mat.NewVecDense(n, nil)
	m := stat.Mean(s.x, nil)
	for i, v := range s.x {
		y.SetVec(i, (v-m)/1.8334)
	}
	var gram, b, fit mat.Dense
	gram.Mul(x.T(), x)
	b.Mul(x.T(), y)
	if err := fit.Solve(&gram, &b); err != nil {
		return math.NaN()
	}
	var explained mat.Dense
	explained.Mul(fit.T(), &b)
	return (mat.Dot(y, y) - explained.At(0, 0)) / float64(n)
}
