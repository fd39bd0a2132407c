package training_test

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// twoBumps is a mixture of two normals at distances of a line, whose mode is neither's.
type twoBumps struct{}

func (twoBumps) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	n := x.Shape()[0]
	at := s.Call("line", layers.Dense{Units: 1}, x)
	return distributions.MixtureSameFamily{
		Mixing:     distributions.Categorical{Logits: s.State("logits", layers.Constant(0), 2)},
		Components: distributions.Normal{Loc: ops.Concat(1, ops.AddConst(at, -.5), ops.AddConst(at, .7)), Scale: ops.Full(x.Graph(), x.Dtype(), 1, n, 2)},
	}
}

// modeError is the square of how far the mode is off.
type modeError struct{}

func (modeError) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	return ops.Square(ops.Sub(distributions.Mode(q), y))
}

// A mode that is searched for trains a network, in both types, in batches of which the last is smaller, and to the same bits on any number
// of cores.
func TestModeTrains(t *testing.T) {
	const n = 70
	s := data.Set{X: mat.NewDense(n, 1, nil)}
	for i := range n {
		x := float64(i)/n - .5
		s.X.Set(i, 0, x)
		s.Y = append(s.Y, 3*x+1)
	}
	types := []tensor.Dtype{tensor.Float32, tensor.Float64}
	if testing.Short() {
		types = types[:1]
	}
	for _, dt := range types {
		var first []float64
		for _, cores := range []int{1, 2, 8} {
			before := runtime.GOMAXPROCS(cores)
			m := &training.Model{Net: twoBumps{}, Dtype: dt}
			fit(t, training.Trainer{Loss: modeError{}, Solver: &training.Adam{Rate: training.Cosine(.1, 40, 0)}, BatchSize: 32, Seed: 1}, m, s, 40)
			runtime.GOMAXPROCS(before)
			q, err := m.Predict(t.Context(), s.X)
			if err != nil {
				t.Fatal(err)
			}
			got := q.Mode()
			for i, y := range s.Y {
				if !(math.Abs(got[i]-y) < .01) {
					t.Fatalf("%v: the mode of row %d is %v, want %v", dt, i, got[i], y)
				}
			}
			if first == nil {
				first = got
			}
			if !slices.Equal(got, first) {
				t.Errorf("%v: other bits on %d cores", dt, cores)
			}
		}
	}
}
