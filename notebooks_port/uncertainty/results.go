package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
	"github.com/deepprob/deepprob/notebooks_port/uncertainty/exact"
)

// results are results.json. Weights are listed kernel first; NLL and NegativeELBO are in nats a row.
type results struct {
	None struct {
		Kernel float64 `json:"kernel"`
		Bias   float64 `json:"bias"`
		NLL    float64 `json:"nll"`
		RMS    float64 `json:"rms"` // of the mean's distance from the true curve, over the range of x
	} `json:"1"`
	Aleatoric struct {
		Kernel []float64 `json:"kernel"`
		Bias   []float64 `json:"bias"`
		NLL    float64   `json:"nll"`
	} `json:"2"`
	Epistemic  weightsResult `json:"3"`
	Both       weightsResult `json:"4"`
	Functional struct {
		Amplitude    float64 `json:"amplitude"`
		LengthScale  float64 `json:"length_scale"` // in units of x
		NoiseSD      float64 `json:"noise_sd"`
		NegativeELBO float64 `json:"negative_elbo"` // of the last epoch
		RMS          float64 `json:"rms"`
	} `json:"5"`
	Exact     solutions   `json:"exact"`
	Converged bool        `json:"converge"`
	Claims    claims.List `json:"claims"`
	Seconds   float64     `json:"seconds"`
}

// weightsResult is the posterior of the weights.
type weightsResult struct {
	Mean []float64 `json:"mean"`
	SD   []float64 `json:"sd"`
}

// solutions are what the cases converge to, as package exact finds them; of the function that is only the bound.
type solutions struct {
	None         []float64     `json:"1"` // kernel and bias
	NoneNLL      float64       `json:"1_nll"`
	Aleatoric    []float64     `json:"2"` // kernel, then bias
	AleatoricNLL float64       `json:"2_nll"`
	Epistemic    weightsResult `json:"3"` // the mean-field optimum
	Both         weightsResult `json:"4"`
	NegativeELBO float64       `json:"5_negative_elbo"`
}

// bestBound is the least negative ELBO of case 5 with inducing points that stay on their grid, in nats a row: that of a direct search
// over amplitude, length, mean and noise for the best q, which is in closed form.
const bestBound = 2.4345

func solve(s data.Set) (e solutions, err error) {
	x, y := s.X.RawMatrix().Data, s.Y
	e.None, e.NoneNLL = exact.Point(x, y)
	if e.Aleatoric, e.AleatoricNLL, err = exact.Aleatoric(x, y, aleatoricRate); err != nil {
		return e, err
	}
	e.NegativeELBO = bestBound
	line := exact.Epistemic(x, y)
	e.Epistemic = weightsResult{line.Mean, line.MeanField}
	e.Both.Mean, e.Both.SD, _, err = exact.Both(x, y, bothRate)
	return e, err
}

// write prints what was found beside what the notebook printed and what is exact.
func (r results) write(w io.Writer) error {
	e := r.Exact
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "\ncase\t\tthis run\tTFP's notebook\texact")
	for _, row := range []struct {
		name, what string
		got        []float64
		notebook   string
		exact      []float64
	}{
		{"1 none", "kernel, bias", []float64{r.None.Kernel, r.None.Bias}, "0.1303 5.13", e.None},
		{"", "NLL", []float64{r.None.NLL}, "", []float64{e.NoneNLL}},
		{"2 aleatoric", "kernel", r.Aleatoric.Kernel, "", e.Aleatoric[:2]},
		{"", "bias", r.Aleatoric.Bias, "", e.Aleatoric[2:]},
		{"", "NLL", []float64{r.Aleatoric.NLL}, "2.529 to 7.1", []float64{e.AleatoricNLL}},
		{"3 epistemic", "mean", r.Epistemic.Mean, "", e.Epistemic.Mean},
		{"", "sd", r.Epistemic.SD, "0.0278 0.1716", e.Epistemic.SD},
		{"4 both", "mean", r.Both.Mean, "0.1275 2.75 5.161 3.825", e.Both.Mean},
		{"", "sd", r.Both.SD, "0.054 0.531 0.168 1.097", e.Both.SD},
		{"5 functional", "amplitude, length, noise sd", []float64{r.Functional.Amplitude, r.Functional.LengthScale, r.Functional.NoiseSD}, "", nil},
		{"", "-ELBO", []float64{r.Functional.NegativeELBO}, "", []float64{e.NegativeELBO}},
	} {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", row.name, row.what, digits(row.got), row.notebook, digits(row.exact))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%.1f s\n", r.Seconds)
	return err
}

// digits writes numbers with four digits each.
func digits(x []float64) string {
	var s []string
	for _, v := range x {
		s = append(s, strconv.FormatFloat(v, 'g', 4, 64))
	}
	return strings.Join(s, " ")
}
