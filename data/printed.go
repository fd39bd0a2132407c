package data

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (a Affine) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (e Encoding) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (i Identity) String() string { return literal.Fields(i) }

// String is the literal that it is, shortened.
func (m MinMax) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (r Range) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s Standardize) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (c CSV) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (f FITS) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (n NPY) String() string { return literal.Fields(n) }

// String is the literal that it is, shortened.
func (n NPZ) String() string { return literal.Fields(n) }
