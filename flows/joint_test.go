package flows_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// The mean, covariance and marginals of a joint of vectors are those of its draws, and it says so.
func TestJointBySamples(t *testing.T) {
	m := shakenModel(t, flows.MAF{Dim: 2, Layers: 2, Base: flows.Mixture{}}, false, .05)
	q, err := m.PredictJoint(ctx, bent(3, 1).X)
	if err != nil {
		t.Fatal(err)
	}
	if w := strings.Join(q.Warnings(), ";"); !strings.Contains(w, "estimates by seeded draws") {
		t.Errorf("warnings %q", w)
	}
	mean, cov := q.Mean(), q.Covariance()
	for i, row := range q.Sample(3, 4000) {
		for j := range 2 {
			var column []float64
			for _, y := range row {
				column = append(column, y[j])
			}
			wide := math.Sqrt(cov[i].At(j, j))
			if s := sd(column); math.Abs(s-wide) > .1*wide {
				t.Errorf("row %d, number %d: sd %v of draws, %v of the covariance", i, j, s, wide)
			}
			p, err := q.Row(i).Marginal(j)
			if err != nil {
				t.Fatal(err)
			}
			if d := p.Mean()[0] - mean[i][j]; math.Abs(d) > .2*wide {
				t.Errorf("row %d, number %d: the marginal's mean is off by %v of sd %v", i, j, d, wide)
			}
		}
	}
	if _, err := q.Condition(0, []float64{1, 2, 3}); err == nil || !strings.Contains(err.Error(), "no conditional distributions in closed form") {
		t.Errorf("condition: %v", err)
	}
	if _, err := m.Marginals(ctx, bent(3, 1).X); err == nil || !strings.Contains(err.Error(), "PredictJoint") {
		t.Errorf("marginals: %v", err)
	}
}

// Draws of the weights of a flow of vectors, which its rows share, are mixtures: of an Ensemble's members and of Variational's. Each
// draw's rows are what the member predicts alone.
func TestDrawsOfFlows(t *testing.T) {
	train := bent(60, 1)
	m := &training.Model{Net: flows.NSF{Dim: 2, Layers: 2, Hidden: []int{8}}}
	if _, err := (bnn.Ensemble{Members: 3, Trainer: training.Trainer{Loss: losses.NLL{}, Seed: 2}}).Fit(ctx, m, train, 3); err != nil {
		t.Fatal(err)
	}
	q, err := m.PredictJoint(ctx, train.X)
	if err != nil {
		t.Fatal(err)
	}
	var y [][]float64
	for i := range train.Rows() {
		y = append(y, train.Y[2*i:2*i+2])
	}
	got, want := q.LogProb(y), make([]float64, len(y))
	samples := m.Sampler.(training.Samples)
	for _, p := range samples {
		one := m.With(p)
		one.Sampler = nil
		alone, err := one.PredictJoint(ctx, train.X)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range alone.LogProb(y) {
			want[i] += math.Exp(l) / 3
		}
	}
	for i := range got {
		if math.Abs(got[i]-math.Log(want[i])) > 1e-12*(1+math.Abs(got[i])) {
			t.Fatalf("row %d: log-density %v of the mixture, %v of its members", i, got[i], math.Log(want[i]))
		}
	}
	for i, row := range q.Sample(1, 5) {
		again := q.Row(i).Sample(1, 5)[0]
		for s := range row {
			if row[s][0] != again[s][0] || math.IsNaN(row[s][1]) {
				t.Fatalf("row %d: draws %v, and %v alone", i, row, again)
			}
		}
	}
	variational := &training.Model{Net: bnn.Variational{Net: flows.MAF{Dim: 2, Layers: 2, Hidden: []int{8}}}}
	if _, err := (training.Trainer{Loss: losses.ELBO{Rows: 60}, Seed: 1}).Fit(ctx, variational, train, 3); err != nil {
		t.Fatal(err)
	}
	if q, err = variational.PredictJoint(ctx, train.X, training.Draws(4)); err != nil || q.Draws() != 4 || math.IsNaN(q.LogProb(y)[0]) {
		t.Errorf("%v, %v", q, err)
	}
}

// The weights that rows share are kept once: a joint of many rows is as large as its contexts.
func TestJointKeepsWeightsOnce(t *testing.T) {
	const rows = 20000
	m := &training.Model{Net: flows.NSF{Dim: 2}, Dtype: tensor.Float32}
	train := bent(rows, 1)
	fit(t, m, data.Set{X: mat.NewDense(10, 1, train.X.RawMatrix().Data[:10]), Y: train.Y[:20]}, 1)
	before := allocated()
	q, err := m.PredictJoint(ctx, train.X)
	if err != nil {
		t.Fatal(err)
	}
	if size := allocated() - before; size > 1<<22 {
		t.Errorf("a joint of %d rows has %d KiB", rows, size>>10)
	}
	y := make([][]float64, rows)
	for i := range y {
		y[i] = train.Y[2*i : 2*i+2]
	}
	before = allocated()
	l, s := q.LogProb(y), q.Sample(1, 1)
	if size := allocated() - before; size > 1<<24 || math.IsNaN(l[rows-1]+s[rows-1][0][0]) {
		t.Errorf("%d KiB are left of densities and draws of %d rows, the last being %v and %v", size>>10, rows, l[rows-1], s[rows-1])
	}
}

// The mode of a flow of two numbers is denser than all draws of its row, and that of the row alone.
func TestJointMode(t *testing.T) {
	m := shakenModel(t, flows.NSF{Dim: 2, Layers: 2}, false, .05)
	q, err := m.PredictJoint(ctx, bent(4, 1).X)
	if err != nil {
		t.Fatal(err)
	}
	modes := q.Mode()
	top := q.LogProb(modes)
	for i := range modes {
		for _, l := range q.Row(i).LogProbs(q.Row(i).Sample(9, 3000)[0])[0] {
			if l > top[i]+1e-9 {
				t.Fatalf("row %d: a draw has log-density %v, the mode %v", i, l, top[i])
			}
		}
		if again := q.Row(i).Mode()[0]; again[0] != modes[i][0] || again[1] != modes[i][1] {
			t.Errorf("row %d alone has the mode %v, among others %v", i, again, modes[i])
		}
	}
}
