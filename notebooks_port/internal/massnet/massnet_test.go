package massnet

import (
	"context"
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// Each network learns rows on (0, 1) that follow their feature, from a random start and from quantiles.
func TestNetworks(t *testing.T) {
	x, y := make([]float64, 600), make([]float64, 600)
	rng.New(1, "massnet/x", 0, 0).Uniform64(x, 0)
	rng.New(1, "massnet/noise", 0, 0).Normal64(y, 0)
	for i := range y {
		y[i] = .1 + .8*x[i] + .01*y[i]
	}
	train := data.Set{X: mat.NewDense(len(x), 1, x), Y: y}
	for _, net := range []training.Net{Betas{4, true}, Betas{4, false}, Normals{4, true}, Normals{4, false}} {
		m := &training.Model{Net: net}
		h, err := training.Trainer{Loss: losses.NLL{Clip: 1e-5}, Solver: &training.Adam{Rate: training.Cosine(3e-3, 30, 0)}, Seed: 1}.Fit(context.Background(), m, train, 30)
		if err != nil {
			t.Fatal(err)
		}
		q, err := m.Predict(context.Background(), train.X)
		if err != nil {
			t.Fatal(err)
		}
		off := 0.
		for i, v := range q.Mean() {
			off = max(off, math.Abs(v-y[i]))
		}
		if last := h[len(h)-1].Loss; last > -1 || off > .15 {
			t.Errorf("%+v: loss %v, means off by up to %v", net, last, off)
		}
	}
}
