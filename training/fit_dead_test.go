package training_test

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// mixed is a mixture density network, 2-16-16 with so many components; with start they begin at quantiles of the target.
type mixed struct {
	k           int
	beta, start bool
	vector      bool // of two numbers, each with a mixture of its own of half of the components
}

func (m mixed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("body", layers.MLP{Widths: []int{16, 16}, Activation: layers.ReLU, Last: layers.Tanh}, x)
	var loc, scale layers.Layer = layers.Dense{Units: m.k}, layers.Positive{Units: m.k, Floor: 1e-3}
	if m.start {
		loc, scale = layers.Locations{Units: m.k}, layers.Scales{Units: m.k, Floor: 1e-3}
	}
	q := distributions.MixtureSameFamily{Mixing: distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: m.k}, h)}}
	q.Components = distributions.Normal{Loc: s.Call("loc", loc, h), Scale: s.Call("scale", scale, h)}
	if m.beta {
		c := layers.Positive{Units: m.k, Floor: 1}
		q.Components = distributions.Beta{Alpha: s.Call("alpha", c, h), Beta: s.Call("beta", c, h)}
	}
	if !m.vector {
		return q
	}
	n := x.Shape()[0]
	row := func(y *G.Node) *G.Node { return ops.Reshape(y, n, 2, m.k/2) }
	q.Mixing.Logits = row(q.Mixing.Logits)
	normal := q.Components.(distributions.Normal)
	q.Components = distributions.Normal{Loc: row(normal.Loc), Scale: row(normal.Scale)}
	return distributions.Independent{Base: q}
}

// steps is n rows of a target that is one of so many values, evenly from 0 to 1, beside small noise: a mixture needs one component
// for each. The features say nothing.
func steps(n, values int, seed uint64) data.Set {
	x, e := make([]float64, 2*n), make([]float64, n)
	rng.New(seed, "x", 0, 0).Normal64(x, 0)
	rng.New(seed, "noise", 0, 0).Normal64(e, 0)
	y := make([]float64, n)
	for i := range y {
		y[i] = min(max((float64(i%values)+.5+.05*e[i])/float64(values), 1e-3), 1-1e-3)
	}
	return data.Set{X: mat.NewDense(n, 2, x), Y: y}
}

// Components that died are told at the end of a fit, of whatever kind and however wrapped, and where progress is told; a prediction
// of as many rows tells them, one of few does not.
func TestDeadComponents(t *testing.T) {
	set := steps(2000, 8, 1)
	for _, c := range []struct {
		name  string
		net   mixed
		rate  float64
		dtype tensor.Dtype
		dead  bool
	}{
		{"normals at a rate of .1", mixed{k: 16}, .1, tensor.Float32, true},
		{"Betas at a rate of .1", mixed{k: 16, beta: true}, .1, tensor.Float64, true},
		{"vectors at a rate of .1", mixed{k: 16, vector: true}, .1, tensor.Float64, true},
		{"healthy normals", mixed{k: 8, start: true}, 1e-3, tensor.Float32, false},
		{"healthy Betas", mixed{k: 4, beta: true}, 1e-3, tensor.Float64, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			tr := training.Trainer{Loss: losses.NLL{Clip: 1e-3}, Solver: &training.Adam{Rate: training.Constant(c.rate)}, Seed: 1, Progress: &training.Progress{Out: &out}}
			if !c.net.beta {
				tr.Loss = losses.NLL{}
			}
			m := &training.Model{Net: c.net, X: data.Standardize{}, Dtype: c.dtype}
			set := set
			if c.net.vector {
				set.Y = slices.Concat(set.Y, set.Y)
			}
			h := fit(t, tr, m, set, 5)
			said := h.Warnings()
			if got := len(said) == 1 && strings.Contains(said[0], "of 16 mixture components died: in no training row is their weight above 1%"); got != c.dead || !c.dead && said != nil {
				t.Errorf("warnings %q", said)
			}
			if c.dead && (h[len(h)-1].Warnings == nil || strings.Count(out.String(), "warning: "+said[0]) != 1) {
				t.Errorf("not told once, after the last epoch:\n%s", out.String())
			}
			if c.net.vector {
				return
			}
			if got, want := deadIn(t, m, set.X), c.dead; (got > 0) != want {
				t.Errorf("by the weights of the prediction %d components are dead", got)
			} else if want && !strings.HasPrefix(said[0], fmt.Sprintf("%d of 16 ", got)) {
				t.Errorf("%q, but by the weights of the prediction %d are dead", said, got)
			}
			q := predict(t, m, set.X)
			if told := slices.ContainsFunc(q.Warnings(), func(w string) bool { return strings.Contains(w, "mixture components") }); told != c.dead {
				t.Errorf("the prediction's warnings %q", q.Warnings())
			}
			if few := predict(t, m, mat.DenseCopyOf(set.X.Slice(0, 3, 0, 2))); len(few.Warnings()) > 0 {
				t.Errorf("of three rows: %q", few.Warnings())
			}
		})
	}
}

func predict(t *testing.T, m *training.Model, x *mat.Dense) distributions.Posterior {
	t.Helper()
	q, err := m.Predict(ctx, x)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// deadIn counts them by Posterior.Weights.
func deadIn(t *testing.T, m *training.Model, x *mat.Dense) (dead int) {
	t.Helper()
	w, err := predict(t, m, x).Weights()
	if err != nil {
		t.Fatal(err)
	}
	for k := range w[0] {
		top := 0.
		for _, row := range w {
			top = math.Max(top, row[k])
		}
		if top <= .01 {
			dead++
		}
	}
	return dead
}

// What is told is of the weights that the model keeps, not of the last step's, and ten calls of one epoch tell it as often.
func TestDeadComponentsOfTheWeightsKept(t *testing.T) {
	set := steps(600, 8, 2)
	for name, tr := range map[string]training.Trainer{
		"validation": {Loss: losses.NLL{}, Validation: &set, Patience: 2},
		"average":    {Loss: losses.NLL{}, Average: 3},
	} {
		tr.Solver, tr.Seed = &training.Adam{Rate: training.Constant(.1)}, 3
		m := &training.Model{Net: mixed{k: 16}, X: data.Standardize{}}
		h := fit(t, tr, m, set, 8)
		dead, said := deadIn(t, m, set.X), h.Warnings()
		if want := fmt.Sprintf("%d of 16 ", dead); dead == 0 || len(said) != 1 || !strings.HasPrefix(said[0], want) {
			t.Errorf("%s: %q, want %s", name, said, want)
		}
		if !strings.Contains(said[0], "layers.Locations") {
			t.Errorf("%s: %q does not say what helps", name, said)
		}
		for _, e := range h[:len(h)-1] {
			if e.Warnings != nil {
				t.Errorf("%s: told after epoch %d of %d", name, e.Number, len(h))
			}
		}
	}
}

// A noisy network is judged with the draws of a step, one that cannot predict is left alone, and nothing that is told moves a bit.
func TestDeadComponentsOfOddNetworks(t *testing.T) {
	set := steps(1000, 4, 4)
	dropped := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Constant(.1)}, Seed: 1, Progress: &training.Progress{Out: io.Discard}}
	for name, net := range map[string]training.Net{"noise in prediction": jittered{mixed{k: 16}}, "rows that see each other": batched{mixed{k: 16}}} {
		m := &training.Model{Net: net, X: data.Standardize{}}
		h := fit(t, dropped, m, set, 5)
		if told := h.Warnings() != nil; told != (name == "noise in prediction") {
			t.Errorf("%s: %q", name, h.Warnings())
		}
	}
}

// jittered adds noise to what its network sees, in prediction too.
type jittered struct{ mixed }

func (m jittered) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return m.mixed.Forward(s, ops.Add(x, ops.MulConst(ops.Normal(s.Key(), s.Stream("noise"), x.Dtype(), x.Shape()...), .01)))
}

// batched says that its rows see each other, in prediction too.
type batched struct{ mixed }

func (m batched) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	s.WholeBatch()
	return m.mixed.Forward(s, x)
}

// The hint does not name what the network has: its locations start at quantiles, and still most die at such a rate.
func TestDeadComponentsHint(t *testing.T) {
	tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Constant(.5)}, Seed: 1}
	m := &training.Model{Net: mixed{k: 16, start: true}, X: data.Standardize{}}
	for range 2 { // also where the fit goes on
		h := fit(t, tr, m, steps(600, 8, 2), 8)
		if said := h.Warnings(); len(said) != 1 || strings.Contains(said[0], "layers.Locations") || !strings.Contains(said[0], "a reduced rate") {
			t.Errorf("warnings %q", said)
		}
	}
}
