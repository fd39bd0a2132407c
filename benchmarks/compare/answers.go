package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// told are the columns of harness.Teller for harness.Answers and harness.Swapped.
var told = []string{"mean", "standard deviation", "mode", "quantile .05", ".16", ".5", ".84", ".95", "HPD's lower end", "upper end"}

// note says how far JAX's numbers are from ours, as they approximate, in the cases where both tell theirs.
func note(c harness.Case, teams []harness.Team) string {
	if c.Kind != harness.Answers && c.Kind != harness.Swapped {
		return ""
	}
	const rows = 200
	numbers := map[string][][]float64{}
	for _, t := range teams {
		if teller, ok := t.(harness.Teller); ok && (t.Name() == harness.Ours || t.Name() == harness.JAXStep) {
			n, err := teller.Tell(c, rows)
			if err != nil {
				return fmt.Sprintf("%s does not tell its numbers: %v", t.Name(), err)
			}
			numbers[t.Name()] = n
		}
	}
	return apart(numbers[harness.Ours], numbers[harness.JAXStep])
}

// apart is the median and the largest distance between two tables of answers, column by column, "" if one is missing.
func apart(ours, grid [][]float64) string {
	if ours == nil || grid == nil {
		return ""
	}
	if len(ours) != len(grid) {
		return fmt.Sprintf("the grid answers about %d rows, we about %d", len(grid), len(ours))
	}
	var parts []string
	for k, name := range told {
		var d []float64
		for i := range ours {
			d = append(d, math.Abs(grid[i][k]-ours[i][k]))
		}
		parts = append(parts, fmt.Sprintf("%s %.2g (%.2g)", name, harness.Median(d), slices.Max(d)))
	}
	return fmt.Sprintf("the grid's numbers against ours, median and largest distance of %d rows: %s.", len(ours), strings.Join(parts, ", "))
}
