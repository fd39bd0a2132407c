package bnn

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/literal"
)

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (c ConcreteDropout) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c Correlated) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (e Ensemble) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f FullCovariance) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (h Horseshoe) String() string { return literal.Fields(h) }

// String is the literal that it is, shortened.
func (l Laplace) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l LaplacePrior) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l Linearized) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l LowRank) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (m MAP) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m MCDropout) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m MeanField) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (n NUTS) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (n NormalPrior) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (r Regression) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s SGHMC) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s SGLD) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s SWAG) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s ScaleMixture) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s Softplus) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (v Variational) String() string { return literal.Fields(v) }

// String is the literal that it is, shortened.
func (v VariationalGP) String() string { return literal.Fields(v) }

// String is the literal that it is, shortened.
func (d Diagnostics) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (d Divergence) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (l LaplaceFit) String() string { return literal.Fields(l) }

// String is the name of the constant.
func (c Curvature) String() string {
	names := [...]string{"FullCurvature", "KroneckerExpand", "KroneckerReduce", "DiagonalCurvature", "FullHessian"}
	if c < 0 || int(c) >= len(names) {
		return fmt.Sprintf("Curvature(%d)", int(c))
	}
	return names[c]
}

// String says what the draws are around.
func (a around) String() string {
	return fmt.Sprintf("draws of %d weights around their mode", len(a.mean))
}

// String says how many means there are to draw around.
func (s swagSamplers) String() string {
	if len(s) == 0 || s[0] == nil {
		return "draws around no mean"
	}
	text := fmt.Sprintf("draws around the mean of SGD's last steps, %d weights", s[0].params.Count())
	if len(s) > 1 {
		text += fmt.Sprintf(", of %d runs", len(s))
	}
	return text
}
