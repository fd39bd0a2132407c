package training

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/literal"
)

// Values print as the literals that they are: package literal leaves out what is zero, and shortens them to a line.

// String is the literal that it is, shortened.
func (b Bound) String() string { return literal.Fields(b) }

// String is the literal that it is, shortened.
func (e Epoch) String() string { return literal.Fields(e) }

// String is the literal that it is, shortened.
func (f Fitted) String() string { return literal.Fields(f) }

// String is the literal that it is, shortened.
func (m Mean) String() string { return literal.Fields(m) }

// String is the literal that it is, shortened.
func (r Run) String() string { return literal.Fields(r) }

// String is the literal that it is, shortened.
func (t TargetLoss) String() string { return literal.Fields(t) }

// String is the literal that it is, shortened.
func (p *Progress) String() string { return literal.Fields(p) }

// String says of how many rows.
func (p *Moments) String() string { return fmt.Sprintf("training.Moments of %d rows", p.rows) }

// String says what the graph makes.
func (n Network) String() string {
	if n.Pass == nil {
		return "network of no pass"
	}
	return fmt.Sprintf("network of %v", *n.Pass)
}
