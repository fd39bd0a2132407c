package distributions

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/filetest"
)

// waysToBetas are one row of mixtures of Betas by every way that it can be solved: from nodes, without their closed forms, in
// other units, where floats say little of the distance from an end, as three equal draws, and swapped to the prior it had.
func waysToBetas(triples []float64, check func(way string, q Posterior, shift, scale float64)) {
	q := mixtureNodes(false, triples)
	bareNodes := withoutForms(q)
	draws := newPosterior(mixDraws(mixtureNodes(false, triples, triples, triples).f, 3))
	check("nodes", q, 0, 1)
	check("without closed forms", bareNodes, 0, 1)
	check("scaled", must1(bareNodes.Scaled(13.5, 1.8334)), 13.5, 1.8334)
	check("draws", draws, 0, 1)
	check("draws, scaled", must1(draws.Scaled(-2, 7)), -2, 7)
	check("swapped", must1(SwapPrior(q, FlatPrior{-1, 2}, FlatPrior{-1, 2})), 0, 1)
	check("swapped by bins", must1(SwapPrior(q, Histogram{Edges: []float64{0, .25, 1}, Mass: []float64{1, 3}}, Histogram{Edges: []float64{0, .25, 1}, Mass: []float64{2, 6}})), 0, 1)
	check("swapped, then scaled", must1(must1(SwapPrior(q, FlatPrior{0, 1}, FlatPrior{0, 1})).Scaled(13.5, 1.8334)), 13.5, 1.8334)
}

// Modes in closed form of Betas whose density vanishes or is infinite at an end, however slowly.
func TestModesBesideTheEnds(t *testing.T) {
	for _, c := range []struct {
		row   []float64
		modes []float64
	}{
		{[]float64{1, 100, .03}, []float64{1}},
		{[]float64{1, 4, .02}, []float64{1}},
		{[]float64{1, .02, .02}, []float64{0, 1}},
		{[]float64{1, 1, 4}, []float64{0}},
		{[]float64{1, 1.01, 5}, []float64{.01 / 4.01}},
		{[]float64{1, 1 + 1e-14, 5}, []float64{1e-14 / 4}},
		{[]float64{1, 5, 1 + 1e-18, 1e-300, 5, .9}, []float64{1}},
	} {
		waysToBetas(c.row, func(way string, q Posterior, shift, scale float64) {
			name := fmt.Sprint(way, " of ", c.row)
			modes := q.Modes()[0]
			if len(modes) != len(c.modes) {
				t.Errorf("%s: modes %v, want %v", name, modes, c.modes)
				return
			}
			for i, m := range modes {
				closeTo(t, name+": mode", (m-shift)/scale, c.modes[i], 1e-6)
			}
			closeTo(t, name+": Mode beside the first of Modes", (q.Mode()[0]-modes[0])/scale, 0, 1e-9)
		})
	}
}

// checkLocalModes holds each mode to its neighbours and the densest to a grid that is fine at the ends.
func checkLocalModes(t *testing.T, name string, q Posterior) {
	t.Helper()
	lo, hi := q.f.Support(0)
	modes := q.Modes()[0]
	var grid []float64
	for x := -40.; x < 0; x += .05 {
		d := math.Exp(x) * (hi - lo) / 2
		grid = append(grid, lo+d, hi-d)
	}
	grid = slices.DeleteFunc(grid, func(y float64) bool { return y <= lo || y >= hi })
	logs := func(y ...float64) []float64 { return q.LogProbs(y)[0] }
	top := slices.Max(logs(grid...))
	best := logs(modes[0])[0]
	rounding := 1e-12*max(1, math.Abs(top)) + 16*max(density.Spacing(lo), density.Spacing(hi))/(hi-lo)
	if !(best >= top-rounding) || math.Abs(q.Mode()[0]-modes[0]) > 1e-8*(hi-lo) {
		t.Errorf("%s: mode %v of %v with log-density %v, on a grid %v", name, q.Mode()[0], modes, best, top)
	}
	for _, m := range modes {
		at := logs(m)[0]
		if math.IsInf(at, -1) {
			t.Errorf("%s: density 0 at the mode %v", name, m)
		}
		for _, h := range []float64{1e-5, -1e-5} {
			if y := m + h*min(hi-m, m-lo); y > lo && y < hi && logs(y)[0] > at+rounding {
				t.Errorf("%s: at the mode %v the log-density is %v, beside it %v", name, m, at, logs(y)[0])
			}
		}
	}
}

// Of 400 random mixtures of 16 Betas of the shapes that a network of cluster masses gives, none has its mode where the
// density is 0, each mode is one, and the region of 90% does not reach an end at which the density is 0.
func TestModesOfRandomBetasAreModes(t *testing.T) {
	r := rand.New(rand.NewPCG(400, 16))
	for _, top := range []float64{2, 10} {
		var rows [][]float64
		for range 400 {
			var row []float64
			for range 16 {
				row = append(row, r.Float64(), 1+(top-1)*r.Float64(), 1+(top-1)*r.Float64())
			}
			rows = append(rows, row)
		}
		q := mixtureNodes(false, rows...)
		for i, region := range q.HPD(.9) {
			name := fmt.Sprint("mixture ", i, " of Betas in 1 to ", top)
			checkLocalModes(t, name, q.Row(i))
			if region[0].Lo <= 0 || region[len(region)-1].Hi >= 1 {
				t.Errorf("%s: region %v", name, region)
			}
		}
	}
}

// Entropies and modes are those of mpmath, in every way that a row can be solved (testdata/posteriors.py): 1e-10 is what
// panels promise, of entropies beyond 1 relative; a maximum is known to the root of the rounding of its density.
func TestPosteriorGoldens(t *testing.T) {
	var goldens []struct {
		Row     []float64
		Entropy float64
		Modes   []float64
	}
	filetest.ReadJSON(t, "../testdata/posteriors.json", &goldens)
	for _, g := range goldens {
		waysToBetas(g.Row, func(way string, q Posterior, shift, scale float64) {
			name := fmt.Sprint(way, " of ", g.Row)
			closeTo(t, "entropy, "+name, q.Entropy()[0]-math.Log(scale), g.Entropy, 1e-10*max(1, math.Abs(g.Entropy)))
			modes := q.Modes()[0]
			if len(modes) != len(g.Modes) {
				t.Errorf("modes, %s: %v, want %v", name, modes, g.Modes)
				return
			}
			for k, m := range modes {
				closeTo(t, "mode, "+name, (m-shift)/scale, g.Modes[k], 1e-7)
			}
			closeTo(t, "Mode, "+name, (q.Mode()[0]-shift)/scale, g.Modes[0], 1e-7)
			if w := slices.DeleteFunc(q.Warnings(), isAboutSample); len(w) > 0 {
				t.Error(name, w)
			}
		})
	}
}

// Beta(1, b) has mean 1/(1+b), 2/((1+b)^2 (2+b)) of variance less, and CRPS at .3 by integrating (1-y)^2b by hand.
func TestSwappedBetaWithAnInfiniteEnd(t *testing.T) {
	for _, b := range []float64{.5, .3, .1, .05, .01} {
		waysToBetas([]float64{1, 1, b}, func(way string, q Posterior, shift, scale float64) {
			name := fmt.Sprint(way, ", b = ", b)
			closeTo(t, "mean, "+name, (q.Mean()[0]-shift)/scale, 1/(1+b), 1e-12)
			closeTo(t, "variance, "+name, q.Variance()[0]/scale/scale, b/((1+b)*(1+b)*(2+b)), 1e-12)
			// F = 1 - (1-y)^b; below .3 the square of F, above that of (1-y)^b
			left := func(p float64) float64 { return (1 - math.Pow(.7, p+1)) / (p + 1) }
			want := .3 - 2*left(b) + left(2*b) + math.Pow(.7, 2*b+1)/(2*b+1)
			closeTo(t, "crps, "+name, q.CRPS([]float64{shift + .3*scale})[0]/scale, want, 1e-11)
		})
	}
	s := must1(SwapPrior(mixtureNodes(false, []float64{1, 1, .01}), FlatPrior{0, 1}, FlatPrior{0, 1}))
	closeTo(t, "crps", s.CRPS([]float64{.3})[0], .6813975483, 6e-11)
}

// A component of weight 0 is none, also at an end where it is infinite.
func TestComponentOfWeightZeroAtAnEnd(t *testing.T) {
	waysToBetas([]float64{0, .5, .5, 1, 2, 3}, func(way string, q Posterior, shift, scale float64) {
		for _, end := range []float64{0, 1} {
			if l := q.LogProb([]float64{shift + end*scale})[0]; !math.IsInf(l, -1) {
				t.Errorf("%s: log-density %v at %v, want -Inf", way, l, end)
			}
		}
		if modes := q.Modes()[0]; len(modes) != 1 || math.Abs((modes[0]-shift)/scale-1./3) > 1e-7 {
			t.Errorf("%s: modes %v, want 1/3", way, modes)
		}
		if region := q.HPD(1)[0]; len(region) != 1 {
			t.Errorf("%s: HPD(1) is %v", way, region)
		}
	})
}

// An entropy that could not be resolved is said, once it was asked for.
func TestWarningsOfAnUnresolvedEntropy(t *testing.T) {
	q := newPosterior(jagged{})
	if w := q.Warnings(); len(w) > 0 {
		t.Fatal(w)
	}
	q.Entropy()
	if w := q.Warnings(); len(w) != 1 || !strings.Contains(w[0], "entropy") {
		t.Errorf("warnings %q", w)
	}
}

// jagged is two steps of similar mass, of which the low one, e^-10 of the other, has noise. It takes some thousand panels to cut
// that to what p may be off, and ten times as many for p log p: more than a row may have.
type jagged struct{}

const jagStep, jagNoise = 1e-5, 8e-7

func (jagged) Rows() int                                               { return 1 }
func (jagged) Support(int) (lo, hi float64)                            { return 0, 1 }
func (jagged) Breaks(_ int, dst []float64) []float64                   { return append(dst, jagStep) }
func (jagged) Has() *density.Closed                                    { return none }
func (jagged) Features(_ int, dst []density.Feature) []density.Feature { return dst }
func (jagged) LogProb(_ int, y, out []float64) {
	norm := math.Log(jagStep + math.Exp(-10)*(1-jagStep))
	for j, v := range y {
		out[j] = -norm
		if v > jagStep {
			noise := float64(math.Float64bits(v)*0x9e3779b97f4a7c15>>11) / (1 << 53)
			out[j] -= 10 + jagNoise*noise
		}
	}
}

// In a gap a quantile is where the gap begins, to what the cdf is known: the float after which an exact one does not grow, else
// 1e-11 of the mass.
func TestQuantileWhereAGapBegins(t *testing.T) {
	q := mixtureNodes(true, []float64{.5, -10, 1e-3, .5, 10, 1e-3})
	for name, c := range map[string]struct {
		q      Posterior
		lo, hi float64
	}{
		"exact":         {q, -10 + 7.8e-3, -10 + 8.4e-3}, // 1 less 2^-53 is at 8.2 standard deviations
		"panels":        {withoutForms(q), -10 + 6.4e-3, -10 + 7e-3},
		"bins":          {must1(SwapPrior(newPosterior(normals(1, 1.5, 3)), FlatPrior{0, 3}, Histogram{Edges: []float64{0, 1, 2, 3}, Mass: []float64{1, 0, 1}})), 1 - 1e-9, 1},
		"bins, scaled":  {must1(must1(SwapPrior(newPosterior(normals(1, 1.5, 3)), FlatPrior{0, 3}, Histogram{Edges: []float64{0, 1, 2, 3}, Mass: []float64{1, 0, 1}})).Scaled(13, .1)), 13.1 - 1e-10, 13.1},
		"betas at 0, 1": {mixtureNodes(false, []float64{.5, 2, 1e5, .5, 1e5, 2}), 1e-4, 1e-3},
		"betas, panels": {withoutForms(mixtureNodes(false, []float64{.5, 2, 1e5, .5, 1e5, 2})), 1e-4, 1e-3},
		"steps":         {newPosterior(testSteps{Histogram{Edges: []float64{0, 1, 2, 3}, Mass: []float64{2, 0, 2}}}), 1 - 1e-9, 1},
		"three, last":   {newPosterior(testSteps{Histogram{Edges: []float64{0, 1, 2, 3, 4, 5}, Mass: []float64{1, 0, 1, 0, 2}}}), 3 - 1e-9, 3},
	} {
		if y := c.q.Quantile(.5)[0]; !(y >= c.lo && y <= c.hi) {
			t.Errorf("%s: median %v, want it in [%v, %v]", name, y, c.lo, c.hi)
		}
	}
}
