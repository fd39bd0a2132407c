package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/literal"
)

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (a Affine) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (c Chain) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c ClassPrior) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (d Divergence) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (e Estimate) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (e Exp) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f Fitted) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (f FlatPrior) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (h Histogram) String() string { return literal.Fields(h) }

// String is the literal that it is, shortened.
func (i Inverse) String() string { return literal.Fields(i) }

// String is the literal that it is, shortened.
func (l Log) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l LogSpline) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l LogSplineOptions) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l Logit) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (o Observations) String() string { return literal.Fields(o) }

// String is the literal that it is, shortened.
func (o Ordered) String() string { return literal.Fields(o) }

// String is the literal that it is, shortened.
func (p Parameter) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (p Permutation) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (p Power) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (p PriorProduct) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (b Bernstein) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (r RationalQuadratic) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s Sigmoid) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s SinhArcsinh) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s SoftmaxCentered) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s Softplus) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s Support) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (t Tanh) String() string { return literal.Fields(t) }

// String is the literal that it is, shortened.
func (f FillTriangular) String() string { return literal.Fields(f) }

// String says what it is of.
func (*Formulas) String() string { return "distributions.Formulas of one number" }

// String says what it is of.
func (*JointFormulas) String() string { return "distributions.JointFormulas of vectors" }

// String is the name of the constant.
func (k Kind) String() string {
	names := [...]string{"Continuous", "Integers", "Points"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return names[k]
}
