package training_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// golden is twenty steps of training in JAX, Flax, Optax and TFP; testdata/training.py writes it.
type golden struct {
	X             [][][]float64 // (steps, rows, features)
	Y, W          [][]float64   // (steps, rows)
	Before, After map[string]any
	Losses        []float64
}

// flat is the numbers of nested JSON arrays, row after row, and their shape.
func flat(v any) (x []float64, shape []int) {
	rows, ok := v.([]any)
	if !ok {
		return []float64{v.(float64)}, nil
	}
	for _, r := range rows {
		part, below := flat(r)
		x, shape = append(x, part...), append([]int{len(rows)}, below...)
	}
	return x, shape
}

func dense(shape []int, x []float64) *tensor.Dense {
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(x))
}

// The whole of a training step, from forward pass to update, is JAX's: losses and weights over twenty steps with row
// weights, a decaying rate and clipping. In float64 rounding of 1e-16 grows by less than a factor of ten a step here;
// 1e-9 leaves nothing to a wrong formula.
func TestTrainingEqualsJAX(t *testing.T) {
	var cases map[string]golden
	filetest.ReadJSON(t, "../testdata/training.json", &cases)
	for kind, c := range cases {
		net := goldenNet{kind}
		loss := layers.NewFunction(func(s *layers.Scope, in G.Nodes) *G.Node {
			return ops.Mean(ops.Mul(losses.NLL{}.PerRow(net.Forward(s, in[0]), in[1]), in[2]))
		})
		params := &layers.Params{}
		for path, v := range c.Before {
			x, shape := flat(v)
			params.Set(path, dense(shape, x))
		}
		solver := &training.Adam{Rate: training.Exponential(1e-2, .9, 1)}
		for k := range c.X {
			var x []float64
			for _, row := range c.X[k] {
				x = append(x, row...)
			}
			value, grads, err := loss.ValueAndGrad(params, dense([]int{10, 3}, x), dense([]int{10}, c.Y[k]), dense([]int{10}, c.W[k]))
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(value-c.Losses[k]) > 1e-9*math.Abs(c.Losses[k]) {
				t.Errorf("%s: step %d: loss %v, JAX has %v", kind, k, value, c.Losses[k])
			}
			if _, err := training.ClipGlobalNorm(params.With(grads), 1); err != nil {
				t.Fatal(err)
			}
			if err := solver.Step(params.With(grads)); err != nil {
				t.Fatal(err)
			}
		}
		for path, v := range c.After {
			want, _ := flat(v)
			for i, got := range ops.Data[float64](params.Get(path)) {
				if math.Abs(got-want[i]) > 1e-9 {
					t.Errorf("%s: %s[%d] is %v after twenty steps, JAX has %v", kind, path, i, got, want[i])
				}
			}
		}
	}
}

type goldenNet struct{ kind string }

func (n goldenNet) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("dense_1", layers.Dense{Units: 8, Activation: layers.Tanh}, s.Call("dense_0", layers.Dense{Units: 8, Activation: layers.ReLU}, x))
	q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 4}, h)}}
	if n.kind == "beta" {
		positive := layers.Positive{Units: 4, Floor: 1}
		q.Components = distributions.Beta{Alpha: s.Call("first", positive, h), Beta: s.Call("second", positive, h)}
	} else {
		q.Components = distributions.Normal{Loc: s.Call("first", layers.Dense{Units: 4}, h), Scale: s.Call("second", layers.Positive{Units: 4, Floor: 1e-3}, h)}
	}
	return q
}
