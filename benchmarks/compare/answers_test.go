package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// teller is a team that tells numbers.
type teller struct {
	name string
	rows [][]float64
	err  error
}

func (t teller) Name() string                                  { return t.name }
func (t teller) Enter(harness.Case) (harness.Contender, error) { return nil, harness.ErrNoCase }
func (t teller) Tell(harness.Case, int) ([][]float64, error)   { return t.rows, t.err }
func answers(row ...float64) []float64                         { return append(row, make([]float64, len(told)-len(row))...) }
func noteOf(kind harness.Kind, ours, grid teller) string {
	return note(harness.Case{Kind: kind}, []harness.Team{ours, grid})
}

// The note has the median and the largest distance of each answer, or says that there are none.
func TestNote(t *testing.T) {
	ours := teller{harness.Ours, [][]float64{answers(1, 2), answers(1, 2), answers(1, 2)}, nil}
	grid := teller{harness.JAXStep, [][]float64{answers(1.5, 2), answers(.75, 2), answers(1, 2.25)}, nil}
	text := noteOf(harness.Answers, ours, grid)
	for _, part := range []string{"of 3 rows", " mean 0.25 (0.5)", "standard deviation 0 (0.25)", "upper end 0 (0)"} {
		if !strings.Contains(text, part) {
			t.Errorf("the note lacks %q: %s", part, text)
		}
	}
	if text := noteOf(harness.Step, ours, grid); text != "" {
		t.Errorf("a step has the note %q", text)
	}
	if text := noteOf(harness.Swapped, ours, teller{name: harness.TorchEager}); text != "" {
		t.Errorf("without a grid there is the note %q", text)
	}
	grid.err = errors.New("no grid")
	if text := noteOf(harness.Swapped, ours, grid); !strings.Contains(text, "no grid") {
		t.Errorf("a failure gives the note %q", text)
	}
	if text := apart(ours.rows, ours.rows[:1]); !strings.Contains(text, "1 rows") {
		t.Errorf("tables of two lengths are compared: %q", text)
	}
}
