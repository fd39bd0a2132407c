package losses_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/losses"
	"gorgonia.org/tensor"
)

var bothTypes = []tensor.Dtype{tensor.Float32, tensor.Float64}

// Logits that are infinite and right cost nothing and pull nowhere; wrong ones cost +Inf, with the gradient of large ones.
func TestCrossEntropyAtInfiniteLogits(t *testing.T) {
	inf := math.Inf(1)
	for _, dt := range bothTypes {
		for _, l := range []losses.Loss{losses.BinaryCrossEntropy{}, losses.NLL{}} {
			out, err := rowsAndGrad(l, bernoulli, dt, vec(inf, -inf, inf, -inf, 1e4, -1e4), vec(1, 0, 0, 1, 1, 1))
			if err != nil {
				t.Fatal(err)
			}
			same(t, "binary", out[0], []float64{0, 0, inf, inf, 0, 1e4}, 0)
			same(t, "its gradient", out[1], []float64{0, 0, 1, -1, 0, -1}, 0)
		}
		out, err := rowsAndGrad(losses.BinaryCrossEntropy{}, bernoulli, dt, vec(inf, -inf, inf), vec(.5, .5, 2))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "soft labels", out[0], []float64{inf, inf, inf}, 0)
		out, err = rowsAndGrad(losses.CategoricalCrossEntropy{}, categorical, dt,
			matrix(4, 0, -inf, -inf, 0, 0, inf, inf, 0), vec(0, 0, 1, 1))
		if err != nil {
			t.Fatal(err)
		}
		same(t, "categorical", out[0], []float64{0, inf, 0, inf}, 0)
		same(t, "its gradient", out[1], []float64{0, 0, -1, 1, 0, 0, 1, -1}, 0)
	}
}

// As many draws of the weights as no memory holds are refused before the first step.
func TestELBOOfTooManyDraws(t *testing.T) {
	for _, n := range []int{10_001, math.MaxInt} {
		if err := (losses.ELBO{Rows: 10, Draws: n}).Check(); err == nil || !strings.Contains(err.Error(), "want 10000 at most") {
			t.Errorf("%d draws: %v", n, err)
		}
	}
	if err := (losses.ELBO{Rows: 10, Draws: 10_000}).Check(); err != nil {
		t.Error(err)
	}
}
