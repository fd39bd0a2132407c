package distributions

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/internal/slow"
)

// known is a density to draw from and to compare with, by its quantile function or by rejection.
type known struct {
	name     string
	quantile func(u, v float64) float64
	logProb  func(y float64) float64
	min, max float64 // of the support given to the fit; both 0: what the sample spans
	most     float64 // of n times the divergence; see the test
}

func knowns() []known {
	normal := func(y, mean, sd float64) float64 { return -(y-mean)*(y-mean)/(2*sd*sd) - math.Log(sd) - logSqrt2Pi }
	quantile := func(u float64) float64 { return math.Sqrt2 * math.Erfinv(2*u-1) }
	return []known{
		{"normal", func(u, _ float64) float64 { return quantile(u) }, func(y float64) float64 { return normal(y, 0, 1) }, 0, 0, 20},
		{"exponential, cut", func(u, _ float64) float64 { return -math.Log1p(-u * (1 - math.Exp(-6))) },
			func(y float64) float64 { return -y - math.Log1p(-math.Exp(-6)) }, 0, 6, 20},
		{"uniform", func(u, _ float64) float64 { return u }, func(float64) float64 { return 0 }, 0, 1, 20},
		{"two normals", func(u, v float64) float64 {
			if v < .3 {
				return -2 + .2*quantile(u)
			}
			return 1 + quantile(u)
		}, func(y float64) float64 {
			return logAdd(math.Log(.3)+normal(y, -2, .2), math.Log(.7)+normal(y, 1, 1))
		}, 0, 0, 100},
	}
}

func (k known) sample(n int, seed uint64) []float64 {
	u, v := make([]float64, n), make([]float64, n)
	rng.New(seed, "u", 0, 0).Uniform64(u, 0)
	rng.New(seed, "v", 0, 0).Uniform64(v, 0)
	for i := range u {
		u[i] = k.quantile(u[i]+1e-17, v[i])
	}
	return u
}

// divergence is that of p from the known density, in nats, over the support of p, whose mass counts: the integral of k log(k/p) -
// k + p, which is not negative.
func (k known) divergence(p Prior) (sum float64) {
	const n = 20_000
	lo, hi := p.Support()
	fast := prepared(p)
	for i := range n {
		y := lo + (hi-lo)*(float64(i)+.5)/n
		if got := fast.LogProb(y); !math.IsInf(got, -1) {
			want := k.logProb(y)
			sum += (math.Exp(want)*(want-got) - math.Exp(want) + math.Exp(got)) * (hi - lo) / n
		}
	}
	return sum
}

// The divergence of the true density from a fit is half a nat per parameter that the sample determines, over n: a smooth density
// has few, and n times the divergence stays near them where that of 64 bins is at least half of 63 nats, and more once their
// width counts. It is below what a spline of ten parameters would have on average plus four of its standard deviations,
// (10 + 4 sqrt 20)/2 = 14 nats, rounded up to 20; for two normals of which one is narrow, of fifty (55 nats), rounded up to 100,
// which leaves room for the bias that a best smoothing has, as large as its variance.
func TestLogSplineOfKnownDensities(t *testing.T) {
	slow.Test(t)
	for _, k := range knowns() {
		for _, n := range []int{1_000, 10_000, 100_000} {
			y := k.sample(n, 1)
			l, err := FitLogSpline(y, LogSplineOptions{Min: k.min, Max: k.max})
			if err != nil {
				t.Fatal(err)
			}
			h, err := NewHistogram(y, 64)
			if err != nil {
				t.Fatal(err)
			}
			spline, bins := float64(n)*k.divergence(l), float64(n)*k.divergence(h)
			t.Logf("%s, %d values: n times the divergence is %.1f nats, of 64 bins %.1f; %d pieces", k.name, n, spline, bins, len(l.Knots)-1)
			if spline > k.most || bins < spline {
				t.Errorf("%s, %d values: n times the divergence is %v nats, want at most %v and less than the histogram's, %v", k.name, n, spline, k.most, bins)
			}
		}
	}
}

// At the ends of a bounded support, where kernels lose half of the density, the fit has the density of the inside: the log-density
// of an end, over seeds, is right on average to 5 standard errors of its own scatter.
func TestLogSplineHasNoEdgeBias(t *testing.T) {
	slow.Test(t)
	const seeds = 20
	for _, k := range knowns()[1:3] {
		for _, end := range []float64{k.min, k.max} {
			var sum, squares float64
			for seed := range uint64(seeds) {
				l, err := FitLogSpline(k.sample(1_000, seed), LogSplineOptions{Min: k.min, Max: k.max, Seed: seed})
				if err != nil {
					t.Fatal(err)
				}
				d := l.LogProb(end) - k.logProb(end)
				sum, squares = sum+d/seeds, squares+d*d/seeds
			}
			if se := math.Sqrt((squares - sum*sum) / (seeds - 1)); math.Abs(sum) > 5*se+.02 {
				t.Errorf("%s at %v: the log-density is %v off on average, standard error %v", k.name, end, sum, se)
			}
		}
	}
}

// Repeating every value 30 times, as lines of sight repeat a mass, leaves the fit what it was, and so do weights of 30; values
// of groups that differ a little are no more than groups either. Taken for independent, they would be followed one by one.
func TestLogSplineOfTiedValues(t *testing.T) {
	k := knowns()[0]
	y := k.sample(400, 3)
	alone, err := FitLogSpline(y, LogSplineOptions{Knots: 60})
	if err != nil {
		t.Fatal(err)
	}
	var ties, near, weights []float64
	var groups []int
	jitter := make([]float64, 30*len(y))
	rng.New(9, "jitter", 0, 0).Normal64(jitter, 0)
	for i, v := range y {
		weights = append(weights, 30)
		for j := range 30 {
			ties, near, groups = append(ties, v), append(near, v+1e-3*jitter[30*i+j]), append(groups, i)
		}
	}
	fit := func(y []float64, o LogSplineOptions) LogSpline {
		o.Knots = 60
		l, err := FitLogSpline(y, o)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for name, l := range map[string]LogSpline{"ties": fit(ties, LogSplineOptions{}), "weights": fit(y, LogSplineOptions{Weights: weights})} {
		for j, c := range l.Coefficients {
			if math.Abs(c-alone.Coefficients[j]) > 1e-6 {
				t.Errorf("%s: coefficient %d is %v, of single values %v", name, j, c, alone.Coefficients[j])
			}
		}
	}
	grouped, split := k.divergence(fit(near, LogSplineOptions{Groups: groups})), k.divergence(fit(near, LogSplineOptions{}))
	if want := k.divergence(alone); grouped > want+.005 || split < 5*grouped {
		t.Errorf("divergence %v with groups, %v of single values, %v when near values count as independent", grouped, want, split)
	}
}

// Same sample and seed, same bits; a value of weight 0 counts for nothing; units do not matter.
func TestLogSplineIsAFunctionOfItsInput(t *testing.T) {
	y := knowns()[3].sample(500, 2)
	o := LogSplineOptions{Seed: 7}
	a, err := FitLogSpline(y, o)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := FitLogSpline(y, o); !slices.Equal(a.Coefficients, b.Coefficients) {
		t.Error("a second fit differs")
	}
	w := make([]float64, len(y)+1)
	for i := range y {
		w[i] = 2
	}
	if b, err := FitLogSpline(append(slices.Clone(y), 99), LogSplineOptions{Seed: 7, Weights: w}); err != nil || !slices.Equal(a.Knots, b.Knots) {
		t.Errorf("with a value of weight 0: knots %v (%v), without %v", b.Knots, err, a.Knots)
	}
	scaled := make([]float64, len(y))
	for i, v := range y {
		scaled[i] = 1e6*v - 3e7
	}
	b, err := FitLogSpline(scaled, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float64{-2, 0, 1.5} {
		if got, want := b.LogProb(1e6*v-3e7)+math.Log(1e6), a.LogProb(v); math.Abs(got-want) > 1e-4 {
			t.Errorf("in other units the log-density at %v is %v, want %v", v, got, want)
		}
	}
}

func TestLogSplineErrors(t *testing.T) {
	y := []float64{1, 2, 3}
	for _, c := range []struct {
		values []float64
		o      LogSplineOptions
		want   string
	}{
		{nil, LogSplineOptions{}, "no values"},
		{[]float64{1, math.NaN()}, LogSplineOptions{}, "value 1 is NaN"},
		{[]float64{2, 2, 2}, LogSplineOptions{}, "cannot be cut"},
		{[]float64{2, 2, 2}, LogSplineOptions{Min: 1, Max: 3}, "one group"},
		{y, LogSplineOptions{Groups: []int{4, 4, 4}}, "one group"},
		{y, LogSplineOptions{Groups: []int{4}}, "1 groups for 3 values"},
		{y, LogSplineOptions{Weights: []float64{4}}, "1 weights for 3 values"},
		{y, LogSplineOptions{Weights: []float64{4, -1, 0}}, "weight 1 is -1"},
		{y, LogSplineOptions{Weights: []float64{0, 1, 0}}, "from 2 to 2 cannot be cut"},
		{y, LogSplineOptions{Min: 1.5, Max: 3}, "from 1 to 3, out of the support [1.5, 3]"},
		{y, LogSplineOptions{Min: 3, Max: 1}, "out of the support [3, 1]"},
		{y, LogSplineOptions{Folds: 1}, "1 folds"},
		{y, LogSplineOptions{Knots: -1}, "-1 pieces"},
		{y, LogSplineOptions{Knots: math.MaxInt}, "want 1000 at most"},
		{knowns()[3].sample(2_000, 5), LogSplineOptions{Knots: 1000, Folds: math.MaxInt}, "2000 folds of a spline with"},
		{y, LogSplineOptions{Weights: []float64{1e308, 1e308, 1e308}}, "the weights sum to +Inf"},
	} {
		if _, err := FitLogSpline(c.values, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v %+v: error %v does not say %q", c.values, c.o, err, c.want)
		}
	}
	for _, l := range []LogSpline{{}, {Knots: []float64{0, 1}}, {Knots: []float64{1, 0}, Coefficients: make([]float64, 4)},
		{Knots: []float64{0, 1}, Coefficients: []float64{0, math.NaN(), 0, 0}}} {
		if _, err := l.prepare(); err == nil || !math.IsNaN(l.LogProb(.5)) {
			t.Errorf("%v: error %v, log-density %v", l, err, l.LogProb(.5))
		}
	}
	for _, few := range [][]float64{{1, 2}, {1, 2, 2, 2, 5}} {
		if l, err := FitLogSpline(few, LogSplineOptions{}); err != nil || math.IsNaN(l.LogProb(1.5)) {
			t.Errorf("%v: %v, %v", few, l, err)
		}
	}
}

// someSpline is a density with two maxima and knots that are not equally far apart.
func someSpline() LogSpline {
	l, err := FitLogSpline(knowns()[3].sample(2_000, 5), LogSplineOptions{})
	if err != nil {
		panic(err)
	}
	return l
}

// massSpline is a log-spline of masses that follow massHistogram.
func massSpline() LogSpline {
	h := massHistogram(64, false)
	u := make([]float64, 20_000)
	rng.New(5, "masses", 0, 0).Uniform64(u, 0)
	total := 0.
	for _, m := range h.Mass {
		total += m
	}
	for i, v := range u {
		k := 0
		for v *= total; v > h.Mass[k] && k < len(h.Mass)-1; k++ {
			v -= h.Mass[k]
		}
		u[i] = h.Edges[k] + (h.Edges[k+1]-h.Edges[k])*v/h.Mass[k]
	}
	l, err := FitLogSpline(u, LogSplineOptions{Min: 13.5, Max: 15.3334})
	if err != nil {
		panic(err)
	}
	return l
}

// The cubics that SwapPrior evaluates are the B-splines to rounding, and what LogProb gives to the bit; weights that a frame keeps
// are those of single rows.
func TestLogSplineByPieces(t *testing.T) {
	for _, l := range []LogSpline{someSpline(), massSpline(), {Knots: []float64{0, 1e-3, 5}, Coefficients: []float64{-1, 4, 2, 8, -30}}} {
		fast := prepared(l)
		for i := range 1000 {
			lo, hi := l.Support()
			y := lo + (hi-lo)*float64(i)/999
			k, want := interval(l.Knots, y), 0.
			for j, b := range bsplines(l.Knots, k, y) {
				want += b * l.Coefficients[k+j]
			}
			closeTo(t, "by pieces", fast.LogProb(y), want, 1e-13*max(1, slices.Max(l.Coefficients)-slices.Min(l.Coefficients)))
			closeTo(t, "at once", l.LogProb(y), fast.LogProb(y), 0)
		}
	}
}
