package main

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// bin is one point of a reliability diagram: the rows whose predicted probability lies in an interval.
type bin struct {
	Rows      int     `json:"rows"`
	Predicted float64 `json:"predicted"` // mean of the predictions
	Observed  float64 `json:"observed"`  // share of rows in which it came to pass
	Lo        float64 `json:"lo"`        // what Observed keeps to with probability of .95 or more
	Hi        float64 `json:"hi"`        // if the predictions are right
}

// reliability groups rows by prediction in intervals of equal width and compares the mean prediction with the frequency. An
// interval without rows gives no bin. Lo and Hi are the central 95% of a binomial of the bin's rows and mean prediction,
// the consistency bars of Bröcker and Smith (2007), Weather and Forecasting 22, 651; predictions that differ within a bin make the true
// count less variable than that (Hoeffding 1956), never more.
func reliability(predicted []float64, happened []bool, intervals int) []bin {
	all := make([]bin, intervals)
	for i, p := range predicted {
		b := &all[min(int(p*float64(intervals)), intervals-1)]
		b.Rows++
		b.Predicted += p
		if happened[i] {
			b.Observed++
		}
	}
	bins := []bin{}
	for _, b := range all {
		if b.Rows == 0 {
			continue
		}
		n := float64(b.Rows)
		b.Predicted /= n
		b.Observed /= n
		b.Lo, b.Hi = binomialQuantile(b.Rows, b.Predicted, .025)/n, binomialQuantile(b.Rows, b.Predicted, .975)/n
		bins = append(bins, b)
	}
	return bins
}

// binomialQuantile is the least k with P(K <= k) >= q for K of n trials with probability p.
func binomialQuantile(n int, p, q float64) float64 {
	d := distuv.Binomial{N: float64(n), P: min(max(p, 0), 1)}
	lo, hi := -1, n
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; d.CDF(float64(mid)) >= q {
			hi = mid
		} else {
			lo = mid
		}
	}
	return float64(hi)
}

// calibrationError is the mean of |predicted - observed| over rows (Naeini et al. 2015). Noise alone makes it positive.
func calibrationError(bins []bin) float64 {
	sum, n := 0., 0
	for _, b := range bins {
		sum += float64(b.Rows) * math.Abs(b.Predicted-b.Observed)
		n += b.Rows
	}
	return sum / float64(n)
}

// inside counts the bins whose frequency keeps to the band.
func inside(bins []bin) (n int) {
	for _, b := range bins {
		if b.Observed >= b.Lo && b.Observed <= b.Hi {
			n++
		}
	}
	return n
}
