package flows_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
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

// second is bent with its second number alone.
func second(s data.Set) data.Set {
	out := data.Set{X: s.X}
	for i := 1; i < len(s.Y); i += 2 {
		out.Y = append(out.Y, s.Y[i])
	}
	return out
}

func fit(t testing.TB, m *training.Model, train data.Set, epochs int) training.History {
	t.Helper()
	tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, float64(epochs), 0)}, Seed: 1}
	h, err := tr.Fit(ctx, m, train, epochs)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// meanLogProb is the mean log-density of rows.
func meanLogProb(t testing.TB, m *training.Model, s data.Set) float64 {
	t.Helper()
	q, err := m.PredictJoint(ctx, s.X)
	if err != nil {
		t.Fatal(err)
	}
	k, sum := q.Numbers(), 0.
	y := make([][]float64, q.Rows())
	for i := range y {
		y[i] = s.Y[i*k : (i+1)*k]
	}
	for _, l := range q.LogProb(y) {
		sum += l
	}
	return sum / float64(q.Rows())
}

// flowsOfTwo are flows of two numbers.
var flowsOfTwo = []training.Net{
	flows.NSF{Dim: 2, Layers: 2, Hidden: []int{32}}, flows.NSF{Dim: 2, Layers: 2, Hidden: []int{32}, Autoregressive: true, Linear: true},
	flows.RealNVP{Dim: 2, Hidden: []int{32}}, flows.MAF{Dim: 2}, flows.BPF{Dim: 2}, flows.IAF{Dim: 2, Layers: 3, Hidden: []int{24}},
}

// Flows begin at the normal of the marginal's means and variances, in either type.
func TestFlowsBeginAtTheMarginals(t *testing.T) {
	train, start := bent(400, 1), 0.
	for j := range 2 {
		var column []float64
		for i := j; i < len(train.Y); i += 2 {
			column = append(column, train.Y[i])
		}
		start += .5 + math.Log(2*math.Pi)/2 + math.Log(sd(column))
	}
	for _, net := range flowsOfTwo {
		for _, dt := range types {
			if h := still(t, &training.Model{Net: net, Dtype: dt}, train); math.Abs(h-start) > 1e-5 {
				t.Errorf("%v begins at %v nats a row in %v, the normal of the marginal has %v", net, h, dt, start)
			}
		}
	}
}

// Flows learn a law whose shape no normal has, of numbers in units far apart. A mean of 4,000 costs, of sd 1, is right to .016.
func TestFlowsLearn(t *testing.T) {
	slow.Test(t)
	train, test := bent(4000, 1), bent(4000, 2)
	for i, net := range flowsOfTwo {
		m := &training.Model{Net: net, Dtype: types[i%2]}
		fit(t, m, train, 30)
		if got := -meanLogProb(t, m, test); !(got < bentEntropy+.1) {
			t.Errorf("%v: %v nats a row, the law has %v", net, got, bentEntropy)
		}
	}
}

// A masked flow of few layers learns what one layer can, from any seed: a number that follows from the one before it.
func TestFewLayersLearnWhatOneDoes(t *testing.T) {
	slow.Test(t)
	train, test := bent(4000, 1), bent(4000, 2)
	for _, n := range []int{1, 2, 4} {
		for seed := range uint64(3) {
			m := &training.Model{Net: flows.MAF{Dim: 2, Layers: n, Hidden: []int{32}}}
			tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Cosine(1e-2, 15, 0)}, Seed: seed + 1}
			if _, err := tr.Fit(ctx, m, train, 15); err != nil {
				t.Fatal(err)
			}
			if got := -meanLogProb(t, m, test); !(got < bentEntropy+.06) {
				t.Errorf("%d layers, seed %d: %v nats a row, the law has %v", n, seed+1, got, bentEntropy)
			}
		}
	}
}

// still is the cost of the first step.
func still(t *testing.T, m *training.Model, train data.Set) float64 {
	tr := training.Trainer{Solver: &training.Adam{Rate: training.Constant(1e-12)}, Seed: 1, BatchSize: train.Rows()}
	h, err := tr.Fit(ctx, m, train, 1)
	if err != nil {
		t.Fatal(err)
	}
	return h[0].Loss
}

func sd(x []float64) float64 {
	mean, v := 0., 0.
	for _, y := range x {
		mean += y / float64(len(x))
	}
	for _, y := range x {
		v += (y - mean) * (y - mean) / float64(len(x))
	}
	return math.Sqrt(v)
}
