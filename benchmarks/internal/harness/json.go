package harness

import (
	"encoding/json"
	"errors"
	"fmt"
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
// What a row has besides is there to be read back.
type row struct {
	Case     string   `json:"case"`
	Batch    int      `json:"batch"`
	Ours     *float64 `json:"ours_us"`
	JAXStep  *float64 `json:"jax_step_us"`
	JAXScan  *float64 `json:"jax_scan_us"`
	Torch    *float64 `json:"torch_us"`
	Gorgonia *float64 `json:"gorgonia_us"`
	Ratio    *float64 `json:"ratio_best_jax"`

	MiB     map[string]float64 `json:"mib,omitempty"`
	Eager   *float64           `json:"torch_eager_us,omitempty"`
	Compile *float64           `json:"torch_compiled_us,omitempty"`
	Failed  map[string]string  `json:"failed,omitempty"`
	Note    string             `json:"note,omitempty"`
	Machine string             `json:"machine,omitempty"`
}

// WriteJSON writes the outcomes as an array of rows, measured on the given machine. PyTorch's number is that of its
// better form.
func WriteJSON(w io.Writer, machine string, outcomes []Outcome) error {
	rows := make([]row, 0, len(outcomes))
	for _, o := range outcomes {
		r := row{Case: o.Case.Name, Batch: o.Case.Batch, Ratio: number(o.Ratio(Ours, JAXStep, JAXScan)), Note: o.Note, Machine: machine}
		if o.Case.Unit() == "us" {
			r.Ours, r.JAXStep, r.JAXScan = number(o.Best(Ours)), number(o.Best(JAXStep)), number(o.Best(JAXScan))
			r.Torch, r.Gorgonia = number(o.Best(TorchEager, TorchCompiled)), number(o.Best(Gorgonia))
			r.Eager, r.Compile = number(o.Best(TorchEager)), number(o.Best(TorchCompiled))
		} else {
			r.MiB = o.Median
		}
		for team, why := range o.Failed {
			if r.Failed == nil {
				r.Failed = map[string]string{}
			}
			r.Failed[team] = why.Error()
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

// ReadJSON reads what WriteJSON wrote, of the cases that there still are. Results of another machine are an error, as
// they must not stand in one table.
func ReadJSON(r io.Reader, machine string, cases []Case) ([]Outcome, error) {
	var rows []row
	if err := json.NewDecoder(r).Decode(&rows); err != nil {
		return nil, err
	}
	byName := map[string]Case{}
	for _, c := range cases {
		byName[c.String()] = c
	}
	var all []Outcome
	for _, r := range rows {
		if r.Machine != machine {
			return nil, fmt.Errorf("%s/%d was measured on %q and this is %q: use another file", r.Case, r.Batch, r.Machine, machine)
		}
		if c, ok := byName[fmt.Sprintf("%s/%d", r.Case, r.Batch)]; ok {
			all = append(all, r.outcome(c))
		}
	}
	return all, nil
}

func (r row) outcome(c Case) Outcome {
	o := Outcome{Case: c, Median: map[string]float64{}, Failed: map[string]error{}, Note: r.Note}
	for team, v := range r.MiB {
		o.Median[team] = v
	}
	for team, v := range map[string]*float64{Ours: r.Ours, JAXStep: r.JAXStep, JAXScan: r.JAXScan, TorchEager: r.Eager, TorchCompiled: r.Compile, Gorgonia: r.Gorgonia} {
		if v != nil {
			o.Median[team] = *v
		}
	}
	for team, why := range r.Failed {
		o.Failed[team] = errors.New(why)
	}
	return o
}

// Merge puts new outcomes in the place of old ones of the same case, in the order of the cases.
func Merge(cases []Case, old, now []Outcome) []Outcome {
	byName := map[string]Outcome{}
	for _, o := range append(append([]Outcome(nil), old...), now...) {
		byName[o.Case.String()] = o
	}
	var all []Outcome
	for _, c := range cases {
		if o, ok := byName[c.String()]; ok {
			all = append(all, o)
		}
	}
	return all
}
