package layers

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (a AvgPool) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (b BatchNorm) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (b Between) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (c Conv1D) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c Conv2D) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (d Dense) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (d Dropout) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (e Embedding) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f Flatten) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (g GlobalAvgPool) String() string { return literal.Fields(g) }

// String is the literal that it is, shortened.
func (l LayerNorm) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (l Locations) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (m MLP) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (m MaxPool) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (p Positive) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (r Reshape) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (r Residual) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s Scales) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (s Sequential) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (v VarianceScaling) String() string { return literal.Fields(v) }

// String is the literal that it is, shortened.
func (c Call) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (l Linear) String() string { return literal.Fields(l) }

// String is the literal that it is, shortened.
func (p Penalty) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (t Turning) String() string { return literal.Fields(t) }

// String is the literal that it is, shortened.
func (u Update) String() string { return literal.Fields(u) }

// String is the literal that it is, shortened.
func (w Weight) String() string { return literal.Fields(w) }

// String is the literal that it is, shortened.
func (f *Function) String() string { return literal.Fields(f) }
