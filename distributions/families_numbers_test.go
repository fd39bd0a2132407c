package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
)

// numbersOf is one row of the golden case as numbers.
func (g familyGolden) numbersOf(t *testing.T, make func(p G.Nodes) distributions.Distribution) distributions.Posterior {
	t.Helper()
	var p G.Nodes
	for _, v := range g.params {
		if len(v) > 1 {
			p = append(p, distributiontest.Array(slices.Clone(v), 1, len(v)))
		} else {
			p = append(p, distributiontest.Vec(v...))
		}
	}
	return numbersOf(t, make(p))
}

// What a posterior says of a row of each family is what mpmath says: quantiles from 1e-12 to 1-1e-9 to nine digits beside the rounding
// of y, the others to 1e-8 of the row's scale. What does not exist is NaN, or infinite, and no row takes long.
func TestNumbersOfFamilies(t *testing.T) {
	slow.Test(t)
	forGoldens(t, func(t *testing.T, params []string, g familyGolden, make func(p G.Nodes) distributions.Distribution) {
		q := g.numbersOf(t, make)
		sd := math.NaN()
		if g.Variance != nil {
			sd = math.Sqrt(float64(*g.Variance))
		}
		middle := float64(g.Quantile[1])
		scale := sd // or, without one, how far the quantiles 1/4 and 3/4 are apart
		if math.IsNaN(sd) || math.IsInf(sd, 0) {
			scale = q.InterQuantile(.5)[0]
		}
		for k, p := range []float64{1e-12, .5, 1 - 1e-9} {
			want := float64(g.Quantile[k])
			within(t, fmt.Sprint("quantile ", p), q.Quantile(p)[0], want, 1e-9*math.Abs(want)+4e-15*(scale+math.Abs(middle))+5e-324)
		}
		rounding := 10 * 0x1p-52 * math.Abs(middle) / scale // of y, in units of the row
		for _, c := range []struct {
			name      string
			got, unit float64
			want      *number
		}{
			{"mean", q.Mean()[0], sd, g.Mean}, {"variance", q.Variance()[0], sd * sd, g.Variance}, {"mode", q.Mode()[0], scale, g.Mode}, {"entropy", q.Entropy()[0], 1, g.Entropy},
			{"skewness", q.Skewness()[0], 1, g.Skewness}, {"kurtosis", q.Kurtosis()[0], 1, g.Kurtosis},
		} {
			if c.want == nil {
				continue
			}
			want := float64(*c.want)
			switch {
			case math.IsInf(want, 0) || math.IsNaN(want):
				if c.got == c.got && !math.IsInf(c.got, 0) {
					t.Errorf("%s is %v and does not exist", c.name, c.got)
				}
			case c.name == "kurtosis" && want > 1e100 && math.IsNaN(c.got): // beyond what panels follow
			default:
				within(t, c.name, c.got, want, (1e-8+rounding)*max(math.Abs(want), c.unit))
			}
		}
		if h := q.HPD(.9); len(h) == 0 {
			t.Error("no region")
		}
		if c := q.CRPS([]float64{middle})[0]; !(c > 0 && c < math.Inf(1)) {
			t.Errorf("the CRPS at the median is %v", c)
		}
		beyond := q.CDF([]float64{math.SmallestNonzeroFloat64})[0] - q.CDF([]float64{0})[0] // mass that no float above 0 is small enough for
		if w := q.Warnings(); len(w) > 0 && beyond < 1e-9 {
			t.Error(w)
		}
	})
}
