package density

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A hundred draws that nearly agree announce about as many bumps as one, and wide, narrow and far ones all of theirs.
func TestDistinctFeatures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var many []Feature
	for range 100 {
		many = append(many, Feature{At: 5 + 1e-3*r.NormFloat64(), Width: .3 + 1e-3*r.NormFloat64()})
	}
	if n := len(Distinct(many)); n > 4 { // on both sides of a cell's edge in place and width
		t.Errorf("%d features of 100 nearly equal ones", n)
	}
	apart := []Feature{{5, .3}, {5.4, .3}, {5, .6}, {5, 1e-6}, {-5, .3}, {5e300, 1e290}}
	if n := len(Distinct(slices.Clone(apart))); n != len(apart) {
		t.Errorf("%d features of %d different ones", n, len(apart))
	}
}
