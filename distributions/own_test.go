package distributions_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/distributions/distributiontest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
)

// Distributions of a user's, three methods each, are held to the laws of the library's own.
func TestOwnDistributions(t *testing.T) {
	vec := distributiontest.Vec
	t.Run("laplace", func(t *testing.T) {
		distributiontest.Run(t, Laplace{Loc: vec(0, 1, -3), Scale: vec(1, .1, 20)}, .3, 1.7, -60)
	})
	t.Run("count", func(t *testing.T) { distributiontest.Run(t, Count{Rate: vec(.2, 3, 90)}, 0, 5, 80) })
	t.Run("ring", func(t *testing.T) {
		distributiontest.Run(t, Ring{Radius: vec(1, 2, 3)}, .8, .5, -1.5, 1.4, 2, -2)
	})
}

// counts is a network that predicts a mixture of two Counts.
type counts struct{}

func (counts) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 2}, x)},
		Components: Count{Rate: s.Call("rate", layers.Positive{Units: 2, Floor: 1e-3}, x)},
	}
}

// rings is a network that predicts a mixture of two Rings, of vectors.
type rings struct{}

func (rings) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 2}, x)},
		Components: Ring{Radius: s.Call("radius", layers.Positive{Units: 2, Floor: .1}, x)},
	}
}

// fitted trains on one feature, which is 1 in all rows, so that first weights tell the components apart.
func fitted(t *testing.T, net training.Net, set data.Set) *training.Model {
	t.Helper()
	set.X.Apply(func(_, _ int, _ float64) float64 { return 1 }, set.X)
	model := &training.Model{Net: net}
	trainer := training.Trainer{Loss: losses.NLL{}, BatchSize: 50, Solver: &training.Adam{Rate: training.Cosine(.3, 200, 0)}, Seed: 1}
	if _, err := trainer.Fit(t.Context(), model, set, 200); err != nil {
		t.Fatal(err)
	}
	return model
}

// In a mixture, in NLL and in a prediction they do what ours do: counts of two rates are found, and predicted as counts.
func TestOwnCountsArePredicted(t *testing.T) {
	set := data.Set{X: mat.NewDense(200, 1, nil), Y: make([]float64, 200)}
	for i := range set.Y { // half around 2, half around 30, by a grid of quantiles
		rate := []float64{2, 30}[i%2]
		q := of(t, Count{Rate: constant(rate)})
		set.Y[i] = q.Quantile((float64(i/2) + .5) / 100)[0]
	}
	q, err := fitted(t, counts{}, set).Predict(t.Context(), mat.NewDense(1, 1, []float64{1}))
	if err != nil {
		t.Fatal(err)
	}
	within(t, "mean", q.Mean()[0], 16, .3)
	within(t, "P(Y <= 10)", q.CDF([]float64{10})[0], .5, .01)
	if m := q.Modes()[0]; len(m) != 2 {
		t.Errorf("modes %v", m)
	}
	if y := q.Quantile(.3)[0]; y != math.Trunc(y) {
		t.Errorf("the quantile %v is no count", y)
	}
}

// Vectors of one's own train too, and give a joint prediction.
func TestOwnVectorsArePredicted(t *testing.T) {
	set := data.Set{X: mat.NewDense(200, 1, nil), Y: make([]float64, 400)}
	for i := range 200 {
		radius, angle := []float64{1, 3}[i%2], 2*math.Pi*float64(i)/200
		set.Y[2*i], set.Y[2*i+1] = radius*math.Cos(angle), radius*math.Sin(angle)
	}
	q, err := fitted(t, rings{}, set).PredictJoint(t.Context(), mat.NewDense(1, 1, []float64{1}))
	if err != nil {
		t.Fatal(err)
	}
	on, off := q.LogProb([][]float64{{3, 0}})[0], q.LogProb([][]float64{{2, 0}})[0]
	within(t, "the log-density on the outer ring", on, math.Log(.5*10/math.Sqrt(2*math.Pi)/(2*math.Pi*3)), .05)
	if !(off < on-10) {
		t.Errorf("between the rings the log-density is %v", off)
	}
}
