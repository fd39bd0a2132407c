package bnn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The ratio is |loc|/sd by the marginal standard deviation, also of joint posteriors.
func TestSignalToNoise(t *testing.T) {
	c := newConjugate(t, 40, 3, .5, 2)
	for name, m := range map[string]*training.Model{"full": c.exactFull(t), "low rank": c.exactLowRank(t)} {
		r, err := bnn.SignalToNoise(m)
		if err != nil {
			t.Fatal(err)
		}
		got := append(append([]float64{}, ops.Data[float64](r.Get("head/kernel"))...), ops.Data[float64](r.Get("head/bias"))...)
		for i, ratio := range got {
			if want := math.Abs(c.mean[i]) / math.Sqrt(c.cov.At(i, i)); math.Abs(ratio/want-1) > 1e-10 {
				t.Errorf("%s: weight %d has a ratio of %v, want %v", name, i, ratio, want)
			}
		}
	}
}

// Pruning takes the weights of the lowest ratio out of every draw, of every posterior, and leaves the model as it was.
func TestPrune(t *testing.T) {
	c := newConjugate(t, 40, 3, .5, 2)
	field := c.model(t, bnn.MeanField{})
	setWeights(field.Params, "loc", c.mean)
	for name, m := range map[string]*training.Model{"field": field, "full": c.exactFull(t), "low rank": c.exactLowRank(t)} {
		before := m.Params.Clone()
		ratios, err := bnn.SignalToNoise(m)
		if err != nil {
			t.Fatal(err)
		}
		least := ops.Data[float64](ratios.Get("head/bias"))[0] // the bias too may be the least
		at := 3
		for i, r := range ops.Data[float64](ratios.Get("head/kernel")) {
			if r < least {
				least, at = r, i
			}
		}
		pruned, err := bnn.Prune(m, .25) // one of four
		if err != nil {
			t.Fatal(err)
		}
		for path, v := range before.All() {
			if d := cmp.Diff(v.Data(), m.Params.Get(path).Data()); d != "" {
				t.Errorf("%s: pruning changed %s of the model itself", name, path)
			}
		}
		for _, k := range []float64{0, 1} {
			x := mat3([]float64{0, 0}, []float64{0, 0}, []float64{0, 0})
			x.Zero()
			if at < 3 {
				x.Set(0, at, k)
			}
			q, err := pruned.Predict(ctx, x, training.Draws(20))
			if err != nil {
				t.Fatal(err)
			}
			if got := q.Mean(); got[0] != got[1] || at == 3 && (got[0] != 0 || q.Epistemic()[0] != 0) {
				t.Errorf("%s: weight %d still counts: %v", name, at, got)
			}
		}
		all, err := bnn.Prune(m, 1)
		if err != nil {
			t.Fatal(err)
		}
		if q, err := all.Predict(ctx, c.set.X, training.Draws(3)); err != nil || q.Mean()[0] != 0 || q.Epistemic()[0] != 0 {
			t.Errorf("%s: a model without weights predicts %v (%v)", name, q.Mean(), err)
		}
	}
}

// Of nine weights six multiply features that the target does not depend on: they can go almost for free, the others not.
func TestPruningCurve(t *testing.T) {
	s := plane(200, 2, .3, 1)
	wide := plane(200, 8, 1, 2)
	for i := range 200 {
		copy(wide.X.RawRowView(i)[:2], s.X.RawRowView(i))
	}
	wide.Y = s.Y
	m := &training.Model{Net: whole(bnn.Variational{Net: linear{SD: .3}})}
	tr := training.Trainer{Loss: losses.ELBO{Rows: 200}, BatchSize: 50, Solver: &training.Adam{Rate: training.Cosine(.03, 150, 0)}}
	fit(t, tr, m, wide, 150)
	loss := func(pruned *training.Model) (float64, error) {
		q, err := pruned.Predict(ctx, wide.X, training.Draws(50))
		if err != nil {
			return 0, err
		}
		sum := 0.
		for _, l := range q.LogProb(wide.Y) {
			sum -= l / 200
		}
		return sum, nil
	}
	curve, err := bnn.PruningCurve(m, []float64{0, 3. / 9, 6. / 9, 7. / 9, 1}, loss)
	if err != nil {
		t.Fatal(err)
	}
	// All six cost about half a nat each of 200 rows; the smallest other, 1/2 with sd 1.2 at a noise of .3, above a nat a row.
	if curve[2] > curve[0]+.05 || curve[3] < curve[0]+1 || curve[4] < curve[3] {
		t.Errorf("the loss by share pruned is %v", curve)
	}
	if _, err := bnn.PruningCurve(m, []float64{.5, 1.5}, loss); err == nil || !strings.Contains(err.Error(), "share of 1.5") {
		t.Errorf("error %v", err)
	}
}

// By magnitude goes the weight of the smallest mean, here one that stands out of its noise, and stays one that does not; a weight that
// has been pruned is the next to go whatever the rank.
func TestPruneByMagnitude(t *testing.T) {
	c := newConjugate(t, 40, 3, .5, 2)
	m := c.model(t, bnn.MeanField{})
	setWeights(m.Params, "loc", []float64{.1, -2, 1, .5})
	setWeights(m.Params, "scale", []float64{-9, 5, -3, -3}) // softplus: 1e-4, 5, .05, .05
	size, err := bnn.Magnitudes(m)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]float64{.1, 2, 1}, ops.Data[float64](size.Get("head/kernel")), cmpopts.EquateApprox(1e-6, 0)); d != "" {
		t.Errorf("magnitudes: %s", d)
	}
	at := func(m *training.Model) (kernel []float64) {
		for _, v := range weightsOf(m.Params, "loc")[:3] {
			kernel = append(kernel, math.Round(10*v)/10)
		}
		return kernel
	}
	bySize, err := bnn.PruneBy(bnn.Magnitudes, m, .25)
	if err != nil {
		t.Fatal(err)
	}
	byNoise, err := bnn.Prune(m, .25)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := [][]float64{at(bySize), at(byNoise)}, [][]float64{{0, -2, 1}, {.1, 0, 1}}; !cmp.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
	again, err := bnn.PruneBy(bnn.Magnitudes, byNoise, .25)
	if err != nil || !cmp.Equal(at(again), at(byNoise)) {
		t.Errorf("pruned again: %v, %v", at(again), err)
	}
	for _, share := range []float64{-.1, math.NaN()} {
		if _, err := bnn.PruneBy(bnn.Magnitudes, m, share); err == nil {
			t.Errorf("a share of %v is no error", share)
		}
	}
}
