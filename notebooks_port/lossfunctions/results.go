package main

import (
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"gonum.org/v1/gonum/stat"
)

// results is results.json, field by field.
type results struct {
	Rows    sizes        `json:"rows"`
	L2      curve        `json:"l2"`             // against the mean
	L1      curve        `json:"l1"`             // against the median
	MDN     curve        `json:"mdn"`            // its mode against the mode
	KL      []divergence `json:"mdn_divergence"` // from the truth, before training and after each epoch
	Claims  claims.List  `json:"claims"`
	Seconds seconds      `json:"seconds"`
}

// sizes counts the rows of each part.
type sizes struct {
	Train int `json:"train"`
	Test  int `json:"test"`
}

// curve is a learned function of x beside the true one.
type curve struct {
	EpochLoss []float64 `json:"epoch_loss"`
	TestLoss  estimate  `json:"test_loss"` // on held-out rows
	Optimum   float64   `json:"optimum,omitempty"`
	Deviation deviation `json:"deviation"`
	From      distances `json:"mean_deviation_from"`

	// Of squared error: the standard error of the mean of y over the training rows within Window of where Deviation is largest.
	Error  float64 `json:"error_there,omitempty"`
	Window float64 `json:"window,omitempty"`
}

// deviation is the absolute difference of a learned and a true curve over an equidistant grid of x, in units of y.
type deviation struct {
	Max  float64 `json:"max"`
	At   float64 `json:"max_at"` // the x of it
	Mean float64 `json:"mean"`
}

// distances are the mean deviations of one learned curve from all three true ones: the least says which of them it learned.
type distances struct {
	Mean   float64 `json:"mean"`
	Median float64 `json:"median"`
	Mode   float64 `json:"mode"`
}

func distancesOf(learned, x []float64) distances {
	return distances{deviationOf(learned, x, mean).Mean, deviationOf(learned, x, median).Mean, deviationOf(learned, x, mode).Mean}
}

func deviationOf(learned, x []float64, truth func(float64) float64) (d deviation) {
	abs := make([]float64, len(x))
	for i, v := range x {
		abs[i] = math.Abs(learned[i] - truth(v))
		if abs[i] > d.Max {
			d.Max, d.At = abs[i], v
		}
	}
	d.Mean = stat.Mean(abs, nil)
	return d
}

// seconds is the wall time of each part.
type seconds struct {
	Train   float64 `json:"train"`
	Figures float64 `json:"figures"`
	Total   float64 `json:"total"`
}

// print writes the table of curves and that of epochs.
func (r results) print(out io.Writer) {
	fmt.Fprintf(out, "\n%-20s %8s   %-26s   %s\n", "", "max dev.", "mean dev. from mean, median, mode", "held-out loss")
	for _, c := range []struct {
		name  string
		curve curve
	}{{"L2, for the mean", r.L2}, {"L1, for the median", r.L1}, {"MDN's mode", r.MDN}} {
		f := c.curve.From
		fmt.Fprintf(out, "%-20s %8.4f   %14.4f %8.4f %8.4f   %.4f ± %.4f", c.name, c.curve.Deviation.Max, f.Mean, f.Median, f.Mode, c.curve.TestLoss.Mean, c.curve.TestLoss.SE)
		if c.curve.Optimum != 0 {
			fmt.Fprintf(out, ", optimum %.4f", c.curve.Optimum)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, r.Claims.Of(missedClaim.Name))
	fmt.Fprintf(out, "\ndivergence of the MDN from the truth, nats a row\n%5s  %17s  %20s  %9s\n", "epoch", "E NLL - entropy", "E log p/q, same rows", "integral")
	for i, d := range r.KL {
		fmt.Fprintf(out, "%5d  %8.4f ± %.4f  %8.5f ± %.5f   %9.5f\n", i, d.Excess, d.NLL.SE, d.KL.Mean, d.KL.SE, d.Exact)
	}
}
