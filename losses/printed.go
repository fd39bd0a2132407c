package losses

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (b BetaNLL) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (b BinaryCrossEntropy) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (c CRPS) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c CategoricalCrossEntropy) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (e ELBO) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f Focal) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (h Huber) String() string { return literal.Fields(h) }

// String is the literal that it is, shortened.
func (l L1) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (m MSE) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (n NLL) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (p Pinball) String() string { return literal.Fields(p) }
