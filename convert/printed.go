package convert

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line. A Table prints its
// rows.

// String is the literal that it is, shortened.
func (r Row) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (r Rules) String() string { return literal.Fields(r) }
