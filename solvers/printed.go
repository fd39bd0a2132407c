package solvers

import "github.com/deepprob/deepprob/internal/literal"

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (a Adam) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (a AdamW) String() string { return literal.Fields(a) }

// String is the literal that it is, shortened.
func (r RMSProp) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (s SGD) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (c ConstantSchedule) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (c CosineSchedule) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (e ExponentialSchedule) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (p PolynomialSchedule) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (s StepSchedule) String() string { return literal.Fields(s) }

// String is the literal that it is, shortened.
func (w WarmUpSchedule) String() string { return literal.Fields(w) }

// String is the literal that it is, shortened.
func (c Change) String() string { return literal.Fields(c) }

// String is the literal that it is, shortened.
func (p ParamState) String() string { return literal.Fields(p) }

// String is the literal that it is, shortened.
func (s State) String() string { return literal.Fields(s) }
