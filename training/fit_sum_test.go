package training_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// repeated is a set with every row so many times.
func repeated(s data.Set, times int) data.Set {
	n, features := s.X.Dims()
	r := data.Set{X: mat.NewDense(n*times, features, nil), Names: s.Names, Target: s.Target}
	for i := range n * times {
		r.X.SetRow(i, s.X.RawRowView(i%n))
		r.Y = append(r.Y, s.Y[i%n])
	}
	return r
}

// The mean gradient of a batch is that of a batch which has each row twice: the same sums in another order, so to 1e-12
// of weights below 1. Shards of 25 and 26 rows stand on either side of the size from which the gradient of a layer of
// width 50 is left to the sum over them as a product; other widths have all their shards on one side.
func TestGradientOfRepeatedRows(t *testing.T) {
	for _, width := range []int{20, 50, 52, 80} {
		for _, n := range []int{1, 51, 60, 1201} {
			t.Run(fmt.Sprint(width, n), func(t *testing.T) {
				weights := func(s data.Set) []float64 {
					m := &training.Model{Net: training.Point(layers.MLP{Widths: []int{width, width, 1}}), X: data.Identity{}, Y: data.Identity{}, Dtype: tensor.Float64}
					fit(t, training.Trainer{Loss: losses.MSE{}, BatchSize: len(s.Y), Solver: &training.SGD{Rate: training.Constant(.01)}}, m, s, 1)
					var all []float64
					for _, p := range m.Params.All() {
						all = append(all, ops.Data[float64](p)...)
					}
					return all
				}
				s := line(n, .3, 1)
				once, twice := weights(s), weights(repeated(s, 2))
				for i := range once {
					if math.Abs(once[i]-twice[i]) > 1e-12 {
						t.Fatalf("weight %d became %v, from repeated rows %v", i, once[i], twice[i])
					}
				}
			})
		}
	}
}
