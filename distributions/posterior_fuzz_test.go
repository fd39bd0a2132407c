package distributions

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
)

// A fuzzCase is a posterior of one row of extreme parameters, and all that is known of it from elsewhere.
type fuzzCase struct {
	oracle
	q            Posterior
	shift, scale float64
	swapped      bool
	widths       []float64 // of the components
	centres      []float64
}

// fuzzNumber is a number of any size in [lo, hi], often one at which something changes.
func fuzzNumber(r *rand.Rand, lo, hi float64) float64 {
	special := []float64{.5, 1, 1 - 1e-6, 1 + 1e-6, 1 - 1e-9, 1 + 1e-9, 1.01, 2, 3, lo, hi}
	if r.IntN(4) == 0 {
		return min(max(special[r.IntN(len(special))], lo), hi)
	}
	return lo * math.Exp(r.Float64()*math.Log(hi/lo))
}

func newFuzzCase(seed uint64) (c fuzzCase, ok bool) {
	r := rand.New(rand.NewPCG(seed, 9))
	c.normal = r.IntN(3) == 0
	c.scale = 1
	where := r.NormFloat64() * math.Pow(10, float64(r.IntN(6)))
	for k := range 1 + r.IntN(4) {
		w := math.Exp(3 * r.NormFloat64())
		switch pick := r.IntN(12); {
		case k > 0 && pick == 0:
			w = 0
		case k > 0 && pick == 1:
			w = 1e-300
		}
		a, b := fuzzNumber(r, 1e-3, 1e6), fuzzNumber(r, 1e-3, 1e6)
		if c.normal {
			b = fuzzNumber(r, 1e-8, 1e4)
			a = where + 10*b*r.NormFloat64()
			b = max(b, 1e6*density.Spacing(a)) // what is narrower is rounded in its y
		}
		c.row = append(c.row, w, a, b)
	}
	sum := 0.
	for k := 0; k < len(c.row); k += 3 {
		sum += c.row[k]
	}
	for k := 0; k < len(c.row); k += 3 {
		c.row[k] /= sum
		a, b := c.row[k+1], c.row[k+2]
		if !c.normal {
			a, b = a/(a+b), math.Sqrt(a/(a+b)*b/(a+b)/(a+b+1))
		}
		c.centres, c.widths = append(c.centres, a), append(c.widths, b)
	}
	c.q = compiledMixture(c.normal, c.row)
	if r.IntN(2) == 0 {
		c.q = withoutForms(c.q)
	}
	if r.IntN(3) == 0 {
		if ok = c.swap(r); !ok {
			return c, false
		}
	}
	if r.IntN(3) == 0 {
		c.shift, c.scale = 10*r.NormFloat64(), math.Exp(3*r.NormFloat64())
		c.q = must1(c.q.Scaled(c.shift, c.scale))
	}
	return c, true
}

var compiled = map[[2]int]func(values map[string]G.Value) Posterior{}

// compiledMixture is mixtureNodes with the formulas of as many components that were compiled before.
func compiledMixture(normal bool, t []float64) Posterior {
	key := [2]int{len(t) / 3, 0}
	if normal {
		key[1] = 1
	}
	n, k := 1, len(t)/3
	if compiled[key] == nil {
		c := newDeclaredOn()
		var components Distribution = Beta{Alpha: c.input("a", 4, k), Beta: c.input("b", 4, k)}
		if normal {
			components = Normal{Loc: c.nodes["a"], Scale: c.nodes["b"]}
		}
		f, err := NewFormulas(MixtureSameFamily{Mixing: Categorical{c.input("logits", 4, k)}, Components: components})
		if err != nil {
			panic(err)
		}
		compiled[key] = func(values map[string]G.Value) Posterior { return must1(f.Posterior(c.feed(values))) }
	}
	logits, a, b := make([]float64, k), make([]float64, k), make([]float64, k)
	for j := range k {
		logits[j], a[j], b[j] = math.Log(t[3*j]), t[3*j+1], t[3*j+2]
	}
	return compiled[key](map[string]G.Value{"logits": dense(logits, n, k), "a": dense(a, n, k), "b": dense(b, n, k)})
}

// swap changes a prior of bins for another, which may have empty ones.
func (c *fuzzCase) swap(r *rand.Rand) bool {
	lo, hi := 0., 1.
	if c.normal {
		lo, hi = c.centres[0]-3*c.widths[0], c.centres[0]+5*c.widths[0]
	}
	n := 1 + r.IntN(12)
	h := func(empty bool) Histogram {
		h := Histogram{Edges: make([]float64, n+1), Mass: make([]float64, n)}
		for k := range h.Edges {
			h.Edges[k] = lo + (hi-lo)*float64(k)/float64(n)
		}
		h.Edges[n] = hi
		for k := range h.Mass {
			if h.Mass[k] = math.Exp(r.NormFloat64()); empty && r.IntN(4) == 0 {
				h.Mass[k] = 0
			}
		}
		return h
	}
	train, target := h(false), h(true)
	swapped, err := SwapPrior(c.q, train, target)
	if err != nil {
		return false // it has next to nothing on the target
	}
	c.q, c.swapped, c.edges = swapped, true, train.Edges
	c.ratio = func(y float64) float64 {
		if y < lo || y > hi {
			return math.Inf(-1)
		}
		return logRatio(target.LogProb(y), train.LogProb(y))
	}
	return true
}

// FuzzPosterior holds posteriors of Normals, Betas and their mixtures with parameters from 1e-8 to 1e6 and weights down to 0, as
// they are, swapped by bins and in other units, to what can be known of them without panels: an independent quadrature, and
// laws.
func FuzzPosterior(f *testing.F) {
	slow.Test(f)
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Add(uint64(1230))                 // most of its mass is within a float of its upper end
	f.Add(uint64(1105))                 // a swapped mixture of narrow Normals far from 0
	f.Add(uint64(13069222402631071668)) // quantiles below the normal floats
	f.Add(uint64(13333783001198934166)) // floats that are one in the unit of the closed form
	f.Add(uint64(13069222402631071584)) // infinite at an end it falls towards
	f.Add(uint64(1175))                 // quantiles of 1e-76 by the mass below
	f.Add(uint64(1074))                 // narrow Normals, scaled
	f.Add(uint64(993))                  // a component of weight 0, far from the others
	f.Add(uint64(14957306547349856145)) // a mode at 1 that is 1e-11 wide
	f.Add(uint64(15548128363301693586)) // a quantile 1e-13 below an infinite end
	f.Add(uint64(10814305044577962027)) // one below the normal floats
	f.Add(uint64(13333783001198933852)) // panels there
	f.Add(uint64(13069222402631071615)) // a region that ends where the density varies by 1e-9
	f.Add(uint64(1946592180525851985))  // by a minimum of y^-1e-9 (1-y)^-1e-6
	f.Fuzz(checkFuzz)
}

func checkFuzz(t *testing.T, seed uint64) {
	c, ok := newFuzzCase(seed)
	if !ok {
		return
	}
	defer func() {
		if t.Failed() {
			t.Logf("seed %d: normal %v, row %v, swapped %v, shift %v, scale %v", seed, c.normal, c.row, c.swapped, c.shift, c.scale)
		}
	}()
	entropy := c.q.Entropy()[0]
	if loud := slices.DeleteFunc(c.q.Warnings(), isAboutSample); len(loud) > 0 {
		return // it is said
	}
	c.checkIntegrals(t, entropy)
	c.checkQuantiles(t)
	c.checkRegions(t)
	c.checkModes(t)
}

// checkIntegrals holds mean, variance and entropy to the oracle.
func (c *fuzzCase) checkIntegrals(t *testing.T, entropy float64) {
	want := c.integrate()
	sd := math.Sqrt(want.variance)
	rounding := 8 * density.Spacing(max(math.Abs(want.mean), sd)) / sd
	if c.scale != 1 {
		rounding += 8 * density.Spacing(max(math.Abs(c.shift), math.Abs(c.shift+c.scale*want.mean))) / sd / c.scale
	}
	rounding += c.pointRounding()
	closeTo(t, "mean in standard deviations", ((c.q.Mean()[0]-c.shift)/c.scale-want.mean)/sd, 0, 1e-7+rounding)
	closeTo(t, "relative variance", c.q.Variance()[0]/c.scale/c.scale/want.variance, 1, 1e-6+rounding)
	closeTo(t, "entropy", entropy-math.Log(c.scale), want.entropy, 1e-8*max(1, math.Abs(want.entropy))+rounding)
}

// pointRounding bounds what the rounding of the points of narrow Normals makes of integrals of log-densities: a point is off by
// half a float at most, also in the unit of a scaled row, which changes the log-density by |z| times that over the width, and
// the mean of |z| is .8.
func (c *fuzzCase) pointRounding() (most float64) {
	for k, a := range c.centres {
		if !c.normal || c.row[3*k] < 1e-12 {
			continue
		}
		float := density.Spacing(a)
		if c.scale != 1 {
			float += density.Spacing(max(math.Abs(c.shift), math.Abs(c.shift+c.scale*a))) / c.scale
		}
		most = max(most, .4*float/c.widths[k])
	}
	return most
}

// checkQuantiles holds the cdf to be one, and quantiles to be its inverse.
func (c *fuzzCase) checkQuantiles(t *testing.T) {
	lo, hi := c.q.f.Support(0)
	below, last := 0., math.Inf(-1)
	for _, p := range []float64{0, 1e-6, .01, .3, .5, .8, .99, 1 - 1e-6, 1} {
		y := c.q.Quantile(p)[0]
		if !(y >= lo && y <= hi) || y < last {
			t.Errorf("quantile %v is %v after %v in [%v, %v]", p, y, last, lo, hi)
		}
		last = y
		cdf := func(y float64) float64 { return c.q.CDF([]float64{y})[0] }
		at, before, after := cdf(y), cdf(math.Nextafter(y, math.Inf(-1))), cdf(math.Nextafter(y, math.Inf(1)))
		if !(at >= below-1e-9 && at <= 1 && after >= p-1e-9) || !(before <= p+1e-9) {
			t.Errorf("quantile %v is %v: cdf %v to %v around it, %v at the last quantile", p, y, before, after, below)
		}
		below = at
	}
}

// checkRegions holds the mass of HPD regions to the cdf, but for what is between neighbouring floats.
func (c *fuzzCase) checkRegions(t *testing.T) {
	cdf := func(y float64) float64 { return c.q.CDF([]float64{y})[0] }
	for _, mass := range []float64{.1, .68, .999} {
		sum, rough := 0., 1e-8
		for _, x := range c.q.HPD(mass)[0] {
			sum += cdf(x.Hi) - cdf(x.Lo)
			for _, end := range []float64{x.Lo, x.Hi} {
				float := max(density.Spacing(end), 0x1p-52*c.scale) // also of [0, 1], in which a cdf in closed form is asked
				rough += cdf(end+float) - cdf(end-float)
			}
		}
		closeTo(t, "mass of the HPD region", sum, mass, rough)
	}
}

// checkModes holds every mode to its neighbours, the first to points all over, and single components to having the modes that
// they have.
func (c *fuzzCase) checkModes(t *testing.T) {
	modes := c.q.Modes()[0]
	if len(modes) == 0 {
		t.Fatal("no modes")
	}
	best := c.logProb(modes[0])
	grid := c.grid()
	logs := c.q.LogProbs(grid)[0]
	for j, l := range logs {
		if l > best+c.slack(modes[0])+c.slack(grid[j]) {
			t.Errorf("mode %v has log-density %v, %v has %v", modes[0], best, grid[j], l)
			break
		}
	}
	if mode := c.q.Mode()[0]; math.Abs(c.logProb(mode)-best) > c.slack(mode)+c.slack(modes[0]) {
		t.Errorf("Mode is %v of log-density %v, the first of Modes %v of %v", mode, c.logProb(mode), modes[0], best)
	}
	lo, hi := c.q.f.Support(0)
	for _, m := range modes {
		for _, h := range []float64{1e-6, -1e-6, 1e-4, -1e-4} {
			y := m + h*c.scale*slices.Min(c.widths)
			if y > lo && y < hi && !c.acrossEdge(y, m) && c.logProb(y) > c.logProb(m)+c.slack(m)+c.slack(y) && !c.valley(m, y) {
				t.Errorf("%v is no mode: log-density %v, at %v it is %v", m, c.logProb(m), y, c.logProb(y))
			}
		}
	}
	if want := c.modeCount(); want > 0 && len(modes) != want {
		t.Errorf("modes %v, want %d", modes, want)
	}
}

// valley reports whether the density falls between a mode and a denser point y beside it: that of 1/2 Beta(43, 1) + 1/2 Beta(2e4, 2.5) does
// so within 1e-11 of 1.
func (c *fuzzCase) valley(mode, y float64) bool {
	for d := .5; d > 1e-9; d /= 1.5 {
		if c.logProb(mode+d*(y-mode)) < c.logProb(mode)-1e-11 {
			return true
		}
	}
	return false
}

// modeCount is how many modes a row of one component has, 0 if that is not known.
func (c *fuzzCase) modeCount() int {
	switch {
	case c.swapped || len(c.row) > 3:
		return 0
	case !c.normal && c.row[1] < 1 && c.row[2] < 1:
		return 2
	}
	return 1
}

func (c *fuzzCase) logProb(y float64) float64 { return c.q.LogProb([]float64{y})[0] }

// slack is what rounding of y and of the exponents may do to the log-density at y.
func (c *fuzzCase) slack(y float64) float64 {
	at := c.logProb(y)
	if math.IsInf(at, 0) {
		return 0
	}
	slack := 1e-9 + 1e-13*math.Abs(at)
	for k := 2; k < len(c.row); k += 3 {
		if !c.normal {
			slack += 1e-15 * max(c.row[k], c.row[k-1]) * 16
		}
	}
	for _, to := range []float64{math.Inf(1), math.Inf(-1)} {
		y := y
		for range 4 {
			y = math.Nextafter(y, to)
		}
		if l := c.logProb(y); !math.IsInf(l, 0) && !math.IsNaN(l) {
			slack += math.Abs(l - at)
		}
	}
	return slack
}

// acrossEdge reports whether an edge of a bin is between y and m, or nearly at one of them.
func (c *fuzzCase) acrossEdge(y, m float64) bool {
	for _, e := range c.edges {
		e = c.shift + c.scale*e
		near := 4*density.Spacing(e) + math.Abs(y-m)
		if e >= min(y, m)-near && e <= max(y, m)+near {
			return true
		}
	}
	return false
}

// grid is points all over the row.
func (c *fuzzCase) grid() (at []float64) {
	lo, hi := c.q.f.Support(0)
	for k, centre := range c.centres {
		for z := -4.; z <= 4; z += .1 {
			at = append(at, c.shift+c.scale*(centre+z*c.widths[k]))
		}
	}
	if !c.normal {
		for x := -36.; x < 0; x += .2 {
			at = append(at, lo+math.Exp(x)*(hi-lo), hi-math.Exp(x)*(hi-lo))
		}
	}
	return slices.DeleteFunc(at, func(y float64) bool {
		if !(y > lo && y < hi) {
			return true
		}
		return c.acrossEdge(y, y)
	})
}
