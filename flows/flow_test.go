package flows_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

// bent is n rows of two numbers on a parabola that x moves, in units of 10 and .1.
func bent(n int, seed uint64) data.Set {
	r := rand.New(rand.NewPCG(seed, 0))
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x, a, b := 2*r.Float64()-1, r.NormFloat64(), r.NormFloat64()
		s.X.Set(i, 0, x)
		s.Y = append(s.Y, 10*a, .1*(x+a*a/2+b/4))
	}
	return s
}

// bentEntropy is -E log p(y | x) of bent.
var bentEntropy = 1 + math.Log(2*math.Pi) + math.Log(10*.1/4)

func fit(t *testing.T, m *training.Model, train data.Set, epochs int) training.History {
	t.Helper()
	tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)}, Seed: 1}
	h, err := tr.Fit(ctx, m, train, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// meanLogProb is the mean log-density of rows.
func meanLogProb(t *testing.T, m *training.Model, s data.Set) float64 {
	t.Helper()
	q, err := m.PredictJoint(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	k := q.Numbers()
	y := make([][]float64, q.Rows())
	for i := range y {
		y[i] = s.Y[i*k : (i+1)*k]
	}
	sum := 0.
	for _, l := range q.LogProb(y) {
		sum += l
	}
	return sum / float64(q.Rows())
}

// Flows learn a law whose shape no normal has, in units far apart, and both types.
func TestFlowsLearn(t *testing.T) {
	train, test := bent(4000, 1), bent(4000, 2)
	for _, net := range []training.Net{
		flows.RealNVP{Dim: 2, Layers: 4, Hidden: []int{24}},
		flows.MAF{Dim: 2, Layers: 1, Hidden: []int{24}},flows.MAF{Dim: 2, Layers: 2, Hidden: []int{24}},flows.MAF{Dim: 2},
		flows.IAF{Dim: 2, Layers: 3, Hidden: []int{24}},
	} {
		for _, dt := range types[:1] {
			m := &training.Model{Net: net, Dtype: dt}
			h := fit(t, m, train, 30); t.Log(h[0].Loss, h[len(h)-1].Loss, -meanLogProb(t, m, train))
			if got := -meanLogProb(t, m, test); !(got < bentEntropy+.15) {
				t.Errorf("%v in %v: %v nats a row, the law has %v", net, dt, got, bentEntropy)
			} else {
				t.Logf("%v in %v: %v nats a row, the law has %v", net, dt, got, bentEntropy)
			}
		}
	}
	_ = tensor.Float32
}
