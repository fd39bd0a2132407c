package data

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// Methods that cannot return an error say in words of ours what was asked of which set.
func TestTakePanicsInWords(t *testing.T) {
	s := Set{X: mat.NewDense(2, 1, []float64{1, 2}), Y: []float64{3, 4}}
	for want, f := range map[string]func(){
		"data: Set.Take: row 2 of a set of 2 rows, which are numbered from 0":                                  func() { s.Take([]int{0, 2}) },
		"data: Set.Take: row -1 of a set of 2 rows, which are numbered from 0":                                 func() { s.Take([]int{-1}) },
		"data: Set.Take of no rows: a set has at least one; leave out the 2 rows only where something is left": func() { s.Take(nil) },
		"data: Set.Take: data: the set has no rows: X is empty":                                                func() { Set{}.Take([]int{0}) },
		"data: Set.Take: data: 3 targets for 2 rows: Y holds k numbers for each row of X":                      func() { Set{X: s.X, Y: make([]float64, 3)}.Take([]int{0}) },
		"data: Set.Head: 0 rows of 2: want at least one":                                                       func() { s.Head(0) },
		"data: Set.Targets: data: 0 targets for 2 rows: Y holds k numbers for each row of X":                   func() { Set{X: s.X}.Targets() },
	} {
		t.Run(want, func(t *testing.T) {
			defer func() {
				if got := fmt.Sprint(recover()); got != want {
					t.Errorf("panicked with %q", got)
				}
			}()
			f()
		})
	}
}
