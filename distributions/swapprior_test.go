package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/slow"
)

// massRows is n rows of 16-component beta mixtures on 13.5..15.3334, such as the case study predicts.
func massRows(n int, seed uint64) Posterior {
	return must1(newPosterior(bare{randomBetas(n, 16, seed)}).Scaled(13.5, 1.8334))
}

// The reference multiplies q by target/train itself, on 200,000 midpoints in the target's support, none of whose cells
// straddles an edge of the histogram.
func TestSwapPriorAgainstQuadrature(t *testing.T) {
	slow.Test(t)
	q := massRows(4, 21)
	for _, train := range []Prior{massHistogram(64, false), massHistogram(64, true), massSpline()} {
		target := FlatPrior{13.51, 15.2}
		fast := prepared(train)
		flat := must1(SwapPrior(q, train, target))
		modes, means, fractions := flat.Mode(), flat.Mean(), flat.EffectiveSampleFraction()
		cuts := slices.DeleteFunc(append(slices.Clone(train.Breaks()), 13.51, 15.2), func(e float64) bool { return e < 13.51 || e > 15.2 })
		slices.Sort(cuts)
		y, h := midpoints(cuts, bruteCells)
		for i := range q.Rows() {
			base, ours := q.Row(i).LogProbs(y)[0], flat.Row(i).LogProbs(y)[0]
			p, z, r2 := make([]float64, len(y)), 0., 0.
			for j := range y {
				r := math.Exp(target.LogProb(y[j]) - fast.LogProb(y[j]))
				p[j] = math.Exp(base[j]) * r
				z += p[j] * h[j]
				r2 += p[j] * r * h[j]
			}
			mean, cdf, best := 0., 0., math.Inf(-1)
			want := []float64{.005, .16, .5, .84, .999}
			next := 0
			for j := range y {
				mean += y[j] * p[j] * h[j] / z
				for next < len(want) && cdf+p[j]*h[j] >= want[next]*z {
					x := y[j] - h[j]/2 + (want[next]*z-cdf)/p[j]
					closeTo(t, fmt.Sprint("quantile ", want[next]), flat.Row(i).Quantile(want[next])[0], x, 1e-6)
					next++
				}
				cdf += p[j] * h[j]
				best = max(best, ours[j])
				if w := math.Log(p[j] / z); math.Abs(ours[j]-w) > 1e-6 && p[j] > 0 {
					t.Fatalf("row %d at %v: log-density %v, want %v", i, y[j], ours[j], w)
				}
			}
			closeTo(t, "mean", means[i], mean, 1e-6)
			closeTo(t, "effective sample fraction", fractions[i], z*z/r2, 1e-6)
			if top := flat.Row(i).LogProb(modes[i : i+1])[0]; top < best {
				t.Errorf("row %d: mode %v has log-density %.17g, the grid %.17g", i, modes[i], top, best)
			}
		}
	}
}

// midpoints of about n cells between the cuts.
func midpoints(cuts []float64, n int) (y, h []float64) {
	for k := range len(cuts) - 1 {
		a, b := cuts[k], cuts[k+1]
		m := int(math.Ceil(float64(n) * (b - a) / (cuts[len(cuts)-1] - cuts[0])))
		for j := range m {
			y, h = append(y, a+(b-a)*(float64(j)+.5)/float64(m)), append(h, (b-a)/float64(m))
		}
	}
	return y, h
}

func prepared(p Prior) Prior {
	p, err := prepare("test", p)
	if err != nil {
		panic(err)
	}
	return p
}

// Swapping a prior for itself changes nothing if q lies within it.
func TestSwapPriorByTheSamePriorIsIdentity(t *testing.T) {
	q := massRows(5, 22)
	h := Histogram{Edges: []float64{13.5, 14, 14.2, 15, 13.5 + 1.8334}, Mass: []float64{5, 2, 2, 1}}
	for _, p := range []Prior{FlatPrior{13.5, 13.5 + 1.8334}, h, Histogram{Edges: h.Edges, Mass: h.Mass, Smooth: true}} {
		same := must1(SwapPrior(q, p, p))
		y := q.Quantile(.3)
		for i := range q.Rows() {
			closeTo(t, "log-density", same.LogProb(y)[i], q.LogProb(y)[i], 1e-10)
			closeTo(t, "mean", same.Mean()[i], q.Mean()[i], 1e-10)
			closeTo(t, "quantile", same.Quantile(.3)[i], y[i], 1e-10)
			closeTo(t, "effective sample fraction", same.EffectiveSampleFraction()[i], 1, 1e-10)
			closeTo(t, "of the original", q.EffectiveSampleFraction()[i], 1, 0)
		}
	}
}

// From A to B and on to C is from A to C.
func TestSwapPriorTwice(t *testing.T) {
	q := massRows(5, 23)
	a, b, c := massHistogram(64, false), FlatPrior{13.51, 15.2}, Histogram{Edges: []float64{13.6, 14, 15}, Mass: []float64{1, 3}}
	twice := must1(SwapPrior(must1(SwapPrior(q, a, b)), b, c))
	once := must1(SwapPrior(q, a, c))
	y := once.Quantile(.6)
	for i := range q.Rows() {
		closeTo(t, "log-density", twice.LogProb(y)[i], once.LogProb(y)[i], 1e-9)
		closeTo(t, "mean", twice.Mean()[i], once.Mean()[i], 1e-10)
		closeTo(t, "mode", twice.Mode()[i], once.Mode()[i], 1e-9)
		closeTo(t, "quantile", twice.Quantile(.6)[i], y[i], 1e-9)
	}
}

// normalPrior is a prior that a user might write.
type normalPrior struct{ loc, scale float64 }

func (p normalPrior) LogProb(y float64) float64 {
	return normalComponent(p.loc, p.scale).logProb(y, 0, 0)
}
func (p normalPrior) Support() (lo, hi float64) { return math.Inf(-1), math.Inf(1) }
func (p normalPrior) Breaks() []float64 {
	return []float64{p.loc - 5*p.scale, p.loc, p.loc + 5*p.scale}
}

// With normal priors and a normal posterior the answer is normal: precisions add and subtract.
func TestSwapPriorOfConjugateNormals(t *testing.T) {
	q := newPosterior(stack(normals(1, 1, .5), normals(1, -3, .2)))
	flat := must1(SwapPrior(q, normalPrior{0, 2}, normalPrior{1, .3}))
	for i, m := range []normalPrior{{1, .5}, {-3, .2}} {
		w := 1/(m.scale*m.scale) - 1./4 + 1/.09
		loc := (m.loc/(m.scale*m.scale) + 1/.09) / w
		closeTo(t, "mean", flat.Mean()[i], loc, 1e-9)
		closeTo(t, "mode", flat.Mode()[i], loc, 1e-7)
		closeTo(t, "sd", flat.StdDev()[i], 1/math.Sqrt(w), 1e-9)
		closeTo(t, "entropy", flat.Entropy()[i], .5*math.Log(2*math.Pi*math.E/w), 1e-9)
		y := []float64{loc + .1, loc + .1}
		closeTo(t, "log-density", flat.LogProb(y)[i], normalPrior{loc, 1 / math.Sqrt(w)}.LogProb(y[i]), 1e-9)
	}
}

// A prediction 1300 standard deviations off the support is an exponential at its edge, normalized on the log scale:
// with x = y - lo and d = lo - loc, q ~ exp(-(d x + x^2/2) / s^2).
func TestSwapPriorFarFromTheSupport(t *testing.T) {
	q := newPosterior(normals(1, 0, .01))
	lo, d, s2 := 13., 13., 1e-4
	flat := must1(SwapPrior(q, FlatPrior{-1, 16}, FlatPrior{lo, 15}))
	rate := d / s2
	closeTo(t, "mean", (flat.Mean()[0]-lo)*rate, 1-2*s2/(d*d), 1e-8) // to second order in s2/d^2
	closeTo(t, "log-density at the edge", flat.LogProb([]float64{lo})[0], math.Log(rate)+s2/(d*d), 1e-9)
	if m := flat.Mode()[0]; m != lo {
		t.Errorf("mode %v, want %v", m, lo)
	}
	if w := flat.Warnings(); len(w) != 1 || !strings.Contains(w[0], "effective sample size") {
		t.Errorf("warnings %q", w)
	}
}

func TestSwapPriorLeavesOutEmptyBins(t *testing.T) {
	q := massRows(3, 24)
	h := Histogram{Edges: []float64{13.5, 14, 14.5, 15, 15.0008, 15.4}, Mass: []float64{6, 3, 1, 0, 1}}
	flat := must1(SwapPrior(q, h, FlatPrior{13.6, 15.1}))
	w := flat.Warnings()
	if len(w) == 0 || !strings.Contains(w[0], "0.00053 of the target prior") || !strings.Contains(w[0], "[15, 15.0008]") {
		t.Errorf("warnings %q", w)
	}
	if l := flat.Row(0).LogProb([]float64{15.0004})[0]; !math.IsInf(l, -1) {
		t.Errorf("log-density %v in the empty bin", l)
	}
	h.Edges[3], h.Edges[4] = 14.8, 15
	_, err := SwapPrior(q, h, FlatPrior{13.7, 15.2})
	want := "distributions: SwapPrior: 0.13 of the target prior lies where the training prior is empty, on [14.8, 15]; " +
		"at most 0.001 may: narrow the target's support, use fewer bins, set Histogram.Smooth, or estimate the prior by FitLogSpline"
	if err == nil || err.Error() != want {
		t.Errorf("error %v\nwant  %s", err, want)
	}
	h.Smooth = true
	if _, err := SwapPrior(q, h, FlatPrior{13.6, 15.2}); err != nil {
		t.Errorf("smooth: %v", err)
	}
	for _, train := range []Prior{h, massSpline(), FlatPrior{13.5, 15.4}} {
		_, err := SwapPrior(q, train, normalPrior{14, 1})
		if err == nil || !strings.HasSuffix(err.Error(), "at most 0.001 may: narrow the target's support, or give a training prior that reaches further") {
			t.Errorf("target beyond %T: %v", train, err)
		}
		if lo, hi := train.Support(); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("on [-Inf, %.6g], [%.6g, +Inf]", lo, hi)) {
			t.Errorf("target beyond %T: %v", train, err)
		}
	}
}

func TestSwapPriorErrors(t *testing.T) {
	q := massRows(3, 25)
	unit := newPosterior(stack(betas(1, 2, 3), betas(1, 2, 3)))
	broken := newPosterior(stack(betas(1, 2, 3), betas(1, math.NaN(), 3)))
	u := FlatPrior{0, 1}
	for _, c := range []struct {
		name          string
		q             Posterior
		train, target Prior
		want          string
	}{
		{"nil prior", q, nil, u, "training prior is nil"},
		{"uniform upside down", q, u, FlatPrior{2, 1}, "uniform on [2, 1]: Min must be below Max"},
		{"edges", q, Histogram{Edges: []float64{0, 1}, Mass: []float64{1, 2}}, u, "2 edges and 2 masses"},
		{"order", q, Histogram{Edges: []float64{0, 1, 1}, Mass: []float64{1, 2}}, u, "bin 1 is [1, 1]"},
		{"negative mass", q, Histogram{Edges: []float64{0, 1}, Mass: []float64{-1}}, u, "bin 0 has mass -1"},
		{"no mass", q, Histogram{Edges: []float64{0, 1}, Mass: []float64{0}}, u, "sum to 0"},
		{"other units", unit, FlatPrior{0, 20}, FlatPrior{13.5, 15}, "row 0 has no mass on the target's support [13.5, 15]; its own is [0, 1]: are both in the same units?"},
		{"NaN row", broken, FlatPrior{0, 1}, FlatPrior{0, 1}, "row 1: the density is NaN"},
		{"class prior", unit, u, ClassPrior{1, 2}, "a ClassPrior is for discrete rows"},
		{"disjoint priors", unit, FlatPrior{0, 1}, FlatPrior{2, 3}, "1 of the target prior lies where the training prior is empty, on [2, 3]"},
	} {
		if _, err := SwapPrior(c.q, c.train, c.target); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v does not say %q", c.name, err, c.want)
		}
	}
	if none, err := SwapPrior(Posterior{}, u, u); err != nil || none.Rows() != 0 {
		t.Errorf("no rows: %v, %v", none, err)
	}
}

// Class frequencies: Bayes' rule on three classes.
func TestSwapPriorOfClasses(t *testing.T) {
	q := newPosterior(testAtoms{at: [][]float64{{0, 1, 2}, {0, 1, 2}}, mass: [][]float64{{.5, .3, .2}, {.1, .1, .8}}})
	flat := must1(SwapPrior(q, ClassPrior{.6, .3, .1}, ClassPrior{1, 1, 1}))
	for i, p := range [][]float64{{.5, .3, .2}, {.1, .1, .8}} {
		r := []float64{1 / .6, 1 / .3, 1 / .1}
		z, z2 := 0., 0.
		for k := range p {
			z, z2 = z+p[k]*r[k], z2+p[k]*r[k]*r[k]
		}
		for k := range p {
			closeTo(t, "log-mass", flat.LogProbs([]float64{float64(k)})[i][0], math.Log(p[k]*r[k]/z), 1e-14)
		}
		closeTo(t, "effective sample fraction", flat.EffectiveSampleFraction()[i], z*z/z2, 1e-14)
	}
	if _, err := SwapPrior(q, ClassPrior{1, 0, 1}, ClassPrior{1, 1, 1}); err == nil || !strings.Contains(err.Error(), "[1, 1]") {
		t.Errorf("empty class: %v", err)
	}
	if _, err := SwapPrior(q, ClassPrior{1, math.NaN(), 1}, ClassPrior{1, 1, 1}); err == nil || !strings.Contains(err.Error(), "class 1 is NaN") {
		t.Errorf("NaN class: %v", err)
	}
}

// answers is every number a Posterior gives, in one slice.
func answers(q Posterior) []float64 {
	out := slices.Concat(q.Mean(), q.Variance(), q.Mode(), q.Entropy(), q.Quantile(.2), q.EffectiveSampleFraction())
	mid := q.Quantile(.4)
	out = slices.Concat(out, q.LogProb(mid), q.CDF(mid), q.CRPS(mid), q.PIT(mid, 5))
	for i := range q.Rows() {
		for _, r := range q.Row(i).HPD(.7)[0] {
			out = append(out, r.Lo, r.Hi)
		}
	}
	for _, m := range slices.Concat(q.Modes(), q.Sample(9, 3)) {
		out = append(out, m...)
	}
	return out
}

// Rows do not see each other nor the cores: all rows at once, each alone, and on 1 and 2 cores give the same bits.
func TestPosteriorRowsAreIndependent(t *testing.T) {
	slow.Test(t)
	make := func() Posterior {
		return must1(SwapPrior(massRows(150, 26), massHistogram(64, false), FlatPrior{13.51, 15.2}))
	}
	q := make()
	means, modes, draws, entropy := q.Mean(), q.Mode(), q.Sample(4, 2), q.Entropy()
	for i := range q.Rows() {
		one := q.Row(i)
		again := must1(SwapPrior(massRows(150, 26).Row(i), massHistogram(64, false), FlatPrior{13.51, 15.2}))
		for _, r := range []Posterior{one, again} {
			if r.Mean()[0] != means[i] || r.Mode()[0] != modes[i] || r.Entropy()[0] != entropy[i] || !slices.Equal(r.Sample(4, 2)[0], draws[i]) {
				t.Fatalf("row %d alone differs from row %d among others", i, i)
			}
		}
	}
	before := runtime.GOMAXPROCS(1)
	first := answers(make())
	runtime.GOMAXPROCS(2)
	second := answers(make())
	runtime.GOMAXPROCS(before)
	if !slices.Equal(first, second) {
		t.Error("one core and two cores differ")
	}
}

// Many goroutines may ask one Posterior.
func TestPosteriorIsSafeForConcurrentUse(t *testing.T) {
	q := must1(SwapPrior(massRows(20, 27), massHistogram(64, true), FlatPrior{13.51, 15.2}))
	want := answers(q)
	done := make(chan []float64)
	for range 4 {
		go func() { done <- answers(q) }()
	}
	for range 4 {
		if got := <-done; !slices.Equal(got, want) {
			t.Error("concurrent answers differ")
		}
	}
}

// The density evaluations that a row costs, beside the 20 us or so of numerics.
func TestSwapPriorCostsAFewHundredDensities(t *testing.T) {
	asked := 0
	q := newPosterior(counting{normals(randomNormal(rand.New(rand.NewPCG(1, 1)), 16)...), &asked})
	must1(q.Scaled(14, .2)).Mode()
	if asked > 700 {
		t.Errorf("16 normals: %d densities", asked)
	}
	asked = 0
	must1(SwapPrior(newPosterior(counting{normals(1, 14.2, .17), &asked}), massHistogram(64, false), FlatPrior{13.51, 15.2})).Mode()
	if asked > 700 {
		t.Errorf("64 bins: %d densities", asked)
	}
}

type counting struct {
	density.Family
	asked *int
}

func (counting) Has() *density.Closed { return none }

func (c counting) LogProb(i int, y, out []float64) {
	*c.asked += len(y)
	c.Family.LogProb(i, y, out)
}
