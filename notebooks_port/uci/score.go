package main

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// score is how a method did on the test rows of a split.
type score struct {
	RMSE float64
	LL   float64 // mean log-likelihood a row, in nats, in the target's units

	chosen string // hyper-parameters, inside the training rows; empty: there are none
}

// summary is a method's scores over the splits, with standard errors; those of one split are 0.
type summary struct {
	RMSE   float64 `json:"rmse"`
	RMSESE float64 `json:"rmse_se"`
	LL     float64 `json:"ll"`
	LLSE   float64 `json:"ll_se"`

	// Whole says that all targets of the set are whole numbers, on which the density of a mixture has no limit.
	Whole bool `json:"whole_targets,omitempty"`

	Setting setting `json:"setting"`
}

func summarize(scores []score) summary {
	rmse, ll := make([]float64, len(scores)), make([]float64, len(scores))
	for i, s := range scores {
		rmse[i], ll[i] = s.RMSE, s.LL
	}
	var s summary
	s.RMSE, s.RMSESE = meanAndError(rmse)
	s.LL, s.LLSE = meanAndError(ll)
	return s
}

func meanAndError(x []float64) (mean, se float64) {
	mean = stat.Mean(x, nil)
	if len(x) > 1 {
		se = stat.StdDev(x, nil) / math.Sqrt(float64(len(x)))
	}
	return mean, se
}

// rmse is the root of the mean squared error.
func rmse(mean, y []float64) float64 {
	sum := 0.
	for i, m := range mean {
		sum += (m - y[i]) * (m - y[i])
	}
	return math.Sqrt(sum / float64(len(y)))
}

// mixedLogLik is the mean over rows of log mean_k N(y; f_k, sd²) for draws f of (draws, rows).
func mixedLogLik(f [][]float64, y []float64, sd float64) float64 {
	terms := make([]float64, len(f))
	sum := 0.
	for i, v := range y {
		for k := range f {
			z := (v - f[k][i]) / sd
			terms[k] = -z * z / 2
		}
		sum += floats.LogSumExp(terms)
	}
	return sum/float64(len(y)) - math.Log(float64(len(f))*sd) - math.Log(2*math.Pi)/2
}

// moments are the mean and the standard deviation of y, not quite 0.
func moments(y []float64) (mean, sd float64) {
	mean, sd = stat.MeanStdDev(y, nil)
	return mean, max(sd, 1e-12*max(1, math.Abs(mean)))
}
