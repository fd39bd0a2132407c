package nets

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (b Bernoulli) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (b BetaComponents) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (c Categorical) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c Censored) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (g Gaussian) String() string { return literal.Fields(g) }

// String is the literal that it is, shortened.
func (m Mixture) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m MultivariateNormal) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (n NegativeBinomial) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (n NormalComponents) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (n NormalVectors) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (o Ordinal) String() string { return literal.Fields(o) }

// String is the literal that it is, shortened.
func (p Poisson) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (q Quantiles) String() string { return literal.Fields(q) }

// String is the literal that it is, shortened.
func (s StudentT) String() string { return literal.Fields(s) }
