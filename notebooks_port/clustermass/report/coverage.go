package report

import (
	"fmt"
	"math"
)

// Coverage is the fraction of rows whose truth lies in the central interval of each nominal level.
type Coverage struct {
	P50 float64 `json:"0.5"`
	P68 float64 `json:"0.68"`
	P90 float64 `json:"0.9"`
	P95 float64 `json:"0.95"`
}

// CoverageOf counts from u = F(y|x), the cdf of each row's prediction at its truth (its PIT): the central interval of level p
// holds y exactly if (1-p)/2 <= u <= (1+p)/2, so no quantile need be solved for. A u outside [0, 1] is an error naming its row,
// as is an empty u.
func CoverageOf(u []float64) (Coverage, error) {
	if len(u) == 0 {
		return Coverage{}, fmt.Errorf("report: coverage of no rows: keep some rows for the test")
	}
	const slack = 1e-9 // the cdf of a mixture is a sum of rounded terms and may pass 1 by a few ulps
	levels := [4]float64{.5, .68, .9, .95}
	var in [4]int
	for i, u := range u {
		if !(u >= -slack && u <= 1+slack) {
			return Coverage{}, fmt.Errorf("report: cdf at the truth of row %d is %v: want a number from 0 to 1", i, u)
		}
		for k, p := range levels {
			if math.Abs(u-.5) <= p/2 {
				in[k]++
			}
		}
	}
	at := func(k int) float64 { return float64(in[k]) / float64(len(u)) }
	return Coverage{at(0), at(1), at(2), at(3)}, nil
}

// String is one line for people: nominal levels and the fractions found.
func (c Coverage) String() string {
	return fmt.Sprintf("coverage of central intervals: 50%% %.3f, 68%% %.3f, 90%% %.3f, 95%% %.3f", c.P50, c.P68, c.P90, c.P95)
}
