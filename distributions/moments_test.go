package distributions_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// numbersOf makes numbers of a distribution of constants.
func numbersOf(t *testing.T, d distributions.Distribution) distributions.Posterior {
	t.Helper()
	q, err := distributions.Numbers(d)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

var constant = distributions.Constant

// Skewness, excess kurtosis, raw moments and expected shortfall against closed forms.
func TestHigherMoments(t *testing.T) {
	const a, b = 2., 5.
	es := func(p float64) float64 { // of N(0, 1): -phi(z)/p
		z := numbersOf(t, distributions.Normal{Loc: constant(0), Scale: constant(1)}).Quantile(p)[0]
		return -math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / p
	}
	for name, c := range map[string]struct {
		d            distributions.Distribution
		skew, kurt   float64
		moment3      float64
		p, shortfall float64
		tolerance    float64
	}{
		"normal":         {distributions.Normal{Loc: constant(3), Scale: constant(2)}, 0, 0, 27 + 3*3*4, .1, 3 + 2*es(.1), 1e-9},
		"beta":           {distributions.Beta{Alpha: constant(a), Beta: constant(b)}, 2 * (b - a) * math.Sqrt(a+b+1) / ((a + b + 2) * math.Sqrt(a*b)), 6 * ((a-b)*(a-b)*(a+b+1) - a*b*(a+b+2)) / (a * b * (a + b + 2) * (a + b + 3)), a * (a + 1) * (a + 2) / ((a + b) * (a + b + 1) * (a + b + 2)), 1, a / (a + b), 1e-9},
		"laplace":        {Laplace{Loc: constant(1), Scale: constant(1)}, 0, 3, 1 + 3*2, .25, 1 + math.Log(.5) - 1, 1e-8},
		"count":          {Count{Rate: constant(9)}, 1. / 3, 1. / 9, 729 + 3*81 + 9, 1, 9, 1e-9},
		"counts far out": {Count{Rate: constant(1e6)}, 1e-3, 1e-6, 1e18 + 3e12 + 1e6, 1, 1e6, 1e-6},
	} {
		q := numbersOf(t, c.d)
		within(t, name+": skewness", q.Skewness()[0], c.skew, c.tolerance)
		within(t, name+": kurtosis", q.Kurtosis()[0], c.kurt, 10*c.tolerance)
		within(t, name+": third moment", q.Moment(3)[0], c.moment3, c.tolerance*math.Abs(c.moment3))
		within(t, name+": shortfall", q.ExpectedShortfall(c.p)[0], c.shortfall, c.tolerance*max(1, math.Abs(c.shortfall)))
		within(t, name+": first moment", q.Moment(1)[0], q.Mean()[0], 0)
	}
}

// Heavy is a Cauchy of one's own: it has no moments.
type Heavy struct {
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d Heavy) BatchShape() tensor.Shape { return d.Loc.Shape() }
func (d Heavy) EventShape() tensor.Shape { return tensor.Shape{} }
func (d Heavy) LogProb(y *G.Node) *G.Node {
	z := ops.Div(ops.Sub(y, d.Loc), d.Scale)
	return ops.AddConst(ops.Neg(ops.Add(ops.Log1p(ops.Square(z)), ops.Log(d.Scale))), -math.Log(math.Pi))
}
func (d Heavy) Bump() (at, width *G.Node) { return d.Loc, d.Scale }

// What does not converge is NaN, not a number that depends on where the panels end.
func TestMomentsThatDoNotExist(t *testing.T) {
	q := numbersOf(t, Heavy{Loc: constant(0), Scale: constant(1)})
	for name, v := range map[string][]float64{"skewness": q.Skewness(), "kurtosis": q.Kurtosis(), "moment 2": q.Moment(2), "moment 4": q.Moment(4)} {
		if !math.IsNaN(v[0]) {
			t.Errorf("the %s of a Cauchy is %v", name, v[0])
		}
	}
	within(t, "E 1/(1+y^2)", q.Expectation(func(y float64) float64 { return 1 / (1 + y*y) })[0], .5, 1e-9)
}

// Tails are logarithms of the cdf and of what is left, and quantiles apart.
func TestTailsOfNumbers(t *testing.T) {
	q := numbersOf(t, distributions.Normal{Loc: constant(0, 0), Scale: constant(1, 2)})
	y := []float64{-1, 3}
	for i, p := range q.CDF(y) {
		within(t, fmt.Sprint("log-cdf ", i), q.LogCDF(y)[i], math.Log(p), 1e-14)
		within(t, fmt.Sprint("log-survival ", i), q.LogSurvival(y)[i], math.Log1p(-p), 1e-14)
	}
	within(t, "interquartile range", q.InterQuantile(.5)[1], 2*2*.6744897501960817, 1e-9)
	for _, f := range []func(){func() { q.InterQuantile(50) }, func() { q.ExpectedShortfall(-1) }, func() { q.Moment(0) }} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "distributions: Posterior.") {
					t.Errorf("panic %v", r)
				}
			}()
			f()
		}()
	}
}

// A row is a prior: dividing by it what it is leaves the target.
func TestRowAsPrior(t *testing.T) {
	q := numbersOf(t, distributions.Normal{Loc: constant(0), Scale: constant(1)})
	prior, err := numbersOf(t, distributions.Normal{Loc: constant(1), Scale: constant(2)}).Prior(0)
	if err != nil {
		t.Fatal(err)
	}
	flat, err := distributions.SwapPrior(q, prior, distributions.FlatPrior{Min: -40, Max: 40})
	if err != nil {
		t.Fatal(err)
	}
	precision := 1 - 1./4 // N(0, 1) over N(1, 4)
	within(t, "mean", flat.Mean()[0], (0-1./4)/precision, 1e-8)
	within(t, "variance", flat.Variance()[0], 1/precision, 1e-8)
	if _, err := q.Prior(3); err == nil || !strings.Contains(err.Error(), "row 3 of a posterior of 1 rows") {
		t.Errorf("Prior(3) gave %v", err)
	}
	if _, err := numbersOf(t, distributions.Normal{Loc: constant(math.NaN()), Scale: constant(1)}).Prior(0); err == nil {
		t.Error("a prior of NaN is taken")
	}
}
