package distributions_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A parameter that is missing is told beside the shapes of those that are there, of each family and combinator.
func TestNilParameterTellsShapes(t *testing.T) {
	node := func(shape ...int) func(g *G.ExprGraph) reflect.Value {
		return func(g *G.ExprGraph) reflect.Value {
			return reflect.ValueOf(G.NewTensor(g, tensor.Float64, len(shape), G.WithShape(shape...), G.WithName(fmt.Sprint("p", len(g.AllNodes())))))
		}
	}
	base := func(g *G.ExprGraph) reflect.Value {
		return reflect.ValueOf(distributions.Poisson{Rate: node(5)(g).Interface().(*G.Node)})
	}
	for _, d := range []distributions.Distribution{
		distributions.AsymmetricLaplace{}, distributions.Beta{}, distributions.Binomial{}, distributions.Cauchy{}, distributions.Gamma{}, distributions.Gumbel{},
		distributions.InverseGamma{}, distributions.Kumaraswamy{}, distributions.Laplace{}, distributions.LogNormal{}, distributions.Logistic{},
		distributions.NegativeBinomial{}, distributions.Normal{}, distributions.OrderedLogistic{}, distributions.Pareto{}, distributions.SkewNormal{},
		distributions.StudentT{}, distributions.TruncatedNormal{}, distributions.Uniform{}, distributions.VonMises{}, distributions.Weibull{},
		distributions.Multinomial{}, distributions.MultivariateNormalDiag{}, distributions.MultivariateNormalTriL{}, distributions.MultivariateNormalLowRank{},
		distributions.MultivariateStudentT{}, distributions.ZeroInflated{}, distributions.Hurdle{}, distributions.Masked{}, distributions.Weighted{},
	} {
		of := reflect.TypeOf(d)
		for missing := range of.NumField() {
			g, v := G.NewGraph(), reflect.New(of).Elem()
			left := 0
			for i := range of.NumField() {
				if i == missing || !of.Field(i).IsExported() {
					continue
				}
				made := node(5)
				switch tag := of.Field(i).Tag.Get("param"); {
				case of.Field(i).Type == reflect.TypeFor[distributions.Distribution]():
					made = base
				case strings.Contains(tag, "axes=1"):
					made = node(5, 3)
				case strings.Contains(tag, "axes=2"):
					made = node(5, 3, 3)
				}
				v.Field(i).Set(made(g))
				left++
			}
			if left == 0 {
				continue
			}
			err := shapesError(v.Interface().(distributions.Distribution))
			if err == nil || !strings.Contains(err.Error(), "nil") || strings.Count(err.Error(), "(5,") < left {
				t.Errorf("%v without %s: %v", of, of.Field(missing).Name, err)
			}
		}
	}
}

// shapesError is what is wrong with d's shapes.
func shapesError(d distributions.Distribution) (err error) {
	_, err = evalNodes(tensor.Float64, nil, func(G.Nodes) G.Nodes { d.BatchShape(); return nil })
	return err
}
