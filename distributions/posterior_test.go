package distributions

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
)

// The normal's scores in closed form: CRPS by Gneiting and Raftery (2007), equation 21.
func TestPosteriorOfNormalInClosedForm(t *testing.T) {
	loc, scale := 14., .2
	for _, q := range []Posterior{newPosterior(normals(1, loc, scale)), newPosterior(bare{normals(1, loc, scale)}),
		must1(newPosterior(bare{normals(1, 0, 1)}).Scaled(loc, scale))} {
		closeTo(t, "mean", q.Mean()[0], loc, 1e-12)
		closeTo(t, "sd", q.StdDev()[0], scale, 1e-11)
		closeTo(t, "entropy", q.Entropy()[0], .5*math.Log(2*math.Pi*math.E*scale*scale), 1e-10)
		closeTo(t, "mode", q.Mode()[0], loc, 1e-9)
		for _, z := range []float64{-30, -3, 0, .7, 4} {
			y := []float64{loc + scale*z}
			phi, cdf := math.Exp(-z*z/2)/math.Sqrt(2*math.Pi), math.Erfc(-z/math.Sqrt2)/2
			closeTo(t, "CRPS", q.CRPS(y)[0], scale*(z*(2*cdf-1)+2*phi-1/math.Sqrt(math.Pi)), 1e-10)
			closeTo(t, "cdf", q.CDF(y)[0], cdf, 1e-11)
		}
		closeTo(t, "quantile", q.Quantile(.975)[0], loc+1.959963984540054*scale, 1e-10)
		r := q.HPD(.95)[0]
		if len(r) != 1 {
			t.Fatalf("HPD %v", r)
		}
		closeTo(t, "HPD", r[0].Lo, loc-1.959963984540054*scale, 1e-8)
		closeTo(t, "HPD", r[0].Hi, loc+1.959963984540054*scale, 1e-8)
	}
}

// cauchy has no moments, and a tenth of its mass beyond 6 quartiles.
type cauchy struct{}

func (cauchy) Rows() int                             { return 1 }
func (cauchy) Support(int) (lo, hi float64)          { return math.Inf(-1), math.Inf(1) }
func (cauchy) Breaks(_ int, dst []float64) []float64 { return dst }
func (c cauchy) Has() *density.Closed                { return &density.Closed{Moments: c.moments} }
func (cauchy) Features(_ int, dst []density.Feature) []density.Feature {
	return append(dst, density.Feature{At: 2, Width: 1})
}
func (cauchy) moments(int) (float64, float64) { return math.NaN(), math.NaN() }
func (cauchy) LogProb(_ int, y, out []float64) {
	for j, v := range y {
		out[j] = -math.Log(math.Pi) - math.Log1p((v-2)*(v-2))
	}
}

func TestPosteriorOfHeavyTails(t *testing.T) {
	q := newPosterior(cauchy{})
	for _, p := range []float64{1e-9, .01, .3, .5, .75, .999} {
		want := math.Tan(math.Pi * (p - .5))
		closeTo(t, "quantile", q.Quantile(p)[0], 2+want, 1e-9*(1+want*want)) // 1e-10 in p
	}
	closeTo(t, "entropy", q.Entropy()[0], math.Log(4*math.Pi), 1e-8)
	r := q.HPD(.5)[0]
	closeTo(t, "HPD", r[0].Lo, 1, 1e-8)
	closeTo(t, "HPD", r[0].Hi, 3, 1e-8)
	if !math.IsNaN(q.Mean()[0]) || !math.IsNaN(q.StdDev()[0]) {
		t.Error("a Cauchy has no mean")
	}
	if w := q.Warnings(); len(w) > 0 {
		t.Error(w)
	}
}

// Entropies in closed form where p log p is less smooth than p: the arcsine's is log(pi/4), and 30 y (1-y)^4.
func TestPosteriorEntropyOfBetas(t *testing.T) {
	digamma := func(n int) float64 { // of an integer
		sum := -0.57721566490153286
		for k := 1; k < n; k++ {
			sum += 1 / float64(k)
		}
		return sum
	}
	closeTo(t, "arcsine", newPosterior(betas(1, .5, .5)).Entropy()[0], math.Log(math.Pi/4), 1e-9)
	closeTo(t, "beta(2, 5)", newPosterior(betas(1, 2, 5)).Entropy()[0], -math.Log(30)-digamma(2)-4*digamma(5)+5*digamma(7), 1e-10)
}

// A plateau: the mode is its centre, and the HPD region takes its centre.
func TestPosteriorPlateaus(t *testing.T) {
	q := newPosterior(testSteps{Histogram{Edges: []float64{-1, 3}, Mass: []float64{1}}})
	closeTo(t, "mode", q.Mode()[0], 1, 1e-12)
	if m := q.Modes()[0]; len(m) != 1 || math.Abs(m[0]-1) > 1e-12 {
		t.Errorf("modes %v", m)
	}
	r := q.HPD(.5)[0]
	closeTo(t, "lower end", r[0].Lo, 0, 1e-9)
	closeTo(t, "upper end", r[0].Hi, 2, 1e-9)

	// A tower on a plateau: 1/2 of the mass on [2, 3], the rest on [0, 2] and [3, 6].
	q = newPosterior(testSteps{Histogram{Edges: []float64{0, 2, 3, 6}, Mass: []float64{2, 5, 3}}})
	closeTo(t, "mode", q.Mode()[0], 2.5, 1e-12)
	r = q.HPD(.8)[0] // 3 of 5 units of the plateau: one off at each side
	closeTo(t, "lower end", r[0].Lo, 1, 1e-9)
	closeTo(t, "upper end", r[len(r)-1].Hi, 5, 1e-9)
	if len(r) != 1 {
		t.Errorf("HPD %v", r)
	}
	r = q.HPD(.5)[0] // the tower alone
	closeTo(t, "lower end", r[0].Lo, 2, 1e-9)
	closeTo(t, "upper end", r[0].Hi, 3, 1e-9)
}

// At a jump the mode is the last float on the dense side, at an end of the support the end.
func TestPosteriorModeOnAnEdge(t *testing.T) {
	if m := newPosterior(betas(1, 1, 5)).Mode()[0]; m != 0 {
		t.Errorf("decreasing beta: %v", m)
	}
	if m := newPosterior(betas(1, 5, 1)).Mode()[0]; m != 1 {
		t.Errorf("increasing beta: %v", m)
	}
	// A normal around 2 cut to 0..1 and 1..3 with a third of the weight above 1.
	h := Histogram{Edges: []float64{0, 1, 3}, Mass: []float64{1, 6}}
	q := must1(SwapPrior(newPosterior(normals(1, 1.3, .5)), h, FlatPrior{0, 3}))
	m := q.Mode()[0]
	if m != math.Nextafter(1, 0) {
		t.Errorf("mode %.17g, want the last float below 1", m)
	}
	modes := q.Modes()[0]
	if len(modes) != 2 || modes[0] != m || math.Abs(modes[1]-1.3) > 1e-7 {
		t.Errorf("modes %v", modes)
	}
}

func TestPosteriorRowsWithNaN(t *testing.T) {
	q := newPosterior(bare{stack(normals(1, 0, 1), normals(1, math.NaN(), 1), normals(1, 2, 1))})
	y := []float64{0, 0, 2}
	for name, v := range map[string][]float64{"mean": q.Mean(), "mode": q.Mode(), "cdf": q.CDF(y), "quantile": q.Quantile(.3),
		"entropy": q.Entropy(), "CRPS": q.CRPS(y), "draw": {0, q.Sample(1, 2)[1][0]}} {
		if !math.IsNaN(v[1]) || math.IsNaN(v[0]) {
			t.Errorf("%s %v", name, v)
		}
	}
	if r := q.HPD(.5); r[1] != nil || len(r[2]) != 1 {
		t.Errorf("HPD %v", r)
	}
	if w := q.Warnings(); len(w) != 1 || !strings.HasPrefix(w[0], "1 of 3 rows, row 1 first: the density is NaN") {
		t.Errorf("warnings %q", w)
	}
}

// A density that is not one is told.
func TestPosteriorWarnsOfMass(t *testing.T) {
	q := newPosterior(bare{normals(.9, 0, 1)})
	if w := q.Warnings(); len(w) != 1 || !strings.Contains(w[0], "does not integrate to 1") {
		t.Errorf("warnings %q", w)
	}
}

func TestPosteriorPanicsOnWrongLength(t *testing.T) {
	q := newPosterior(normals(1, 0, 1))
	for name, f := range map[string]func(){
		"Posterior.LogProb: 2 values of y for 1 rows": func() { q.LogProb(make([]float64, 2)) },
		"Posterior.CDF: 0 values":                     func() { q.CDF(nil) },
		"Posterior.CRPS: 2 values":                    func() { q.CRPS(make([]float64, 2)) },
		"Posterior.PIT: 2 values":                     func() { q.PIT(make([]float64, 2), 1) },
		"row 1 of a posterior of 1 rows":              func() { q.Row(1) },
	} {
		func() {
			defer func() {
				if e, ok := recover().(string); !ok || !strings.Contains(e, name) {
					t.Errorf("%s: recovered %v", name, e)
				}
			}()
			f()
		}()
	}
}

func TestPosteriorZeroValue(t *testing.T) {
	var q Posterior
	if q.Rows() != 0 || len(q.Mean()) != 0 || len(q.LogProb(nil)) != 0 || len(q.HPD(.5)) != 0 || len(q.Warnings()) != 0 || len(q.Sample(1, 3)) != 0 || len(q.Support()) != 0 {
		t.Error("the zero Posterior has rows")
	}
	if s, err := q.Scaled(1, 2); err != nil || s.Rows() != 0 {
		t.Error(err)
	}
}

// Scaling is the change of variables in every method.
func TestPosteriorScaled(t *testing.T) {
	u := newPosterior(stack(betas(1, 2, 5), betas(.5, 1, 1, .5, 9, 3)))
	q := must1(u.Scaled(13.5, 1.8334))
	up := func(v float64) float64 { return 13.5 + 1.8334*v }
	y, v := []float64{up(.3), up(.8)}, []float64{.3, .8}
	for i := range 2 {
		closeTo(t, "log-density", q.LogProb(y)[i], u.LogProb(v)[i]-math.Log(1.8334), 1e-12)
		closeTo(t, "cdf", q.CDF(y)[i], u.CDF(v)[i], 1e-13)
		closeTo(t, "mean", q.Mean()[i], up(u.Mean()[i]), 1e-13)
		closeTo(t, "variance", q.Variance()[i], u.Variance()[i]*1.8334*1.8334, 1e-14)
		closeTo(t, "mode", q.Mode()[i], up(u.Mode()[i]), 1e-8)
		closeTo(t, "quantile", q.Quantile(.9)[i], up(u.Quantile(.9)[i]), 1e-12)
		closeTo(t, "entropy", q.Entropy()[i], u.Entropy()[i]+math.Log(1.8334), 1e-9)
		closeTo(t, "CRPS", q.CRPS(y)[i], u.CRPS(v)[i]*1.8334, 1e-10)
		a, b := q.HPD(.6)[i], u.HPD(.6)[i]
		closeTo(t, "HPD", a[0].Lo, up(b[0].Lo), 1e-8)
		closeTo(t, "HPD", a[0].Hi, up(b[0].Hi), 1e-8)
		closeTo(t, "support", q.Support()[i].Hi, up(1), 0)
	}
	if l := q.LogProb([]float64{up(1), up(1)})[1]; math.IsInf(l, -1) {
		t.Error("the upper end of the support is outside after rounding")
	}
	if l := q.LogProb([]float64{up(1) + 1e-9, 13.4}); !math.IsInf(l[0], -1) || !math.IsInf(l[1], -1) {
		t.Errorf("log-densities outside the support: %v", l)
	}
	for _, bad := range [][2]float64{{0, 0}, {0, -1}, {math.NaN(), 1}, {0, math.Inf(1)}} {
		if _, err := u.Scaled(bad[0], bad[1]); err == nil || !strings.Contains(err.Error(), "scale positive") {
			t.Errorf("shift and scale %v: %v", bad, err)
		}
	}
}

// inBulk evaluates rows together, and says so.
type inBulk struct {
	testMixture
	calls *int
}

func (b inBulk) Has() *density.Closed {
	return &density.Closed{LogProbRows: b.logProbRows, CDF: b.cdf, CDFRows: b.cdfRows, Moments: b.moments}
}

func (b inBulk) logProbRows(first int, y, out []float64) {
	*b.calls++
	for i := range y {
		b.LogProb(first+i, y[i:i+1], out[i:i+1])
	}
}

func (b inBulk) cdfRows(first int, y, out []float64) {
	*b.calls++
	for i := range y {
		b.cdf(first+i, y[i:i+1], out[i:i+1])
	}
}

// Bulk evaluation, where there is one, is used, also through scaling and swapping, and changes nothing.
func TestPosteriorEvaluatesInBulk(t *testing.T) {
	calls := 0
	m := randomBetas(30, 3, 8)
	change := func(q Posterior) Posterior {
		q = must1(q.Scaled(13.5, 2))
		return must1(must1(SwapPrior(q, FlatPrior{13, 16}, FlatPrior{13.6, 15.4})).Scaled(1, 3))
	}
	bulk, each := newPosterior(inBulk{m, &calls}), newPosterior(m)
	y := each.Quantile(.2)
	if !slices.Equal(bulk.LogProb(y), each.LogProb(y)) || !slices.Equal(bulk.CDF(y), each.CDF(y)) || calls != 2 {
		t.Errorf("bulk differs, or was called %d times", calls)
	}
	bulk, each = change(bulk), change(each)
	y = each.Quantile(.2)
	if !slices.Equal(bulk.LogProb(y), each.LogProb(y)) || calls != 3 {
		t.Errorf("bulk differs after a swap, or was called %d times", calls)
	}
}
