package rowmajor_test

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// joints are the ways to a Joint.
var joints = map[string]func(d distributions.Distribution, v values) (distributions.Joint, error){
	"NewJoint": func(d distributions.Distribution, v values) (distributions.Joint, error) {
		return distributions.NewJoint(d, v)
	},
	"NewJointMixture": func(d distributions.Distribution, v values) (distributions.Joint, error) {
		return distributions.NewJointMixture(d, []values{v, v})
	},
	"JointFormulas.Joint": func(d distributions.Distribution, v values) (distributions.Joint, error) {
		f, err := distributions.NewJointFormulas(d)
		if err != nil {
			return distributions.Joint{}, err
		}
		return f.Joint(v)
	},
	"JointFormulas.Mixture": func(d distributions.Distribution, v values) (distributions.Joint, error) {
		f, err := distributions.NewJointFormulas(d)
		if err != nil {
			return distributions.Joint{}, err
		}
		return f.Mixture([]values{v, v})
	},
}

// joint is of two rows of three normal numbers.
func joint(form int, of func(d distributions.Distribution, v values) (distributions.Joint, error)) ([]float64, error) {
	g := G.NewGraph()
	loc, factor := build.Input(g, tensor.Float64, "loc", 2, 3), build.Input(g, tensor.Float64, "factor", 3, 3)
	v := map[*G.Node]G.Value{
		loc:    dense(form, []float64{0, 1, 2, -1, 0, .5}, 2, 3),
		factor: dense(form, []float64{1, 0, 0, .5, 2, 0, -1, 3, .25}, 3, 3),
	}
	q, err := of(distributions.MultivariateNormalTriL{Loc: loc, ScaleTriL: factor}, func(n *G.Node) G.Value { return v[n] })
	if err != nil {
		return nil, err
	}
	return append(q.Mean()[1], q.Covariance()[0].RawSymmetric().Data...), nil
}
