package losses_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/losses"
)

// A loss in the target's units is the one that the same prediction has there.
func TestInUnits(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name  string
		loss  losses.Unscaled
		at    float64
		scale []float64
		want  float64
	}{
		{"nll", losses.NLL{}, -1.4529, []float64{1.8334}, -1.4529 + math.Log(1.8334)},
		{"nll of two", losses.NLL{}, 1, []float64{2, 3}, 1 + math.Log(6)},
		{"mse", losses.MSE{}, 3, []float64{2}, 12},
		{"mse of two", losses.MSE{}, 3, []float64{2, 2}, 12},
		{"mse of two scales", losses.MSE{}, 3, []float64{2, 1}, nan},
		{"l1", losses.L1{}, 3, []float64{2}, 6},
		{"crps", losses.CRPS{}, 3, []float64{2}, 6},
		{"pinball of two scales", losses.Pinball{}, 3, []float64{2, 1}, nan},
		{"focal", losses.Focal{}, 3, []float64{2}, 3},
		{"huber", losses.Huber{Delta: .5}, 3, []float64{2}, 12},
		{"classes", losses.CategoricalCrossEntropy{}, 3, []float64{2}, 3},
		{"two classes", losses.BinaryCrossEntropy{}, 3, []float64{2}, 3},
		{"elbo", losses.ELBO{Rows: 7}, 3, []float64{2}, 3 + math.Log(2)},
		{"elbo of classes", losses.ELBO{Rows: 7, Likelihood: losses.CategoricalCrossEntropy{}}, 3, []float64{2}, 3},
		{"elbo of squares", losses.ELBO{Rows: 7, Likelihood: losses.MSE{}}, 3, []float64{2}, nan},
	} {
		if got := c.loss.InUnits(c.at, c.scale); math.Abs(got-c.want) > 1e-15*math.Abs(c.want) || math.IsNaN(got) != math.IsNaN(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
