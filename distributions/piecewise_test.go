package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var pieceLevels = []float64{.1, .25, .5, .9}

// pieces is three rows of quantiles at pieceLevels, one far off and one narrow.
func pieces() distributions.PiecewiseLinear {
	return distributions.PiecewiseLinear{Levels: pieceLevels, Values: distributiontest.Array([]float64{
		-1, 0, .5, 3,
		20, 21, 21.5, 28,
		-3e-3, -1e-3, 0, 2e-4,
	}, 3, 4)}
}

func TestPiecewiseLinearLaws(t *testing.T) {
	distributiontest.Run(t, pieces(), -1.7, 21.2, 3e-4)
	two := distributions.PiecewiseLinear{Levels: []float64{.3, .6}, Values: distributiontest.Array([]float64{0, 1, -2, 5}, 2, 2)}
	distributiontest.Run(t, two, .2, 20)
	distributiontest.Run(t, distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, 3, 1}, 2, 2)},
		Components: distributions.PiecewiseLinear{Levels: pieceLevels, Values: distributiontest.Array([]float64{-1, 0, .5, 3, 2, 2.5, 6, 7, 0, 1, 2, 3, 5, 7, 9, 10}, 2, 2, 4)},
	}, .1, 4)
}

// As numbers, where the posterior's own rules meet the closed forms: quantiles at the levels are the values, between and beyond them
// those of the nodes, and the score is that of the nodes. The mode is in the densest stretch.
func TestPiecewiseLinearNumbers(t *testing.T) {
	d := pieces()
	q, err := distributions.NewPosterior(d, func(n *G.Node) G.Value { return n.Value() })
	if err != nil {
		t.Fatal(err)
	}
	values := floats(d.Values.Value())
	at := func(p float64) []float64 {
		return nodeNumbers(t, d, func(d distributions.PiecewiseLinear) *G.Node { return d.Quantile(p) })
	}
	for _, p := range []float64{1e-9, .02, .1, .2, .25, .4, .5, .7, .9, .95, 1 - 1e-9} {
		for i, v := range q.Quantile(p) {
			want := at(p)[i]
			if j := slices.Index(pieceLevels, p); j >= 0 {
				within(t, "the node's quantile", want, values[4*i+j], 1e-15*math.Abs(want))
			}
			within(t, fmt.Sprintf("row %d: quantile %v", i, p), v, want, 1e-12*max(math.Abs(want), values[4*i+3]-values[4*i]))
		}
	}
	y := []float64{-1.7, 25, 3e-4}
	out, err := graph.NewFunc(func(in G.Nodes) G.Nodes {
		return G.Nodes{distributions.PiecewiseLinear{Levels: d.Levels, Values: in[0]}.CRPS(in[1])}
	}).Call(d.Values.Value(), distributiontest.Vec(y...).Value())
	if err != nil {
		t.Fatal(err)
	}
	score := floats(out[0])
	for i, v := range q.CRPS(y) {
		within(t, fmt.Sprintf("row %d: crps", i), v, score[i], 1e-9*score[i])
		if m := q.Mode()[i]; m < values[4*i+1] || m > values[4*i+2] && i < 2 {
			t.Errorf("row %d: the mode is %v", i, m)
		}
	}
}

// What is no distribution is refused when it is built, or is NaN.
func TestPiecewiseLinearMistakes(t *testing.T) {
	v := distributiontest.Array([]float64{0, 1, 2, 0, 2, 1}, 2, 3)
	for _, c := range []struct {
		levels []float64
		want   string
	}{{[]float64{.1, .5}, "2 levels"}, {[]float64{.5}, "at least two"}, {[]float64{.1, .5, .5}, "must ascend"}, {[]float64{0, .5, .9}, "must ascend"}, {[]float64{.1, .5, 1}, "must ascend"}} {
		var err error
		func() {
			defer build.Recover(&err)
			distributions.PiecewiseLinear{Levels: c.levels, Values: v}.BatchShape()
		}()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.levels, err, c.want)
		}
	}
	crossing := distributions.PiecewiseLinear{Levels: []float64{.1, .5, .9}, Values: v}
	all := []func(d distributions.PiecewiseLinear) *G.Node{distributions.PiecewiseLinear.Mean, distributions.PiecewiseLinear.Variance, distributions.PiecewiseLinear.Entropy}
	for _, y := range []float64{-1, .5, 1.5, 3} {
		for _, f := range []func(d distributions.Distribution, y *G.Node) *G.Node{distributions.LogProb, distributions.CDF, distributions.LogCDF, distributions.LogSurvival, distributions.CRPS, distributions.Sample} {
			all = append(all, func(d distributions.PiecewiseLinear) *G.Node {
				return f(d, ops.Full(d.Values.Graph(), tensor.Float64, y, 2))
			})
		}
	}
	for _, p := range []float64{.05, .3, .6, .95} {
		all = append(all, func(d distributions.PiecewiseLinear) *G.Node { return d.Quantile(p) })
	}
	for _, f := range all { // also far from those that cross
		if got := nodeNumbers(t, crossing, f); math.IsNaN(got[0]) || !math.IsNaN(got[1]) {
			t.Errorf("a row whose values cross is %v", got[1])
		}
	}
}

// nodeNumbers is what f is of d, whose values are bound to its nodes.
func nodeNumbers(t *testing.T, d distributions.PiecewiseLinear, f func(d distributions.PiecewiseLinear) *G.Node) []float64 {
	t.Helper()
	out, err := graph.NewFunc(func(in G.Nodes) G.Nodes {
		return G.Nodes{f(distributions.PiecewiseLinear{Levels: d.Levels, Values: in[0]})}
	}).Call(d.Values.Value())
	if err != nil {
		t.Fatal(err)
	}
	return floats(out[0])
}
