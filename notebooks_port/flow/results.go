package main

import (
	"fmt"
	"io"
	"math"

	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// results is results.json, field by field.
type results struct {
	Densities []learned   `json:"densities"`
	Turning   conditional `json:"turning_moons"`
	Clusters  clusters    `json:"clusters"`
	Claims    claims.List `json:"claims"`
	Seconds   seconds     `json:"seconds"`
}

// learned is a flow of the plane. All is in nats a point.
type learned struct {
	Name      string    `json:"name"`
	EpochLoss []float64 `json:"epoch_loss"`
	TrueLoss  float64   `json:"true_loss"`  // of the truth, on the training points
	Entropy   float64   `json:"entropy"`    // of the truth, on fresh points
	KL        estimate  `json:"divergence"` // of the flow from the truth, E log p - log q, on the same
}

// conditional is the flow of the moons that turn.
type conditional struct {
	EpochLoss []float64 `json:"epoch_loss"`
	KL        estimate  `json:"divergence"`
	Rows      int       `json:"judged_rows"`
	Inside    []float64 `json:"inside"` // the share of these in the regions of 50 and 90%
	Modes     []mode    `json:"modes"`
}

// mode is the densest point of the map at an x, of the flow and of the truth.
type mode struct {
	X       float64   `json:"x"`
	Learned []float64 `json:"learned"`
	True    []float64 `json:"true"`
}

// clusters compares the two networks on the test rows.
type clusters struct {
	Rows      report.Rows `json:"rows"`
	BinCentre []float64   `json:"bin_centre"`
	Count     []int       `json:"count"`
	MDN       weighed     `json:"mdn"`
	Flow      weighed     `json:"flow"`
}

// weighed is what a network says of masses.
type weighed struct {
	EpochLoss []float64       `json:"epoch_loss"`
	NLL       float64         `json:"nll"`               // nats a row in log10 M
	Outside   int             `json:"outside,omitempty"` // rows where the density is 0, which NLL leaves out
	Coverage  report.Coverage `json:"coverage"`
	Mean      bias            `json:"mean"`
	FlatMean  bias            `json:"flat_mean"`
	FlatMode  bias            `json:"flat_mode"`
}

// bias is the median of estimate - truth in each bin of true mass, and its standard error by the number of hosts, in dex.
type bias struct {
	Median []float64 `json:"median"`
	Error  []float64 `json:"error"`
}

// off is the mean size of the medians of bins from lo to hi, NaN without any.
func (c clusters) off(b bias, lo, hi float64) float64 {
	sum, n := 0., 0.
	for k, x := range c.BinCentre {
		if x > lo && x < hi {
			sum += math.Abs(b.Median[k])
			n++
		}
	}
	return sum / n
}

// seconds is the wall time of each part.
type seconds struct {
	Plane    float64 `json:"plane"`
	Turning  float64 `json:"turning"`
	Clusters float64 `json:"clusters"`
	Figures  float64 `json:"figures"`
	Total    float64 `json:"total"`
}

// printPlane writes the table of densities.
func (r results) printPlane(out io.Writer) {
	fmt.Fprintf(out, "\n%-15s %8s  %s\n", "density", "entropy", "divergence of the flow, nats a point")
	for _, l := range r.Densities {
		fmt.Fprintf(out, "%-15s %8.4f  %.4f ± %.4f\n", l.Name, l.Entropy, l.KL.Mean, l.KL.SE)
	}
	fmt.Fprintf(out, "%-15s %8s  %.4f ± %.4f\n", "turning moons", "", r.Turning.KL.Mean, r.Turning.KL.SE)
}

// print writes the table of masses.
func (c clusters) print(out io.Writer) {
	fmt.Fprintf(out, "\n%d training rows, %d test rows\n%-6s %9s   %s\n", c.Rows.Train, c.Rows.Test, "", "test NLL", "test rows in central intervals of 50, 68, 90, 95%")
	for _, n := range c.networks() {
		k := n.Coverage
		fmt.Fprintf(out, "%-6s %9.4f   %.3f  %.3f  %.3f  %.3f\n", n.name, n.NLL, k.P50, k.P68, k.P90, k.P95)
	}
	fmt.Fprintf(out, "\nmedian of estimate - truth [dex] by true mass\n%15s  %-23s  %-23s  %s\n", "", estimateNames[0], estimateNames[1], estimateNames[2])
	fmt.Fprintf(out, "%7s %7s", "log10 M", "rows")
	for range 3 {
		fmt.Fprintf(out, "  %11s %11s", c.networks()[0].name, c.networks()[1].name)
	}
	fmt.Fprintln(out)
	for k, x := range c.BinCentre {
		fmt.Fprintf(out, "%7.2f %7d", x, c.Count[k])
		for i := range 3 {
			fmt.Fprintf(out, "  %+11.3f %+11.3f", c.MDN.estimates()[i].Median[k], c.Flow.estimates()[i].Median[k])
		}
		fmt.Fprintln(out)
	}
}

// network is one of the two with its name.
type network struct {
	name string
	weighed
}

func (c clusters) networks() [2]network { return [2]network{{"MDN", c.MDN}, {"flow", c.Flow}} }

// estimates are the three, in the order of tables and figures.
func (w weighed) estimates() [3]bias { return [3]bias{w.Mean, w.FlatMean, w.FlatMode} }

var estimateNames = [3]string{"mean", "flat-prior mean", "flat-prior mode"}
