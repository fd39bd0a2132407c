package flows_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// fewest are the smallest flows of dim numbers: one layer, the fewest bins, bounds far out and near, nothing but a base.
func fewest(dim int) []training.Net {
	all := []training.Net{
		flows.NSF{Dim: dim, Layers: 1, Bins: 2}, flows.NSF{Dim: dim, Layers: 1, Autoregressive: true, Linear: true}, flows.RealNVP{Dim: dim, Layers: 1},
		flows.MAF{Dim: dim, Layers: 1, Hidden: []int{1}}, flows.IAF{Dim: dim, Layers: 1}, flows.BPF{Dim: dim, Layers: 1, Degree: 3},
		flows.NSF{Dim: dim, Bound: 1e6}, flows.NSF{Dim: dim, Bound: 1e-6}, flows.BPF{Dim: dim, Bound: 1e6}, flows.BPF{Dim: dim, Bound: 1e-6},
		flows.NSF{Dim: dim, Base: flows.Mixture{}}, flows.MAF{Dim: dim, Base: flows.Mixture{Components: 1}, Unconditional: true},
		flows.Flow{Dim: dim, Base: flows.Mixture{}, Unconditional: true},
	}
	if dim > 1 {
		all = append(all, flows.MADE{Dim: dim, Of: nets.Mixture{}}, flows.MADE{Dim: dim, Of: nets.Gaussian{}, Unconditional: true})
	}
	return all
}

// sparse are targets that say little: of a single row, of two, all the same, and with a column that is; x is a column of zeros where there are
// no features.
func sparse(dim int) map[string]data.Set {
	from := bent(8, 1)
	if dim == 1 {
		from = second(from)
	}
	rows := func(n int, change func(i int, y float64) float64) data.Set {
		s := data.Set{X: mat.NewDense(n, 1, nil)}
		for i, y := range from.Y[:n*dim] {
			s.Y = append(s.Y, change(i, y))
		}
		return s
	}
	same := func(_ int, y float64) float64 { return y }
	return map[string]data.Set{
		"one row": rows(1, same), "two rows": rows(2, same), "eight rows": rows(8, same),
		"a constant":      rows(8, func(int, float64) float64 { return 3.25 }),
		"a constant of 0": rows(8, func(int, float64) float64 { return 0 }),
		"a constant first number": rows(8, func(i int, y float64) float64 {
			if i%dim == 0 {
				return -1e9
			}
			return y
		}),
	}
}

// The smallest flows learn from the fewest rows, one at a time or all at once, without a number that is not finite.
func TestSmallest(t *testing.T) {
	for _, dim := range []int{1, 2} {
		for what, s := range sparse(dim) {
			if testing.Short() && what != "a constant" {
				continue
			}
			for i, net := range fewest(dim) {
				name := fmt.Sprintf("%v of %s", net, what)
				m := &training.Model{Net: net, Dtype: types[(i+len(what))%2]}
				h, err := training.Trainer{Loss: losses.NLL{}, Seed: 1, BatchSize: i % 2}.Fit(ctx, m, s, 3)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				finite(t, name+": the loss", h[2].Loss)
				finite(t, name+": the log-density", meanLogProb(t, m, s))
				q, err := m.PredictJoint(ctx, s.X)
				if err != nil {
					t.Fatal(name, err)
				}
				for _, draw := range q.Sample(1, 3)[0] {
					finite(t, name+": a draw", draw...)
				}
				if p, err := m.Predict(ctx, s.X); dim == 1 && err == nil {
					finite(t, name+": quantiles", p.Row(0).Quantile(.01)[0], p.Row(0).Quantile(.99)[0])
				} else if dim == 1 {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

func finite(t *testing.T, what string, x ...float64) {
	t.Helper()
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Errorf("%s: %v", what, x)
		}
	}
}
