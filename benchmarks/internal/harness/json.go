package harness

import (
	"encoding/json"
	"io"
)

// The teams that results are quoted for.
const (
	Ours          = "deepprob"
	JAXStep       = "jax step"
	JAXScan       = "jax scan"
	TorchEager    = "torch eager"
	TorchCompiled = "torch compiled"
	Gorgonia      = "gorgonia"
)

// row is one case as JSON: null where a team has no number. Cases in another unit than us have their numbers in MiB.
type row struct {
	Case     string   `json:"case"`
	Batch    int      `json:"batch"`
	Ours     *float64 `json:"ours_us"`
	JAXStep  *float64 `json:"jax_step_us"`
	JAXScan  *float64 `json:"jax_scan_us"`
	Torch    *float64 `json:"torch_us"`
	Gorgonia *float64 `json:"gorgonia_us"`
	Ratio    *float64 `json:"ratio_best_jax"`

	MiB map[string]float64 `json:"mib,omitempty"`
}

// WriteJSON writes the outcomes as an array of rows. PyTorch's number is that of its better form.
func WriteJSON(w io.Writer, outcomes []Outcome) error {
	rows := make([]row, 0, len(outcomes))
	for _, o := range outcomes {
		r := row{Case: o.Case.Name, Batch: o.Case.Batch, Ratio: number(o.Ratio(Ours, JAXStep, JAXScan))}
		if o.Case.Unit() == "us" {
			r.Ours, r.JAXStep, r.JAXScan = number(o.Best(Ours)), number(o.Best(JAXStep)), number(o.Best(JAXScan))
			r.Torch, r.Gorgonia = number(o.Best(TorchEager, TorchCompiled)), number(o.Best(Gorgonia))
		} else {
			r.MiB = o.Median
		}
		rows = append(rows, r)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}

func number(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}
