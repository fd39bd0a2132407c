package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A constant has no name of its own: the error says which parameter it is.
func TestNumbersNameTheField(t *testing.T) {
	_, err := distributions.Numbers(distributions.Gamma{Concentration: distributions.Constant(1, 2), Rate: distributions.Constant(1, -2)})
	if want := "distributions: posterior: row 1: parameter Gamma.Rate is -2, but must be positive and finite"; err == nil || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
}

// A distribution without a batch is one row, whatever axes its parameters have of their own, and is refused as rows are.
func TestNumbersWithoutABatch(t *testing.T) {
	c := distributions.Constant
	scalar := G.NewScalar(G.NewGraph(), tensor.Float32, G.WithName("scale"), G.WithValue(float32(2)))
	for _, q := range []struct {
		d    distributions.Distribution
		mean float64
	}{
		{distributions.Categorical{Logits: c(math.Log(1), math.Log(3))}, .75},
		{distributions.OrderedLogistic{Loc: c(0), Cutpoints: c(0)}, .5},
		{distributions.PiecewiseLinear{Levels: []float64{.1, .5, .9}, Values: c(0, 1, 2)}, 1},
		{distributions.Normal{Loc: scalar, Scale: scalar}, 2},
		{distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: c(0, math.Log(3))}, Components: distributions.Normal{Loc: c(0, 4), Scale: scalar}}, 3},
		{distributions.Mixture{Mixing: distributions.Categorical{Logits: c(0, math.Log(3))}, Components: []distributions.Distribution{distributions.Gamma{Concentration: scalar, Rate: scalar}, distributions.Laplace{Loc: scalar, Scale: scalar}}}, 1.75},
	} {
		p, err := distributions.Numbers(q.d)
		if err != nil || p.Rows() != 1 {
			t.Errorf("%v: %d rows, %v", q.d, p.Rows(), err)
			continue
		}
		within(t, q.d.(interface{ String() string }).String(), p.Mean()[0], q.mean, 1e-14)
	}
	_, err := distributions.Numbers(distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: c(0, 0)}, Components: distributions.Normal{Loc: c(0, 1), Scale: c(1, -2)}})
	if want := "distributions: posterior: row 0, component 1: parameter Normal.Scale is -2, but must be positive and finite"; err == nil || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
	q, err := distributions.NewJoint(distributions.Dirichlet{Concentration: c(1, 2, 5)}, (*G.Node).Value)
	if err != nil || q.Rows() != 1 {
		t.Fatal(q, err)
	}
	within(t, "Dirichlet", q.Mean()[0][2], .625, 1e-15)
}

// Numbers of what weighs or leaves out a target are those of what is inside, as a network's prediction is.
func TestNumbersOfWeighted(t *testing.T) {
	c := distributions.Constant
	base := distributions.Normal{Loc: c(1, 2), Scale: c(2, 1)}
	weighted := distributions.Weighted{Base: distributions.Masked{Base: base, Mask: c(0, 1)}, Weight: c(3, 0)}
	q := numbered(t, distributions.Mixture{Mixing: distributions.Categorical{Logits: distributiontest.Array(make([]float64, 4), 2, 2)}, Components: []distributions.Distribution{weighted, base}})
	joint, err := distributions.NewJoint(weighted, (*G.Node).Value)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range numbered(t, base).StdDev() {
		within(t, "deviation", numbered(t, weighted).StdDev()[i], want, 0)
		within(t, "deviation in a mixture", q.StdDev()[i], want, 1e-12)
		within(t, "variance of a Joint", joint.Covariance()[i].At(0, 0), want*want, 1e-12)
	}
}
