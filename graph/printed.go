package graph

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (d Dot) String() string { return literal.Fields(d) }

// String is the literal that it is, shortened.
func (c Cost) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c *Cache) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (f *Func) String() string { return literal.Fields(f) }
