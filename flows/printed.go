package flows

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (a ActNorm) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (a Affine) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (a Autoregressive) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (b Bernstein) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (b BPF) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (c Coupling) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (e Elementwise) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f Fixed) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (f Flow) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (h Householder) String() string { return literal.Fields(h) }

// String is the literal that it is, shortened.
func (i IAF) String() string { return literal.Fields(i) }

// String is the literal that it is, shortened.
func (l LU) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (m MADE) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m MAF) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m Mixture) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (n NSF) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (p Permute) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (r RealNVP) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (r Reverse) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s Shuffle) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s Spline) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s StandardNormal) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s StandardT) String() string { return literal.Fields(s) }
