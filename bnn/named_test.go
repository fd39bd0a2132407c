package bnn_test

import (
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// swappedColumns is the set of two features with the second first.
func swappedColumns(s data.Set) data.Set {
	n, _ := s.X.Dims()
	x := mat.NewDense(n, 2, nil)
	x.SetCol(0, mat.Col(nil, 1, s.X))
	x.SetCol(1, mat.Col(nil, 0, s.X))
	s.X, s.Names = x, []string{s.Names[1], s.Names[0]}
	return s
}

// Approximations that are fitted to a trained model find its columns by name: rows whose columns stand in another order give
// the same draws to the last bit, and others are an error.
func TestFitsFindColumnsByName(t *testing.T) {
	s := twoFeatures(60, .1, 1)
	s.Names = []string{"a", "b"}
	renamed := s
	renamed.Names = []string{"a", "c"}
	for name, fit := range map[string]func(rows data.Set) ([]float64, error){
		"laplace": func(rows data.Set) ([]float64, error) {
			m, _ := fitted(t, affine{.1}, s, .05, 40)
			_, err := bnn.Laplace{}.Fit(ctx, m, rows)
			if err != nil {
				return nil, err
			}
			return predict(t, m, s.X, training.Draws(5)).Mean(), nil
		},
		"nuts": func(rows data.Set) ([]float64, error) {
			m, _ := fitted(t, affine{.1}, s, .05, 0)
			_, err := bnn.NUTS{Chains: 1, Warmup: 10, Draws: 5, Seed: 1}.Fit(ctx, m, rows)
			if err != nil {
				return nil, err
			}
			return predict(t, m, s.X).Mean(), nil
		},
	} {
		want, err := fit(s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := fit(swappedColumns(s)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: columns in another order give other draws, %v", name, err)
		}
		if _, err := fit(renamed); err == nil {
			t.Errorf("%s: column c passes for b", name)
		}
	}
}
