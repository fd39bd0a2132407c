package report

import (
	"math"
	"testing"
)

// Rows outside the support are counted and left out; of none there is no mean but 0.
func TestMeanNLL(t *testing.T) {
	if nll, outside := MeanNLL([]float64{-1, math.Inf(-1), -4, 2}); nll != 1 || outside != 1 {
		t.Errorf("%v, %d outside", nll, outside)
	}
	if nll, outside := MeanNLL([]float64{math.Inf(-1)}); nll != 0 || outside != 1 {
		t.Errorf("%v, %d outside", nll, outside)
	}
}
