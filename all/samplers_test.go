package all_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
	"gorgonia.org/tensor"
)

var ctx = context.Background()

// samplers are fits that give a model one: a new one is a line here.
var samplers = map[string]func(m *training.Model, s data.Set) error{
	"ensemble": func(m *training.Model, s data.Set) error {
		_, err := bnn.Ensemble{Members: 2}.Fit(ctx, m, s, 1)
		return err
	},
	"sgld": func(m *training.Model, s data.Set) error {
		_, err := bnn.SGLD{Burn: 1, Every: 2, Chains: 2, Trainer: training.Trainer{BatchSize: 10}}.Fit(ctx, m, s, 3)
		return err
	},
	"sghmc": func(m *training.Model, s data.Set) error {
		_, err := bnn.SGHMC{Burn: 1, Every: 3, Rate: 1e-3, Trainer: training.Trainer{BatchSize: 10}}.Fit(ctx, m, s, 3)
		return err
	},
	"swag": func(m *training.Model, s data.Set) error {
		m.Net = bnn.Regression{Layer: layers.MLP{Widths: []int{4, 1}, Activation: layers.Tanh}}
		_, err := bnn.SWAG{Collect: 4, Chains: 2}.Fit(ctx, m, s, 40)
		return err
	},
	"swag of a batch normalization": func(m *training.Model, s data.Set) error {
		m.Net = nets.Gaussian{Body: layers.Sequential{layers.Dense{Units: 3}, layers.BatchNorm{}}}
		_, err := bnn.SWAG{Trainer: training.Trainer{Solver: &training.SGD{Rate: training.Constant(.01)}}}.Fit(ctx, m, s, 6)
		return err
	},
	"nuts": func(m *training.Model, s data.Set) error {
		_, err := bnn.NUTS{Prior: bnn.LaplacePrior{Scale: 2}, Chains: 2, Warmup: 5, Draws: 3, MaxDepth: 3}.Fit(ctx, m, s)
		return err
	},
	"laplace": func(m *training.Model, s data.Set) error {
		m.Net = bnn.Regression{Layer: layers.MLP{Widths: []int{4, 1}, Activation: layers.Tanh}}
		return laplace(m, s, bnn.Laplace{})
	},
	"laplace, full": func(m *training.Model, s data.Set) error {
		return laplace(m, s, bnn.Laplace{Only: []string{"*"}, Precision: 1})
	},
	"laplace, diagonal": func(m *training.Model, s data.Set) error {
		return laplace(m, s, bnn.Laplace{Curvature: bnn.DiagonalCurvature, Precision: 1})
	},
	"laplace, kronecker": func(m *training.Model, s data.Set) error {
		m.Net = nets.Gaussian{Body: layers.Sequential{layers.Dense{Units: 4, NoBias: true}, layers.Tanh, layers.Dense{Units: 3}, layers.LayerNorm{}}}
		return laplace(m, s, bnn.Laplace{Curvature: bnn.KroneckerExpand, Precision: 1})
	},
	"laplace, biases": func(m *training.Model, s data.Set) error {
		return laplace(m, s, bnn.Laplace{Only: []string{"*/bias"}, Curvature: bnn.KroneckerReduce, Precision: 1})
	},
	"laplace, subnetwork": func(m *training.Model, s data.Set) error {
		return laplace(m, s, bnn.Laplace{Subnetwork: 7, Precision: 1})
	},
}

func laplace(m *training.Model, s data.Set, l bnn.Laplace) error {
	if _, err := (training.Trainer{}).Fit(ctx, m, s, 2); err != nil {
		return err
	}
	_, err := l.Fit(ctx, m, s)
	return err
}

// line are rows of a noisy line of two features.
func line() data.Set {
	r := rand.New(rand.NewPCG(1, 2))
	s := data.Set{X: mat.NewDense(40, 2, nil), Y: make([]float64, 40)}
	for i := range s.Y {
		s.X.SetRow(i, []float64{r.NormFloat64(), r.NormFloat64()})
		s.Y[i] = s.X.At(i, 0) + .2*r.NormFloat64()
	}
	return s
}

func fitted(t *testing.T, fit func(m *training.Model, s data.Set) error, dt tensor.Dtype) *training.Model {
	t.Helper()
	m := &training.Model{Net: nets.Gaussian{Body: layers.MLP{Widths: []int{4}, Last: layers.Tanh}}, Dtype: dt}
	if err := fit(m, line()); err != nil {
		t.Fatal(err)
	}
	return m
}

// holder is a field that has a sampler.
type holder struct{ Sampler training.Sampler }

// A sampler that was written and read draws the same bits, says the same of them, and is written as it was.
func TestSamplers(t *testing.T) {
	types := map[reflect.Type]bool{}
	for name, fit := range samplers {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			m := fitted(t, fit, dt)
			file := registrytest.Tensors{}
			text, err := registry.Write(holder{m.Sampler}, file)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var read holder
			if err := registry.Read(text, &read, file); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, text)
			}
			types[reflect.TypeOf(m.Sampler)] = true
			sameDraws(t, name, m, read.Sampler)
			other := *m
			other.Sampler = read.Sampler
			sameDiagnosis(t, name, m, &other)
			again := registrytest.Tensors{}
			if text2, err := registry.Write(read, again); err != nil || string(text2) != string(text) || registrytest.Difference(file, again) != "" {
				t.Errorf("%s: written again: %v, %s", name, err, registrytest.Difference(file, again))
			}
		}
	}
	for _, of := range registry.Types() {
		if of.Implements(reflect.TypeFor[training.Sampler]()) && !types[of] {
			t.Errorf("nothing fits a %v: give this test something that does", of)
		}
	}
}

func sameDraws(t *testing.T, name string, m *training.Model, read training.Sampler) {
	t.Helper()
	if m.Sampler.Len() != read.Len() {
		t.Errorf("%s: %d draws and %d", name, m.Sampler.Len(), read.Len())
	}
	draws := 8
	if n := m.Sampler.Len(); n > 0 {
		draws = n
	}
	for k := range draws {
		want, got := m.Params.Clone(), m.Params.Clone()
		if err := m.Sampler.Sample(want, 7, k); err != nil {
			t.Fatal(err)
		}
		if err := read.Sample(got, 7, k); err != nil {
			t.Fatal(err)
		}
		if d := registrytest.Difference(want, got); d != "" {
			t.Fatalf("%s, draw %d: %s", name, k, d)
		}
	}
}

func sameDiagnosis(t *testing.T, name string, m, read *training.Model) {
	t.Helper()
	want, err := bnn.Diagnose(m)
	got, err2 := bnn.Diagnose(read)
	if (err == nil) != (err2 == nil) || registrytest.Difference(want, got) != "" || !slices.Equal(want.Warnings(), got.Warnings()) {
		t.Errorf("%s: diagnosed %v and %v: %s", name, err, err2, registrytest.Difference(want, got))
	}
}

// Chains that were written and read go on as those that never were.
func TestChainsGoOn(t *testing.T) {
	nuts := func(draws int) func(m *training.Model, s data.Set) error {
		return func(m *training.Model, s data.Set) error {
			_, err := bnn.NUTS{Prior: bnn.Horseshoe{}, Likelihood: losses.NLL{}, Chains: 2, Warmup: 20, Draws: draws, MaxDepth: 4, Seed: 3}.Fit(ctx, m, s)
			return err
		}
	}
	want, some := fitted(t, nuts(6), tensor.Float64), fitted(t, nuts(2), tensor.Float64)
	file := registrytest.Tensors{}
	text, err := registry.Write(holder{some.Sampler}, file)
	if err != nil {
		t.Fatal(err)
	}
	var read holder
	if err := registry.Read(text, &read, file); err != nil {
		t.Fatal(err)
	}
	some.Sampler = read.Sampler
	if err := nuts(6)(some, line()); err != nil {
		t.Fatal(err)
	}
	if d := registrytest.Difference(want.Sampler, some.Sampler); d != "" {
		t.Error(d)
	}
}

var number = regexp.MustCompile(`:(-?\d+)`)

// A sampler of a file that was tampered with is refused, or draws something: it does not panic.
func TestHostileSamplers(t *testing.T) {
	for _, fit := range samplers {
		m := fitted(t, fit, tensor.Float32)
		file := registrytest.Tensors{}
		text, err := registry.Write(holder{m.Sampler}, file)
		if err != nil {
			t.Fatal(err)
		}
		try := func(text []byte, file registrytest.Tensors) {
			t.Helper()
			var read holder
			if registry.Read(text, &read, file) != nil || read.Sampler == nil {
				return
			}
			for k := range 3 {
				_ = read.Sampler.Sample(m.Params.Clone(), 1, k)
			}
			other := *m
			other.Sampler = read.Sampler
			_, _ = bnn.Diagnose(&other)
		}
		for _, at := range number.FindAllSubmatchIndex(text, 200) {
			for _, v := range []string{"-1", "0", "1", "3", "1000000", "9007199254740991"} {
				try(slices.Concat(text[:at[2]], []byte(v), text[at[3]:]), file)
			}
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		cut(tree, func() { b, _ := json.Marshal(tree); try(b, file) })
		for path, v := range file {
			for _, n := range []int{1, v.Size() - 1, v.Size() + 1} {
				if n < 1 {
					continue
				}
				changed := registrytest.Tensors{}
				for p, w := range file {
					changed[p] = w
				}
				changed[path] = tensor.New(tensor.Of(v.Dtype()), tensor.WithShape(n))
				try(text, changed)
			}
		}
	}
}

// cut leaves out every member and every element of a tree in turn, of long lists the first ones.
func cut(tree any, try func()) {
	switch x := tree.(type) {
	case map[string]any:
		for key, v := range x {
			delete(x, key)
			try()
			x[key] = v
			cut(v, try)
		}
	case []any:
		for i := range x[:min(len(x), 3)] {
			v := x[i]
			x[i] = nil
			try()
			x[i] = v
			cut(v, try)
		}
	}
}
