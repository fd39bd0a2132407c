package mixing

import (
	"math"
	"testing"
)

// A component lives once its weight exceeds the level in one row, and not before.
func TestCensus(t *testing.T) {
	at := func(w float64) float64 { return math.Log(w) }
	c := NewCensus(5)
	c.See(0, []float64{at(.98), at(.0101), at(.0099)})
	if c.Dead() != 3 || c.Done() || c.Len() != 5 {
		t.Errorf("%d dead of %d, want 3 of 5", c.Dead(), c.Len())
	}
	c.See(3, []float64{-1e9, 7}) // another mixture; its logits are far apart
	if c.Dead() != 2 {
		t.Errorf("%d dead, want 2", c.Dead())
	}
	c.See(0, []float64{at(.01), at(.01), at(.98)})
	c.See(3, []float64{0, math.Log(1/Level - 1 - 1e-9)})
	if !c.Done() || c.Dead() != 0 {
		t.Errorf("%d dead, want none", c.Dead())
	}
}

// The level itself is not above the level.
func TestCensusAtLevel(t *testing.T) {
	c := NewCensus(2)
	c.See(0, []float64{0, math.Log(1/Level - 1 + 1e-9)})
	if c.Dead() != 1 {
		t.Errorf("%d dead, want 1", c.Dead())
	}
}

// Rows that are not finite tell nothing: of no others nobody is said to be dead.
func TestCensusOfNothing(t *testing.T) {
	c := NewCensus(2)
	for _, row := range [][]float64{{math.NaN(), 0}, {0, math.NaN()}, {math.Inf(1), 0}, {math.Inf(-1), math.Inf(-1)}} {
		c.See(0, row)
	}
	if c.Dead() != 0 || c.Done() {
		t.Errorf("%d dead, done %v", c.Dead(), c.Done())
	}
	c.See(0, []float64{0, math.Inf(-1)}) // a weight of 0 is one
	if c.Dead() != 1 {
		t.Errorf("%d dead, want 1", c.Dead())
	}
}
