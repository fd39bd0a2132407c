package distributions_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// logistic is a distribution of another package with all hooks, right in both tails: what combinators ask of their parts.
type logistic struct {
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d logistic) BatchShape() tensor.Shape {
	return distributions.Normal(d).BatchShape()
}
func (d logistic) EventShape() tensor.Shape      { return tensor.Shape{} }
func (d logistic) z(y *G.Node) *G.Node           { return ops.Div(ops.Sub(y, d.Loc), d.Scale) }
func (d logistic) CDF(y *G.Node) *G.Node         { return ops.Sigmoid(d.z(y)) }
func (d logistic) LogCDF(y *G.Node) *G.Node      { return ops.LogSigmoid(d.z(y)) }
func (d logistic) Mean() *G.Node                 { return ops.Add(d.Loc, ops.MulConst(d.Scale, 0)) }
func (d logistic) Mode() *G.Node                 { return d.Mean() }
func (d logistic) LogSurvival(y *G.Node) *G.Node { return ops.LogSigmoid(ops.Neg(d.z(y))) }
func (d logistic) Variance() *G.Node {
	return ops.Add(ops.MulConst(ops.Square(d.Scale), math.Pi*math.Pi/3), ops.MulConst(d.Loc, 0))
}
func (d logistic) Entropy() *G.Node {
	return ops.Add(ops.AddConst(ops.Log(d.Scale), 2), ops.MulConst(d.Loc, 0))
}
func (d logistic) LogProb(y *G.Node) *G.Node {
	z := d.z(y)
	return ops.Sub(ops.Add(ops.LogSigmoid(z), ops.LogSigmoid(ops.Neg(z))), ops.Log(d.Scale))
}
func (d logistic) Sample(noise *G.Node) *G.Node {
	u := ops.Sub(ops.LogNormalCDF(noise), ops.LogNormalCDF(ops.Neg(noise)))
	return ops.Add(d.Loc, ops.Mul(d.Scale, u))
}

// transformations are transformed distributions of three rows, with targets.
var transformations = map[string]struct {
	d distributions.Distribution
	y []float64
}{
	"log-normal":                   {transformed(distributions.Normal{Loc: nodes(-1, 0, 1), Scale: nodes(.5, 1, .3)}, distributions.Exp{}), []float64{.3, 2, 2.5}},
	"log-logistic":                 {transformed(logistic{nodes(-1, 0, 1), nodes(.25, .2, .3)}, distributions.Exp{}), []float64{.3, 2, 2.5}},
	"decreasing":                   {transformed(logistic{nodes(-1, 0, 1), nodes(.5, 1, 2)}, distributions.Affine{Shift: nodes(1, 2, 3), Scale: nodes(-1, .5, -3)}), []float64{.3, 2, 2.5}},
	"normals of a standard normal": {transformed(distributions.Normal{Loc: distributiontest.Array([]float64{0}), Scale: distributiontest.Array([]float64{1})}, distributions.Affine{Shift: nodes(1, 2, 3), Scale: nodes(-1, .5, -3)}), []float64{.3, 2, 2.5}},
	"logit-normal":                 {transformed(distributions.Normal{Loc: nodes(-1, 0, 1), Scale: nodes(.5, 1, .3)}, distributions.Sigmoid{}), []float64{.3, .8, .5}},
	"on an interval":               {transformed(logistic{nodes(-1, 0, 1), nodes(.25, .4, .3)}, distributions.Chain{distributions.Tanh{}, distributions.Affine{Shift: nodes(3, 2, 30), Scale: nodes(-2, 1, 3)}}), []float64{2.5, 1.9, 28.5}},
	"softplus":                     {transformed(distributions.Normal{Loc: nodes(-1, 0, 1), Scale: nodes(.5, 1, .3)}, distributions.Softplus{}), []float64{.3, .8, 1.5}},
	"sinh-arcsinh":                 {transformed(distributions.Normal{Loc: nodes(0, 0, 1), Scale: nodes(1, 1, .3)}, distributions.SinhArcsinh{Skewness: nodes(.5, -1, 0), Tailweight: nodes(1, 1.2, .5)}), []float64{.3, -2, 1.5}},
	"spline of a normal":           {transformed(distributions.Normal{Loc: nodes(0, 0, 1), Scale: nodes(1, 1, .3)}, splineOf(3)), []float64{.3, -2, 1.5}},
	"spline of a standard normal, moved": {transformed(distributions.Normal{Loc: nodes(0), Scale: nodes(1)},
		distributions.Chain{splineOf(3), distributions.Affine{Shift: nodes(1, 2, -3), Scale: nodes(2, -1, .1)}}), []float64{.3, 2, -3.1}},
	"inverse of a spline":    {transformed(distributions.Normal{Loc: nodes(0, 0, 1), Scale: nodes(1, 1, .3)}, distributions.Inverse{Of: splineOf(3)}), []float64{.3, -2, 1.5}},
	"polynomial of a normal": {transformed(distributions.Normal{Loc: nodes(0, 0, 1), Scale: nodes(1, 1, .3)}, bernsteinOf(3)), []float64{.3, -2, 1.5}},
	"polynomial of a standard normal, backwards": {transformed(distributions.Normal{Loc: nodes(0), Scale: nodes(1)},
		distributions.Chain{distributions.Inverse{Of: bernsteinOf(3)}, distributions.Affine{Shift: nodes(1, 2, -3), Scale: nodes(2, -1, .1)}}), []float64{.3, 2, -3.1}},
	"vectors by splines": {transformed(independent(1)(distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), Scale: distributiontest.Array([]float64{1, .3}, 2)}),
		distributions.Chain{splineOf(3, 2), distributions.Permutation{Index: []int{1, 0}}, bernsteinOf(2)}), []float64{.3, -2, 1.5, 2, 0, -1}},
	"power of a beta": {transformed(distributions.Beta{Alpha: nodes(5, 4, 3), Beta: nodes(1, 2, 3)}, distributions.Power{Exponent: nodes(2, .5, 1.5)}), []float64{.3, .8, .4}},
	"logit of a beta": {transformed(distributions.Beta{Alpha: nodes(5, 4, 3), Beta: nodes(1, 2, 3)}, distributions.Logit{}), []float64{.3, 2, -1}},
	"of a mixture": {transformed(distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, -1, .5, 0, 0}, 3, 2)},
		Components: distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), Scale: distributiontest.Array([]float64{.5, .4}, 2)},
	}, distributions.Exp{}), []float64{.3, 2, 4}},
	"mixture of transformed": {distributions.MixtureSameFamily{
		Mixing: distributions.Categorical{Logits: distributiontest.Array([]float64{0, 1, -1, .5, 0, 0}, 3, 2)},
		Components: transformed(logistic{distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), distributiontest.Array([]float64{.2, .3}, 2)},
			distributions.Chain{distributions.Affine{Shift: distributiontest.Array([]float64{.1, .2, .3, .4, .5, .6}, 3, 2)}, distributions.Softplus{}}),
	}, []float64{.3, 2, 4}},
	"independent": {independent(1)(transformed(logistic{distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), distributiontest.Array([]float64{.2, .3}, 2)},
		distributions.Chain{distributions.Affine{Shift: distributiontest.Array([]float64{.1, .2, .3, .4, .5, .6}, 3, 2)}, distributions.Softplus{}})), []float64{.3, 2, 4, 1, 2, 3}},
	"vectors by numbers": {transformed(independent(1)(logistic{distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), distributiontest.Array([]float64{.2, .3}, 2)}),
		distributions.Chain{distributions.Affine{Shift: distributiontest.Array([]float64{.1, .2, .3, .4, .5, .6}, 3, 2), Scale: distributiontest.Array([]float64{-1, 2}, 2)}, distributions.Exp{}}), []float64{.3, 2, 4, 1, 2, 3}},
	"ordered": {transformed(independent(1)(distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), Scale: distributiontest.Array([]float64{.2, .3}, 2)}),
		distributions.Ordered{}), []float64{.3, 2, 4, 5, 2, 3}},
	"simplex": {transformed(independent(1)(distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2}, 3, 2), Scale: distributiontest.Array([]float64{.2, .3}, 2)}),
		distributions.SoftmaxCentered{}), []float64{.3, .2, .5, .5, .25, .25, .125, .25, .625}},
	"triangles": {transformed(independent(1)(distributions.Normal{Loc: distributiontest.Array([]float64{-1, 1, 0, .3, 1, 2, 3, 4, 5}, 3, 3), Scale: distributiontest.Array([]float64{.2, .3, .4}, 3)}),
		distributions.Chain{distributions.Permutation{Index: []int{1, 0, 2}}, distributions.FillTriangular{}}), []float64{.3, 0, .2, .5, .5, 0, .25, .25, .125, 0, .25, .625}},
}

// waves are numbers without an order, of a shape.
func waves(amplitude float64, shape ...int) *G.Node {
	v := make([]float64, tensor.Shape(shape).TotalSize())
	for i := range v {
		v[i] = amplitude * math.Sin(float64(3*i+len(shape)+shape[len(shape)-1]))
	}
	return distributiontest.Array(v, shape...)
}

// splineOf is a spline of different bins in each element of a batch.
func splineOf(batch ...int) distributions.Bijector {
	const bins = 5
	p := func(k int, size float64) *G.Node { return waves(size, append(slices.Clone(batch), k)...) }
	return distributions.RationalQuadratic{Widths: p(bins, 1.5), Heights: p(bins, -1.5), Slopes: p(bins-1, 1.5), Bound: 4}
}

func bernsteinOf(batch ...int) distributions.Bijector {
	return distributions.Bernstein{Coefficients: waves(2, append(slices.Clone(batch), 6)...), Bound: 3}
}

func transformed(base distributions.Distribution, b distributions.Bijector) distributions.Distribution {
	return distributions.Transformed{Base: base, Bijector: b}
}

func nodes(v ...float64) *G.Node { return distributiontest.Vec(v...) }

// Every law of distributions holds.
func TestTransformedLaws(t *testing.T) {
	slow.Test(t)
	for name, c := range transformations {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, c.d, c.y...) })
	}
}

// Off the image the density is 0 and the gradient of a mixture's other component is not disturbed; NaN passes; a decreasing map
// has its cdf from the other side.
func TestTransformedEdges(t *testing.T) {
	nan := math.NaN()
	y := []float64{-1, 0, 1, inf, 2, 0x1p-1074, nan}
	for _, dt := range bothTypes {
		out := mustEval(t, dt, []array{arr([]float64{0}), arr([]float64{1}), vec(y...)}, func(in G.Nodes) G.Nodes {
			base := logistic{in[0], in[1]}
			d := transformed(base, distributions.Sigmoid{})
			falls := transformed(base, distributions.Chain{distributions.Sigmoid{}, distributions.Affine{Scale: ops.Neg(in[1])}})
			return G.Nodes{d.LogProb(in[2]), distributions.CDF(d, in[2]), distributions.LogCDF(d, in[2]), distributions.LogSurvival(d, in[2]),
				distributions.CDF(falls, ops.Neg(in[2])), distributions.LogSurvival(falls, ops.Neg(in[2]))}
		})
		for k, want := range [][]float64{{-inf, -inf, -inf, -inf, -inf}, {0, 0, 1, 1, 1}, {-inf, -inf, 0, 0, 0}, {0, 0, -inf, -inf, -inf}, {1, 1, 0, 0, 0}, {-inf, -inf, 0, 0, 0}} {
			for i, w := range want {
				within(t, fmt.Sprintf("%v: output %d at %v", dt, k, y[i]), out[k][i], w, 0)
			}
			if !math.IsNaN(out[k][6]) {
				t.Errorf("%v: output %d of NaN is %v", dt, k, out[k][6])
			}
		}
	}
	in := []array{arr([]float64{.3}), arr([]float64{1}), vec(-1, 0, 1, inf, 2)}
	grads := mustEval(t, tensor.Float64, in, func(in G.Nodes) G.Nodes {
		mixed := ops.LogSumExp(ops.Concat(1, asColumn(logistic{in[0], in[1]}.LogProb(ops.Clip(in[2], -5, 5))), asColumn(transformed(logistic{in[0], in[1]}, distributions.Sigmoid{}).LogProb(in[2]))))
		g, err := graph.Gradient(ops.Sum(mixed), in...)
		if err != nil {
			t.Fatal(err)
		}
		return g
	})
	for k := range grads {
		for i, v := range grads[k] {
			if math.IsNaN(v) {
				t.Errorf("gradient by input %d, element %d is NaN", k, i)
			}
		}
	}
}

func asColumn(x *G.Node) *G.Node { return ops.Reshape(x, append(x.Shape().Clone(), 1)...) }
