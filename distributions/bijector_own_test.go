package distributions_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// Stretch is a bijector of one's own, y = sinh(Rate x)/Rate: three methods and a tag.
type Stretch struct {
	Rate *G.Node `param:"positive"`
}

func (b Stretch) Forward(x *G.Node) *G.Node { return ops.Div(ops.Sinh(ops.Mul(b.Rate, x)), b.Rate) }

func (b Stretch) Inverse(y *G.Node) *G.Node { return ops.Div(ops.Asinh(ops.Mul(b.Rate, y)), b.Rate) }

// LogDetJacobian is log cosh(Rate x), of which the cosine would overflow, and has two derivatives everywhere, as a mode needs.
func (b Stretch) LogDetJacobian(x *G.Node) *G.Node {
	t := ops.Mul(b.Rate, x)
	return ops.AddConst(ops.Add(t, ops.Softplus(ops.MulConst(t, -2))), -math.Ln2)
}

func ExampleBijector() {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		zero, one := ops.MulConst(in[0], 0), ops.AddConst(ops.MulConst(in[0], 0), 1)
		d := distributions.Transformed{Base: distributions.Normal{Loc: zero, Scale: one}, Bijector: Stretch{Rate: in[0]}}
		return G.Nodes{d.LogProb(in[1]), distributions.CDF(d, in[1])}
	})
	out, err := f.Call(vec(.5, 1).value(G.Float64), vec(0, 3).value(G.Float64))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.6f\n%.6f\n", out[0].Data(), out[1].Data())
	// Output:
	// [-0.918939 -3.723605]
	// [0.500000 0.965502]
}

// It has the rights of the library's: in chains, backwards, on grids and as a component, and its tag is heeded.
func TestOwnBijector(t *testing.T) {
	base := func() distributions.Distribution { return logistic{nodes(-1, 0, 1), nodes(.25, .4, .3)} }
	for name, b := range map[string]distributions.Bijector{
		"alone":     Stretch{nodes(.5, 1, .2)},
		"a pointer": &Stretch{nodes(.5, 1, .2)},
		// Of rate 1 the mass below all floats, P(log Y < -700), would be 1e-8.
		"with Exp": distributions.Chain{Stretch{nodes(.5, .5, .2)}, distributions.Exp{}, distributions.Inverse{Of: Stretch{nodes(.3, .5, .1)}}},
		"chained":  distributions.Chain{Stretch{nodes(.5, 1, .2)}, distributions.Affine{Shift: nodes(1, 0, 0)}, distributions.Inverse{Of: Stretch{nodes(.3, .5, .1)}}},
	} {
		t.Run(name, func(t *testing.T) { distributiontest.Run(t, transformed(base(), b), .3, .8, 1.5) })
	}
}
