package distributions

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Families print their shapes, not the addresses of their nodes: one line each, as a struct of plain fields has no method that it
// could share.

// describe is String of any distribution, which must not panic of one that is ill-formed.
func describe(d Distribution) string {
	s := shapesOf(d)
	if s == nil {
		return fmt.Sprintf("%T of parameters that do not fit together", d)
	}
	return fmt.Sprintf("%T of batch %s and event %s", d, build.ShapeString(s[0]), build.ShapeString(s[1]))
}

// shapesOf are d's batch and event, for errors; nil if it has none, as a literal without parameters.
func shapesOf(d Distribution) (s []tensor.Shape) {
	defer func() {
		if recover() != nil {
			s = nil
		}
	}()
	return []tensor.Shape{d.BatchShape(), d.EventShape()}
}

// shapesBeside are the shapes of what there is beside what is nil, for errors: of a base, and of nodes.
func shapesBeside(base Distribution, params ...*G.Node) (s []tensor.Shape) {
	if base != nil {
		s = shapesOf(base)
	}
	for _, p := range params {
		if p != nil {
			s = append(s, p.Shape())
		}
	}
	return s
}

// nameOf is the name of d's type as words: "student t" of a StudentT.
func nameOf(d Distribution) string {
	t := reflect.TypeOf(d)
	if t == nil {
		return "nil"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var out strings.Builder
	lower := false
	for _, r := range t.Name() {
		if unicode.IsUpper(r) && lower {
			out.WriteByte(' ')
		}
		lower = !unicode.IsUpper(r)
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// numbers with a density

// String says the family and its shapes: "distributions.Normal of batch (3,) and event ()".
func (d Normal) String() string { return describe(d) }

// String says the shapes.
func (d LogNormal) String() string { return describe(d) }

// String says the shapes.
func (d Laplace) String() string { return describe(d) }

// String says the shapes.
func (d Cauchy) String() string { return describe(d) }

// String says the shapes.
func (d StudentT) String() string { return describe(d) }

// String says the shapes.
func (d Logistic) String() string { return describe(d) }

// String says the shapes.
func (d Gumbel) String() string { return describe(d) }

// String says the shapes.
func (d Exponential) String() string { return describe(d) }

// String says the shapes.
func (d Gamma) String() string { return describe(d) }

// String says the shapes.
func (d InverseGamma) String() string { return describe(d) }

// String says the shapes.
func (d Beta) String() string { return describe(d) }

// String says the shapes.
func (d Kumaraswamy) String() string { return describe(d) }

// String says the shapes.
func (d Uniform) String() string { return describe(d) }

// String says the shapes.
func (d HalfNormal) String() string { return describe(d) }

// String says the shapes.
func (d HalfCauchy) String() string { return describe(d) }

// String says the shapes.
func (d TruncatedNormal) String() string { return describe(d) }

// String says the shapes.
func (d SkewNormal) String() string { return describe(d) }

// String says the shapes.
func (d AsymmetricLaplace) String() string { return describe(d) }

// String says the shapes.
func (d Weibull) String() string { return describe(d) }

// String says the shapes.
func (d Pareto) String() string { return describe(d) }

// String says the shapes.
func (d VonMises) String() string { return describe(d) }

// String says the shapes.
func (d PiecewiseLinear) String() string { return describe(d) }

// numbers with masses

// String says the shapes.
func (d Bernoulli) String() string { return describe(d) }

// String says the shapes.
func (d Binomial) String() string { return describe(d) }

// String says the shapes.
func (d NegativeBinomial) String() string { return describe(d) }

// String says the shapes.
func (d Poisson) String() string { return describe(d) }

// String says the shapes.
func (d Geometric) String() string { return describe(d) }

// String says the shapes.
func (d Categorical) String() string { return describe(d) }

// String says the shapes.
func (d OrderedLogistic) String() string { return describe(d) }

// String says the shapes.
func (d Deterministic) String() string { return describe(d) }

// vectors

// String says the shapes.
func (d MultivariateNormalDiag) String() string { return describe(d) }

// String says the shapes.
func (d MultivariateNormalTriL) String() string { return describe(d) }

// String says the shapes.
func (d MultivariateNormalLowRank) String() string { return describe(d) }

// String says the shapes.
func (d MultivariateStudentT) String() string { return describe(d) }

// String says the shapes.
func (d Dirichlet) String() string { return describe(d) }

// String says the shapes.
func (d OneHotCategorical) String() string { return describe(d) }

// String says the shapes.
func (d Multinomial) String() string { return describe(d) }

// what is made of others

// String says the shapes.
func (d Independent) String() string { return describe(d) }

// String says the shapes.
func (d MixtureSameFamily) String() string { return describe(d) }

// String says the shapes.
func (d Mixture) String() string { return describe(d) }

// String says the shapes.
func (d ZeroInflated) String() string { return describe(d) }

// String says the shapes.
func (d Hurdle) String() string { return describe(d) }

// String says the shapes.
func (d Truncated) String() string { return describe(d) }

// String says the shapes.
func (d Transformed) String() string { return describe(d) }

// String says the shapes.
func (d Censored) String() string { return describe(d) }

// String says the shapes.
func (d Masked) String() string { return describe(d) }

// String says the shapes.
func (d Weighted) String() string { return describe(d) }
