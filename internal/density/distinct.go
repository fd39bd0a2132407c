package density

import (
	"math"
	"sync"
)

// featureCell is a stretch of half a width, among widths of a factor of sqrt 2.
type featureCell struct{ at, width int64 }

var featureCells = sync.Pool{New: func() any { return make(map[featureCell]bool) }}

// Distinct keeps, in place, one of the features that share a cell: those within half a width of each other and about as
// wide, which the same panels serve. A hundred draws that nearly agree then cost what one costs.
func Distinct(features []Feature) []Feature {
	if len(features) < 2 {
		return features
	}
	seen := featureCells.Get().(map[featureCell]bool)
	defer featureCells.Put(seen)
	clear(seen)
	kept := features[:0]
	for _, f := range features {
		half := math.Floor(2 * math.Log2(f.Width))
		cell := featureCell{int64(math.Floor(2 * f.At * math.Exp2(-half/2))), int64(half)}
		if !seen[cell] {
			seen[cell] = true
			kept = append(kept, f)
		}
	}
	return kept
}
