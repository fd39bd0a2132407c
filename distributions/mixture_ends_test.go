package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
)

// Components of which one ends at a number and another at a node: Poisson or Exponential at 0, Truncated and Uniform at parameters,
// above and below the others. Rows end where the outermost component does, so that no mass is left out.
func TestMixtureEndsAtNumbersAndNodes(t *testing.T) {
	negative := distributions.NegativeBinomial{Rate: distributions.Constant(3), Concentration: distributions.Constant(2)}
	uniform := func(low, high float64) distributions.Distribution {
		return distributions.Uniform{Low: distributions.Constant(low), High: distributions.Constant(high)}
	}
	truncated := func(low, high float64) distributions.Distribution {
		return distributions.Truncated{Base: negative, Low: distributions.Constant(low), High: distributions.Constant(high)}
	}
	beta := distributions.Beta{Alpha: distributions.Constant(2), Beta: distributions.Constant(2)}
	uneven := 1 / (1 + math.E)
	for _, c := range []struct {
		a, b   distributions.Distribution
		lo, hi float64
	}{
		{distributions.Poisson{Rate: distributions.Constant(2)}, truncated(1, 9), 0, math.Inf(1)},
		{distributions.Binomial{Total: distributions.Constant(4), Logits: distributions.Constant(0)}, truncated(1, 9), 0, 9},
		{truncated(3, 5), truncated(1, 9), 1, 9},
		{distributions.Exponential{Rate: distributions.Constant(2)}, uniform(1, 3), 0, math.Inf(1)},
		{distributions.Exponential{Rate: distributions.Constant(2)}, uniform(-1, 3), -1, math.Inf(1)},
		{beta, uniform(.1, 3), 0, 3},
		{beta, uniform(.1, .9), 0, 1},
		{uniform(-1, .5), distributions.Mixture{Mixing: logitsOf(0, 0), Components: []distributions.Distribution{beta, uniform(-.5, .2)}}, -1, 1},
	} {
		for _, d := range []distributions.Mixture{
			{Mixing: logitsOf(0, 1), Components: []distributions.Distribution{c.a, c.b}},
			{Mixing: logitsOf(1, 0), Components: []distributions.Distribution{c.b, c.a}},
		} {
			name := fmt.Sprintf("%v and %v", d.Components[0], d.Components[1])
			q, a, b := numbered(t, d), numbered(t, c.a), numbered(t, c.b)
			if s := q.Support()[0]; s.Lo != c.lo || s.Hi != c.hi {
				t.Errorf("%s: support %v, want [%v, %v]", name, s, c.lo, c.hi)
			}
			if w := q.Warnings(); len(w) > 0 {
				t.Errorf("%s: %v", name, w)
			}
			want := uneven*a.Mean()[0] + (1-uneven)*b.Mean()[0]
			if got := q.Expectation(func(y float64) float64 { return y })[0]; !(math.Abs(got-want) < 1e-9) {
				t.Errorf("%s: mean %v, want %v", name, got, want)
			}
		}
	}
}

// numbered is Numbers of what has them.
func numbered(t *testing.T, d distributions.Distribution) distributions.Posterior {
	t.Helper()
	q, err := distributions.Numbers(d)
	if err != nil {
		t.Fatalf("%v: %v", d, err)
	}
	return q
}

// logitsOf is a row of mixing logits.
func logitsOf(v ...float64) distributions.Categorical {
	return distributions.Categorical{Logits: distributiontest.Array(v, 1, len(v))}
}
