// Package harness measures implementations of one case side by side: in turn, several times, each measurement bounded,
// and quotes medians and ratios. On a machine that others use too, the ratio of two medians taken in turn is what holds.
package harness

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// Kind says what is measured.
type Kind string

const (
	Step    Kind = "step"    // one training step with Adam, gathering its rows included, in us
	Compile Kind = "compile" // a new network's first trained step inside a running process, in us
	Start   Kind = "start"   // from the start of a process to its first trained step, in us
	Predict Kind = "predict" // the parameters of p(y | x) of all rows, in us
	Mean    Kind = "mean"    // the mean of p(y | x) of all rows, in us
	Density Kind = "density" // log p(y | x) of all rows on a grid of 100 y, in us
	Draws   Kind = "draws"   // the parameters of p(y | x, w) of all rows for each of 100 draws of the weights w, in us
	Answers Kind = "answers" // mean, standard deviation, mode, 68% HPD and five quantiles of each row, in us
	Swapped Kind = "swapped" // the same after another prior has taken the place of the training data's, in us
	Memory  Kind = "memory"  // the most memory of a process that trains over all rows, in MiB
	LogProb Kind = "logprob" // the log-density of a family at one y a row, the parameters a row too, in us
	Sampled Kind = "sampled" // a draw a row, noise included, with the gradients of its square by the parameters, in us
	Asked   Kind = "asked"   // one question about one row, asked of a new posterior whose formulas are compiled, in us

	Transform   Kind = "transform"    // gradients of each row, a Hessian-vector product, a Hessian or Jacobians of a network, in us
	FlowStep    Kind = "flow step"    // one training step of a conditional flow with Adam, gathering its rows included, in us
	FlowDensity Kind = "flow density" // log p(y | x) at one y a row, in us
	FlowDraws   Kind = "flow draws"   // a draw from p(y | x) a row, noise included, in us
)

// Case is one thing to measure. It is sent to other languages as JSON.
type Case struct {
	Name   string `json:"name"`
	Kind   Kind   `json:"kind"`
	Net    string `json:"net"`    // mse, mdn-normal, mdn-beta, or with random weights bbb or mcd; a family of distributions; a transformation
	Batch  int    `json:"batch"`  // rows a step, or rows predicted
	Widths []int  `json:"widths"` // of the hidden layers; of a Transform of all, inputs and outputs included
	Steps  int    `json:"steps"`  // in an epoch of Batch Steps rows

	Type   string       `json:"type,omitempty"`   // of the numbers of a family: float64 or float32
	Ranges [][2]float64 `json:"ranges,omitempty"` // of a family's parameters and y, between which they are uniform
	Whole  bool         `json:"whole,omitempty"`  // y is rounded down
}

// Unit is of the numbers measured.
func (c Case) Unit() string {
	if c.Kind == Memory {
		return "MiB"
	}
	return "us"
}

// String is the name with the batch, "mse/100".
func (c Case) String() string { return fmt.Sprintf("%s/%d", c.Name, c.Batch) }

// Contender is an implementation of one case, warmed up.
type Contender interface {
	// Measure repeats the case for about the given time, at least once, and returns the mean in the case's unit.
	Measure(budget time.Duration) (float64, error)
	// Close frees what the contender holds.
	Close() error
}

// ErrNoCase is what a Team that has no such case returns.
var ErrNoCase = errors.New("no such case")

// Team is an implementation of some cases.
type Team interface {
	Name() string
	// Enter makes the team's contender for a case, or returns ErrNoCase.
	Enter(c Case) (Contender, error)
}

// Teller is a Team that also says what it computes in a case, for the first rows: one team's numbers can be held against
// another's.
type Teller interface {
	Tell(c Case, rows int) ([][]float64, error)
}

// Select returns the cases that one of the patterns, separated by commas, matches by name or by name and batch: "mse",
// "mdn-*", "mse/100". No pattern selects all. A pattern that selects none is an error.
func Select(cases []Case, patterns string) ([]Case, error) {
	if patterns == "" {
		return cases, nil
	}
	chosen := make([]bool, len(cases))
	for _, p := range strings.Split(patterns, ",") {
		found := false
		for i, c := range cases {
			byName, err := path.Match(p, c.Name)
			if err != nil {
				return nil, fmt.Errorf("case %q: %w", p, err)
			}
			byBatch, _ := path.Match(p, c.String())
			if byName || byBatch {
				chosen[i], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no case is called %q: they are %s", p, names(cases))
		}
	}
	var out []Case
	for i, c := range cases {
		if chosen[i] {
			out = append(out, c)
		}
	}
	return out, nil
}

func names(cases []Case) string {
	all := make([]string, len(cases))
	for i, c := range cases {
		all[i] = c.String()
	}
	return strings.Join(all, ", ")
}
