// Package mixing counts the components of mixtures that no row uses.
package mixing

import "math"

// Level is the weight that a component must exceed in some row to count as alive. Of 16 equal components each has .0625; one that
// stays below .01 everywhere changes no density by more than a hundredth of its own, and hardly ever comes back: its gradients are
// multiplied by its weight.
const Level = .01

// A Census counts the components that live, over rows that are shown to it one by one. It is done when all do: then no further row
// can change the count, so that of a healthy mixture few rows need be read.
type Census struct {
	alive []bool
	left  int // that have not lived yet
	seen  bool
}

// NewCensus is of so many components in all.
func NewCensus(n int) *Census { return &Census{alive: make([]bool, n), left: n} }

// See takes note of one row of one mixture: the logits of its components, of which the first is number at of the census. A row that
// is not finite tells nothing.
func (c *Census) See(at int, logits []float64) {
	top := math.Inf(-1)
	for _, l := range logits {
		top = math.Max(top, l) // NaN if one is
	}
	if math.IsNaN(top) || math.IsInf(top, 0) {
		return
	}
	c.seen = true
	sum := 0.
	for _, l := range logits {
		sum += math.Exp(l - top)
	}
	least := top + math.Log(Level*sum)
	for k, l := range logits {
		if l > least && !c.alive[at+k] {
			c.alive[at+k] = true
			c.left--
		}
	}
}

// Done reports whether all components have lived.
func (c *Census) Done() bool { return c.left == 0 }

// Dead is how many components have not lived in any row seen; 0 if no row told anything.
func (c *Census) Dead() int {
	if !c.seen {
		return 0
	}
	return c.left
}

// Len is the number of components.
func (c *Census) Len() int { return len(c.alive) }
