package flows_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gorgonia.org/tensor"
)

// The unit of the target means nothing to a fit: in units of 1/1024, which rounds nothing, the weights have the same bits. Where Model.Y scales
// the target its densities are the same to the rounding of the scaler, 1e-16, times what ten steps make of it.
func TestUnitOfTheTarget(t *testing.T) {
	train := bent(200, 1)
	small := data.Set{X: train.X}
	for _, y := range train.Y {
		small.Y = append(small.Y, 1024*y)
	}
	for _, net := range []training.Net{
		flows.NSF{Dim: 2, Layers: 2, Hidden: []int{9}}, flows.MAF{Dim: 2, Layers: 2, Hidden: []int{9}},
		flows.BPF{Dim: 2, Hidden: []int{9}}, flows.MADE{Dim: 2, Of: nets.Gaussian{}, Hidden: []int{9}},
	} {
		fitted := func(m *training.Model, s data.Set) *training.Model {
			m.Net = net
			if _, err := (training.Trainer{Loss: losses.NLL{}, Seed: 1, BatchSize: 100}).Fit(ctx, m, s, 5); err != nil {
				t.Fatal(err)
			}
			return m
		}
		for _, dt := range types {
			a, b := fitted(&training.Model{Dtype: dt}, train), fitted(&training.Model{Dtype: dt}, small)
			for path, v := range a.Params.All() {
				other := numbers(b.Params.Get(path))
				for i, w := range numbers(v) {
					if !a.Params.IsState(path) && w != other[i] {
						t.Fatalf("%v in %v: number %d of %s is %v, and %v of a target in units of 1/1024", net, dt, i, path, w, other[i])
					}
				}
			}
		}
		plain := meanLogProb(t, fitted(&training.Model{Dtype: tensor.Float64}, train), train)
		scaled := meanLogProb(t, fitted(&training.Model{Dtype: tensor.Float64, Y: &data.Standardize{}}, train), train)
		if math.Abs(plain-scaled) > 1e-10 {
			t.Errorf("%v: mean log-density %v, and %v where Model.Y scales the target", net, plain, scaled)
		}
	}
}
