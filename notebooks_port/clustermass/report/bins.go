package report

import (
	"fmt"
	"math"
	"slices"
)

// Bins are the test rows grouped by true log-mass in bins of .1 dex that start at 13.5: bin k holds
// 13.5 + k/10 <= x < 13.5 + (k+1)/10. Bins without rows are left out, so Centre and Rows have one entry a bin that has some;
// Centre ascends but may skip. Rows below 13.5 are in no bin.
type Bins struct {
	Centre []float64 // log10 M200c, 13.55 and so on
	Rows   [][]int   // the rows of each bin, ascending; never empty
}

// Fewest is the number of rows below which the median of a bin says more about chance than about the estimator.
const Fewest = 10

// first is the lower edge of bin 0 in tenths of a dex. Edges and centres are quotients of integers because 13.5 + .1 k is not the
// nearest float64 of its decimal, and a row at 13.6 would fall below the edge of its bin.
const first = 135

func edge(k int) float64   { return float64(first+k) / 10 }
func centre(k int) float64 { return float64(2*(first+k)+1) / 20 }

// maxBins bounds the memory a wrong column can ask for: 13.5 + 25 dex is heavier than the observable universe.
const maxBins = 250

// Group sorts rows into bins by their true log-mass. A value that is not finite or far beyond any mass is an error naming its row.
func Group(truth []float64) (Bins, error) {
	var rows [][]int
	for i, x := range truth {
		if math.IsNaN(x) || x >= edge(maxBins) || math.IsInf(x, -1) {
			return Bins{}, fmt.Errorf("report: true mass of row %d is %v: want log10 of a mass, such as 14.2", i, x)
		}
		k := binOf(x)
		if k < 0 {
			continue
		}
		for len(rows) <= k {
			rows = append(rows, nil)
		}
		rows[k] = append(rows[k], i)
	}
	var b Bins
	for k, r := range rows {
		if len(r) > 0 {
			b.Centre, b.Rows = append(b.Centre, centre(k)), append(b.Rows, r)
		}
	}
	return b, nil
}

// binOf returns the bin of x, negative below the first. The quotient is off by one ulp at some edges; the edges decide.
func binOf(x float64) int {
	k := int(math.Floor(max(x, 0)*10)) - first
	switch {
	case x < edge(k):
		k--
	case x >= edge(k+1):
		k++
	}
	return k
}

// Quantiles returns, for each p in [0, 1], the p-quantile of estimate - truth in each bin: q[i][k] is quantile p[i] in bin k.
// Between two order statistics it interpolates linearly (Hyndman and Fan 1996, type 7), as numpy.percentile does; p = .5 is the
// median. It panics if the slices are shorter than the rows grouped.
func (b Bins) Quantiles(truth, estimate []float64, p ...float64) [][]float64 {
	q := make([][]float64, len(p))
	for i := range q {
		q[i] = make([]float64, len(b.Rows))
	}
	var diff []float64
	for k, rows := range b.Rows {
		diff = diff[:0]
		for _, r := range rows {
			diff = append(diff, estimate[r]-truth[r])
		}
		slices.Sort(diff)
		for i, p := range p {
			q[i][k] = quantile(diff, p)
		}
	}
	return q
}

// quantile is the type 7 quantile of sorted, non-empty values.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	lo, hi := sorted[i], sorted[min(i+1, len(sorted)-1)]
	return lo + (at-float64(i))*(hi-lo)
}
