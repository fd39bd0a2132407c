package training_test

import (
	"context"
	"errors"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// least is a minimum by scipy; testdata/minimize.py writes it.
type least struct {
	X            [][]float64
	Y, W         []float64
	Start, Least map[string]any
	Loss         float64
	Squares      float64 // of least_squares
	Calls        int
}

func leasts(t *testing.T) (cases map[string]least) {
	t.Helper()
	filetest.ReadJSON(t, "../testdata/minimize.json", &cases)
	return cases
}

// set is the rows.
func (l least) set() data.Set {
	s := data.Set{X: mat.NewDense(len(l.X), len(l.X[0]), nil), Y: l.Y, Weights: l.W}
	for i, row := range l.X {
		s.X.SetRow(i, row)
	}
	return s
}

// model is at the start.
func (l least) model(kind string, dt tensor.Dtype) *training.Model {
	p := &layers.Params{}
	for _, path := range slices.Sorted(maps.Keys(l.Start)) { // an order of their own: not that of the network, which must not matter
		x, shape := flat(l.Start[path])
		if dt == tensor.Float64 {
			p.Set(path, dense(shape, x))
			continue
		}
		narrow := make([]float32, len(x))
		for i, e := range x {
			narrow[i] = float32(e)
		}
		p.Set(path, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(narrow)))
	}
	return &training.Model{Net: smallNet{kind}, Dtype: dt, Fitted: training.Fitted{Params: p}}
}

// smallNet is the networks of testdata/minimize.py.
type smallNet struct{ Kind string }

func (n smallNet) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	one := func(name string, x *G.Node) *G.Node {
		return ops.Reshape(s.Call(name, layers.Dense{Units: 1}, x), x.Shape()[0])
	}
	switch n.Kind {
	case "logistic":
		return distributions.Bernoulli{Logits: one("out", x)}
	case "poisson":
		return distributions.Poisson{Rate: ops.Exp(one("out", x))}
	case "heteroscedastic":
		return distributions.Normal{Loc: one("loc", x), Scale: ops.Exp(one("scale", x))}
	}
	h := s.Call("body", layers.Dense{Units: 3, Activation: layers.Tanh}, x)
	if n.Kind == "dropout" {
		h = s.Call("drop", layers.Dropout{Rate: .3}, h)
	}
	return distributions.Normal{Loc: one("out", h), Scale: ops.Full(s.Graph(), s.Dtype(), 1, 1)}
}

// Both end where rounding lets them: the loss agrees to 1e-8, and where it has one minimum, of curvature .1 or more here, so do the
// parameters to 1e-7, ten times the gradient that is left.
func TestMinimizeEqualsScipy(t *testing.T) {
	for kind, c := range leasts(t) {
		m := c.model(kind, tensor.Float64)
		h, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{})
		if err != nil || len(h) == 0 {
			t.Fatalf("%s: %d iterations, %v", kind, len(h), err)
		}
		last := h[len(h)-1]
		t.Logf("%s: %d iterations, %s", kind, len(h), last.Stopped)
		if !(math.Abs(last.Loss-c.Loss) <= 1e-8*math.Abs(c.Loss)) || last.Stopped == "" {
			t.Errorf("%s: loss %v after %d iterations, scipy has %v: %s", kind, last.Loss, len(h), c.Loss, last.Stopped)
		}
		if kind == "mlp" {
			continue
		}
		for path, v := range c.Least {
			want, _ := flat(v)
			for i, got := range ops.Data[float64](m.Params.Get(path)) {
				if math.Abs(got-want[i]) > 1e-7*max(1, math.Abs(want[i])) {
					t.Errorf("%s: %s[%d] is %v, scipy has %v", kind, path, i, got, want[i])
				}
			}
		}
	}
}

// The history is of falling losses, of the fit and of the model, which counts it as epochs and goes on from the minimum.
func TestMinimizeKeepsHistory(t *testing.T) {
	c := leasts(t)["poisson"]
	m := c.model("poisson", tensor.Float64)
	h, err := training.Trainer{Seed: 1}.Minimize(t.Context(), m, c.set(), training.Minimization{Iterations: 4})
	if err != nil || len(h) != 4 || len(m.History) != 4 || m.Epochs != 4 || m.Steps != 4 || !strings.Contains(h[3].Stopped, "4 iterations are made") {
		t.Fatalf("%v: %d epochs, the model has %d of %d in %d steps", err, len(h), len(m.History), m.Epochs, m.Steps)
	}
	if l := h.Losses(); !slices.IsSortedFunc(l, func(a, b float64) int { return -int(math.Copysign(1, a-b)) }) {
		t.Errorf("losses %v do not fall", l)
	}
	more, err := training.Trainer{Seed: 1}.Minimize(t.Context(), m, c.set(), training.Minimization{})
	if err != nil || m.Epochs != 4+len(more) || math.Abs(more[len(more)-1].Loss-c.Loss) > 1e-8 {
		t.Errorf("going on: %v, %d epochs after %d more", err, m.Epochs, len(more))
	}
	if again, err := (training.Trainer{}).Minimize(t.Context(), m, c.set(), training.Minimization{Tolerance: 1e-6}); err != nil || len(again) != 0 {
		t.Errorf("from the minimum: %v, %v", again, err)
	}
	if _, err := (training.Trainer{Seed: 1}).Fit(t.Context(), m, c.set(), 1); err != nil {
		t.Error(err)
	}
}

// A loss at 1e8 times the way that a step may go is infinite: the search turns back, and what it ends at is the minimum.
func TestMinimizeTurnsBack(t *testing.T) {
	c := leasts(t)["poisson"]
	m := c.model("poisson", tensor.Float64)
	copy(ops.Data[float64](m.Params.Get("out/bias")), []float64{-30}) // a gradient that is nearly 0, so that first steps are far too long
	h, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{})
	if err != nil || math.Abs(h[len(h)-1].Loss-c.Loss) > 1e-8 {
		t.Fatalf("%v: %v, want %v", err, h, c.Loss)
	}
	m = c.model("poisson", tensor.Float64)
	copy(ops.Data[float64](m.Params.Get("out/bias")), []float64{1000})
	was := m.Params.Clone()
	if _, err := (training.Trainer{}).Minimize(t.Context(), m, c.set(), training.Minimization{}); err == nil || !strings.Contains(err.Error(), "where it begins") {
		t.Errorf("from a loss that is infinite: %v", err)
	}
	if !equalParams(was, m.Params) || len(m.History) > 0 {
		t.Error("an error where it begins has changed the model")
	}
}

func equalParams(p, q *layers.Params) bool {
	for path, v := range p.All() {
		if !slices.Equal(ops.Data[float64](v), ops.Data[float64](q.Get(path))) {
			return false
		}
	}
	return p.Len() == q.Len()
}

// soon ends after so many questions.
type soon struct {
	context.Context
	left int
}

func (c *soon) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// A search that is cut off leaves the point of the last iteration, whatever it was trying. With no tolerance the last iterations end at
// points that are not the last ones tried, and compute the loss there again: that may be cut off too.
func TestMinimizeCancelled(t *testing.T) {
	for kind, how := range map[string]training.Minimization{"mlp": {}, "logistic": {Tolerance: 1e-300}} {
		c := leasts(t)[kind]
		count := &soon{t.Context(), math.MaxInt}
		if _, err := (training.Trainer{}).Minimize(count, c.model(kind, tensor.Float64), c.set(), how); err != nil {
			t.Fatal(err)
		}
		for k := 2; k < math.MaxInt-count.left; k++ {
			m, short := c.model(kind, tensor.Float64), c.model(kind, tensor.Float64)
			h, err := training.Trainer{}.Minimize(&soon{t.Context(), k}, m, c.set(), how)
			if !errors.Is(err, context.Canceled) || len(h) != len(m.History) {
				t.Fatalf("%v, %d iterations, the model has %d", err, len(h), len(m.History))
			}
			if len(h) > 0 {
				until := how
				until.Iterations = len(h)
				if _, err := (training.Trainer{}).Minimize(t.Context(), short, c.set(), until); err != nil {
					t.Fatal(err)
				}
			}
			if !equalParams(m.Params, short.Params) {
				t.Errorf("%s: cut off after %d iterations it has other weights", kind, len(h))
			}
		}
	}
}

// The same bits on any number of cores, with validation that chooses the weights, in float32, and with dropout, whose noise stays.
func TestMinimizeIsDeterministic(t *testing.T) {
	c := leasts(t)["mlp"]
	for _, kind := range []string{"mlp", "dropout"} {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			var first []float64
			for _, cores := range []int{1, 3} {
				m, set := c.model(kind, dt), c.set()
				h, err := training.Trainer{Cores: cores, Seed: 3, Validation: &set}.Minimize(t.Context(), m, set, training.Minimization{Iterations: 20})
				if err != nil || len(h) < 2 {
					t.Fatal(err, len(h))
				}
				l := append(h.Losses(), h.ValLosses()...)
				if first == nil {
					first = l
				}
				if !slices.Equal(l, first) {
					t.Errorf("%s, %v: %v on 3 cores, %v on one", kind, dt, l, first)
				}
			}
		}
	}
}

// A minimized model is a model like any other: it predicts, is saved and read, and goes on from the file.
func TestMinimizedModelIsSaved(t *testing.T) {
	set := line(60, 1, 1)
	m := &training.Model{Net: dent(layers.Tanh), X: data.Standardize{}, Y: data.Standardize{}, Dtype: tensor.Float64}
	h, err := training.Trainer{Loss: losses.MSE{}, Seed: 1}.Minimize(t.Context(), m, set, training.Minimization{Iterations: 15})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	read, err := training.Load(path)
	if err != nil || len(read.History) != len(h) || read.Epochs != len(h) || read.History[len(h)-1].Stopped != h[len(h)-1].Stopped {
		t.Fatalf("%v: %+v", err, read.History)
	}
	if !equalParams(m.Params, read.Params) {
		t.Error("the weights read are others")
	}
	for _, m := range []*training.Model{m, read} {
		more, err := training.Trainer{Loss: losses.MSE{}, Seed: 1}.Minimize(t.Context(), m, set, training.Minimization{Iterations: 3})
		if err != nil || !(more[0].Loss < h[len(h)-1].Loss) {
			t.Errorf("going on: %v, %v", more, err)
		}
	}
	if !equalParams(m.Params, read.Params) {
		t.Error("going on from the file comes to other weights")
	}
}

// States are those of the point that it ends at: the moments of a batch normalization move towards those of all rows, once an iteration.
func TestMinimizeMovesStates(t *testing.T) {
	c := leasts(t)["mlp"]
	m := &training.Model{Net: normed{}, Dtype: tensor.Float64}
	h, err := training.Trainer{Seed: 1}.Minimize(t.Context(), m, c.set(), training.Minimization{Iterations: 8})
	if err != nil || len(h) != 8 {
		t.Fatal(err, len(h))
	}
	mean := ops.Data[float64](m.Params.Get("norm/mean"))
	for j := range mean {
		want := 0.
		for _, row := range c.X {
			want += row[j] / float64(len(c.X))
		}
		want *= 1 - math.Pow(.9, 8)
		if math.Abs(mean[j]-want) > 1e-12 {
			t.Errorf("mean %d is %v after 8 iterations, want %v", j, mean[j], want)
		}
	}
}

// normed normalizes its inputs.
type normed struct{}

func (normed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	return smallNet{"mlp"}.Forward(s, s.Call("norm", layers.BatchNorm{}, x))
}

func TestMinimizeRefuses(t *testing.T) {
	var none context.Context
	c := leasts(t)["poisson"]
	for want, f := range map[string]func(m *training.Model) error{
		"model is nil": func(*training.Model) error {
			_, err := training.Trainer{}.Minimize(t.Context(), nil, c.set(), training.Minimization{})
			return err
		},
		"Average": func(m *training.Model) error {
			_, err := training.Trainer{Average: 1}.Minimize(t.Context(), m, c.set(), training.Minimization{})
			return err
		},
		"Checkpoint": func(m *training.Model) error {
			_, err := training.Trainer{Checkpoint: &training.Checkpoint{Path: "x"}}.Minimize(t.Context(), m, c.set(), training.Minimization{})
			return err
		},
		"Tolerance": func(m *training.Model) error {
			_, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{Tolerance: math.NaN()})
			return err
		},
		"LBFGS.Memory": func(m *training.Model) error {
			_, err := training.Trainer{}.Minimize(t.Context(), m, c.set(), training.Minimization{Method: training.LBFGS{Memory: -1}})
			return err
		},
		"ELBO.Rows": func(m *training.Model) error {
			_, err := training.Trainer{Loss: losses.ELBO{Rows: 3}}.Minimize(t.Context(), m, c.set(), training.Minimization{})
			return err
		},
		"context": func(m *training.Model) error {
			_, err := training.Trainer{}.Minimize(none, m, c.set(), training.Minimization{})
			return err
		},
	} {
		m := c.model("poisson", tensor.Float64)
		if err := f(m); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if len(m.History) > 0 || m.XScale != nil {
			t.Errorf("%s: the error has changed the model", want)
		}
	}
}
