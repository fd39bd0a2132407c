package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// windows are truncated distributions of three rows, with targets.
var windows = map[string]struct {
	d distributions.Distribution
	y []float64
}{
	"a window":            {distributions.Truncated{Base: logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)}, Low: nodes(-2, -1, 0), High: nodes(1, .5, 3)}, []float64{-1.5, .2, 1}},
	"far above":           {distributions.Truncated{Base: gauss3(nodes(-1, 0, 1), nodes(.5, 1, 2)), Low: nodes(2, 3, 10), High: nodes(3, 5, 30)}, []float64{2.1, 3.2, 11}},
	"far below":           {distributions.Truncated{Base: gauss3(nodes(-1, 0, 1), nodes(.5, 1, 2)), Low: nodes(-5, -9, -30), High: nodes(-3, -5, -8)}, []float64{-3.1, -5.2, -9}},
	"from below":          {distributions.Truncated{Base: gauss3(nodes(-1, 0, 1), nodes(.5, 1, 2)), Low: nodes(-1, 0, 5)}, []float64{-.9, .2, 6}},
	"from above, shared":  {distributions.Truncated{Base: gauss3(nodes(-1, 0, 1), nodes(.5, 1, 2)), High: array2([]float64{.5})}, []float64{-.9, .2, -1}},
	"no window":           {distributions.Truncated{Base: logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)}}, []float64{-1.5, .2, 1}},
	"within half a line":  {distributions.Truncated{Base: transformed(gauss3(nodes(-1, 0, 1), nodes(.5, 1, .4)), distributions.Exp{}), Low: nodes(-1, .5, 0), High: nodes(1, 2, 3)}, []float64{.2, .7, 2}},
	"transformed windows": {transformed(distributions.Truncated{Base: logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)}, Low: nodes(-2, -1, 0), High: nodes(1, .5, 3)}, distributions.Affine{Scale: nodes(-1, 2, .5)}), []float64{.5, .2, 1}},
	"mixture of windows": {distributions.MixtureSameFamily{Mixing: mixing(0, 1, -1, .5, 0, 0), Components: distributions.Truncated{
		Base: logistic{array2([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), array2([]float64{.5, 1}, 2)}, Low: array2([]float64{-2, -1}, 2), High: array2([]float64{3, 2, 3, 3, 4, 5}, 3, 2)}}, []float64{.3, 2, 1}},
}

// gauss3 is a gauss with mean and variance.
func gauss3(loc, scale *G.Node) distributions.Distribution { return gaussMoments{loc, scale} }

type gaussMoments struct {
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d gaussMoments) BatchShape() tensor.Shape      { return gauss(d).BatchShape() }
func (d gaussMoments) EventShape() tensor.Shape      { return tensor.Shape{} }
func (d gaussMoments) LogProb(y *G.Node) *G.Node     { return gauss(d).LogProb(y) }
func (d gaussMoments) LogCDF(y *G.Node) *G.Node      { return gauss(d).LogCDF(y) }
func (d gaussMoments) LogSurvival(y *G.Node) *G.Node { return gauss(d).LogSurvival(y) }
func (d gaussMoments) CDF(y *G.Node) *G.Node         { return distributions.Normal(d).CDF(y) }
func (d gaussMoments) Sample(noise *G.Node) *G.Node  { return distributions.Normal(d).Sample(noise) }
func (d gaussMoments) Mean() *G.Node                 { return distributions.Normal(d).Mean() }
func (d gaussMoments) Variance() *G.Node             { return distributions.Normal(d).Variance() }

func TestTruncatedLaws(t *testing.T) {
	slow.Test(t)
	for name, c := range windows {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// Thirty standard deviations out the tail of a normal is exponential: the density at the end of the window is the inverse Mills
// ratio. Gradients there, at the ends and beyond them are numbers; a window without mass, or the wrong way round, gives NaN.
func TestTruncatedFarOut(t *testing.T) {
	in := []array{vec(0, 0, 0, 0, 0, 0), vec(1, 1, 1, 1, 1, 1), vec(30, -31, 30, 30, 2, 2), vec(31, -30, 31, 31, 1, 2), vec(30, -30, 31, 29, 1.5, 2)}
	out := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		d := distributions.Truncated{Base: gauss{in[0], in[1]}, Low: in[2], High: in[3]}
		all := G.Nodes{d.LogProb(in[4]), d.LogCDF(in[4]), d.LogSurvival(in[4]), d.Sample(ops.MulConst(in[4], 0))}
		for _, n := range all[:4:4] {
			grads, err := graph.Gradient(ops.Sum(ops.Slice(n, 0, 0, 4)), in[:4]...)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, grads...)
		}
		return all
	})
	mills := math.Log(30.033259667433673) // phi(30)/Phi(-30), mpmath
	for i, want := range []float64{mills, mills, mills - 30.5, -inf} {
		within(t, fmt.Sprint("log-density of row ", i), out[0][i], want, 1e-13*30)
	}
	for i, want := range []float64{-inf, 0, 0, -inf} {
		within(t, fmt.Sprint("log-cdf of row ", i), out[1][i], want, 1e-13)
	}
	for i, want := range []float64{0, -inf, -inf, 0} {
		within(t, fmt.Sprint("log-survival of row ", i), out[2][i], want, 1e-13)
	}
	median := 30.023070467827309 // of the window, mpmath
	for i, want := range []float64{median, -median, median, median} {
		within(t, fmt.Sprint("median of row ", i), out[3][i], want, 1e-12)
	}
	for k, v := range out {
		for i, x := range v {
			if i < 4 && math.IsNaN(x) || i >= 4 && k < 4 && !math.IsNaN(x) {
				t.Errorf("output %d, row %d is %v", k, i, x)
			}
		}
	}
}
