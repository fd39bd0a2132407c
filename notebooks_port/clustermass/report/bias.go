package report

import (
	"fmt"
	"math"
)

// Estimates are four point estimates of log10 M200c for the same test rows.
type Estimates struct {
	MSE      []float64 // output of the network trained on squared error
	MDNMean  []float64 // mean of q(y|x), under the prior of the training rows
	FlatMean []float64 // mean after SwapPrior to the flat prior
	FlatMode []float64 // mode after SwapPrior to the flat prior
}

// Estimator is one of the four with the name that tables and figures give it.
type Estimator struct {
	Name   string
	Values []float64
}

// All lists the estimators in the order of every table and figure.
func (e Estimates) All() [4]Estimator {
	return [4]Estimator{
		{"MSE network", e.MSE},
		{"MDN mean", e.MDNMean},
		{"flat-prior mean", e.FlatMean},
		{"flat-prior mode", e.FlatMode},
	}
}

// Check returns an error that names the estimator whose length is not rows, or the first value that is not finite.
func (e Estimates) Check(rows int) error {
	for _, v := range e.All() {
		if len(v.Values) != rows {
			return fmt.Errorf("report: %s has %d values for %d true masses: predict every test row once", v.Name, len(v.Values), rows)
		}
		for i, x := range v.Values {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return fmt.Errorf("report: %s of row %d is %v: the estimates must be finite", v.Name, i, x)
			}
		}
	}
	return nil
}

// Bias is the median of estimate - truth in dex for each bin of true mass (Bins): all slices have one entry a bin.
//
// Bins without rows are left out of every slice, since JSON has no NaN and a reader that pairs centres with medians needs no case
// for null. So centres may skip when there are few rows; read them, do not count them.
type Bias struct {
	BinCentre []float64 `json:"bin_centre"`
	Count     []int     `json:"count"`
	MSE       []float64 `json:"mse"`
	MDNMean   []float64 `json:"mdn_mean"`
	FlatMean  []float64 `json:"flat_mean"`
	FlatMode  []float64 `json:"flat_mode"`
	Hosts     []int     `json:"hosts"`
	Error     Errors    `json:"error"`
}

// Errors are the standard errors of the medians by the number of hosts, of Bins.MedianErrors.
type Errors struct {
	MSE      []float64 `json:"mse"`
	MDNMean  []float64 `json:"mdn_mean"`
	FlatMean []float64 `json:"flat_mean"`
	FlatMode []float64 `json:"flat_mode"`
}

// All lists them in the order of Estimates.All.
func (e Errors) All() [4]Estimator { return Estimates(e).All() }

// Filled is the bias of the bins that have rows enough (Fewest).
func (b Bias) Filled() (f Bias) {
	for k, n := range b.Count {
		if n < Fewest {
			continue
		}
		f.BinCentre, f.Count, f.Hosts = append(f.BinCentre, b.BinCentre[k]), append(f.Count, n), append(f.Hosts, b.Hosts[k])
		f.MSE, f.MDNMean, f.FlatMean, f.FlatMode = append(f.MSE, b.MSE[k]), append(f.MDNMean, b.MDNMean[k]), append(f.FlatMean, b.FlatMean[k]), append(f.FlatMode, b.FlatMode[k])
		from, to := &b.Error, &f.Error
		to.MSE, to.MDNMean = append(to.MSE, from.MSE[k]), append(to.MDNMean, from.MDNMean[k])
		to.FlatMean, to.FlatMode = append(to.FlatMean, from.FlatMean[k]), append(to.FlatMode, from.FlatMode[k])
	}
	return f
}

// All lists the medians in the order and under the names of Estimates.All.
func (b Bias) All() [4]Estimator { return Estimates{b.MSE, b.MDNMean, b.FlatMean, b.FlatMode}.All() }

// BiasBins returns the median bias of each estimator in bins of .1 dex of true mass. Lengths that differ and values that are not
// finite are errors; no rows at all give a Bias without bins.
func BiasBins(truth []float64, e Estimates) (Bias, error) {
	if err := e.Check(len(truth)); err != nil {
		return Bias{}, err
	}
	bins, err := Group(truth)
	if err != nil {
		return Bias{}, err
	}
	b := Bias{BinCentre: append([]float64{}, bins.Centre...), Count: bins.Counts(), Hosts: bins.Hosts(truth)}
	median := func(v []float64) []float64 { return bins.Quantiles(truth, v, .5)[0] }
	b.MSE, b.MDNMean, b.FlatMean, b.FlatMode = median(e.MSE), median(e.MDNMean), median(e.FlatMean), median(e.FlatMode)
	within := func(v []float64) []float64 { return bins.MedianErrors(truth, v) }
	b.Error = Errors{within(e.MSE), within(e.MDNMean), within(e.FlatMean), within(e.FlatMode)}
	return b, nil
}
