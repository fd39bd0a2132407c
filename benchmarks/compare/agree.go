package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// exact are the kinds whose numbers all teams compute by the same formula from the same weights.
var exact = map[harness.Kind]bool{harness.Transform: true, harness.FlowStep: true, harness.FlowDensity: true, harness.FlowDraws: true}

// agree parts the teams whose numbers are ours, of the first rows of a case, from those that compute something else, or nothing: these
// are not measured. Teams that have no such case stay, and say so themselves.
func agree(c harness.Case, teams []harness.Team) (same []harness.Team, wrong map[string]error) {
	if !exact[c.Kind] {
		return teams, nil
	}
	const rows = 50
	wrong = map[string]error{}
	var ours [][]float64
	for _, t := range teams { // ours are the first
		teller, ok := t.(harness.Teller)
		if !ok {
			same = append(same, t)
			continue
		}
		told, err := teller.Tell(c, rows)
		switch {
		case errors.Is(err, harness.ErrNoCase):
			same = append(same, t)
			continue
		case err == nil && t.Name() == harness.Ours:
			ours = told
		case err == nil && ours == nil:
			err = errors.New("there are no numbers of ours to compare its numbers with")
		case err == nil:
			err = differ(ours, told)
		}
		if err != nil {
			wrong[t.Name()] = err
		} else {
			same = append(same, t)
		}
	}
	return same, wrong
}

// differ is an error where float32 rounds to other numbers than ours: sums of some thousands of them are right to a few units of the
// fifth digit of the largest.
func differ(ours, theirs [][]float64) error {
	const tolerance = 1e-4
	if len(ours) != len(theirs) {
		return fmt.Errorf("it computes %d rows, and we %d", len(theirs), len(ours))
	}
	scale := 0.
	for _, row := range ours {
		for _, v := range row {
			scale = max(scale, math.Abs(v))
		}
	}
	for i, row := range ours {
		if len(row) != len(theirs[i]) {
			return fmt.Errorf("row %d has %d numbers, ours %d", i, len(theirs[i]), len(row))
		}
		for j, v := range row {
			if !(math.Abs(v-theirs[i][j]) <= tolerance*scale) {
				return fmt.Errorf("number %d of row %d is %v, ours %v", j, i, theirs[i][j], v)
			}
		}
	}
	return nil
}
