package training_test

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// wild is a network whose layer has any settings; its family is what it predicts.
type wild struct {
	layer  layers.Layer
	family int
}

func (n wild) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("wild", n.layer, x)
	column := func(name string, l layers.Layer) *G.Node {
		y := s.Call(name, l, h)
		return ops.Reshape(y, y.Shape()[0])
	}
	switch n.family {
	case 0:
		return distributions.Deterministic{Loc: column("value", layers.Dense{Units: 1})}
	case 1:
		return distributions.Beta{Alpha: column("alpha", layers.Positive{Units: 1}), Beta: column("beta", layers.Positive{Units: 1})}
	case 2:
		return distributions.Categorical{Logits: s.Call("logits", layers.Dense{Units: 3}, h)}
	}
	return distributions.Normal{Loc: column("loc", layers.Dense{Units: 1}), Scale: column("scale", layers.Positive{Units: 1, Floor: 1e-3})}
}

// bytesThen draws from a fuzz input, so that mutations of a byte change one setting, and then from numbers without end.
type bytesThen struct {
	left []byte
	rest rand.Source
}

func (b *bytesThen) Uint64() uint64 {
	if len(b.left) == 0 {
		return b.rest.Uint64()
	}
	first := b.left[0]
	b.left = b.left[1:]
	return uint64(first) * 0x0101010101010101
}

// settings draws a trainer and a model with any numbers in their fields.
func settings(input []byte) (a *hostile.Args, t training.Trainer, m *training.Model) {
	a = &hostile.Args{Rand: rand.New(&bytesThen{input, rand.NewPCG(1, 2)}), Make: map[reflect.Type]func() reflect.Value{}}
	number := func() float64 { return a.Of(reflect.TypeFor[float64]()).Float() }
	integer := func() int { return int(a.Of(reflect.TypeFor[int]()).Int()) }
	offer := func(x any) { a.Make[reflect.TypeOf(x)] = func() reflect.Value { return reflect.ValueOf(x) } }
	offer(layers.Initializer(layers.LecunNormal))
	offer(layers.Dense{Units: 2})
	offer(layers.Dropout{Rate: .5})
	schedule := func() training.Schedule {
		all := []training.Schedule{training.Constant(number()), training.Step(number(), number(), number(), number(), number()), training.Staircase(number(), number(), number()),
			training.Cosine(number(), number(), number()), training.Polynomial(number(), number(), number(), number()), training.ScheduleFunc(nil)}
		s := all[a.IntN(len(all))]
		if a.IntN(3) == 0 {
			s = training.WarmUp(number(), s)
		}
		return s
	}
	a.Make[reflect.TypeFor[training.Schedule]()] = func() reflect.Value { return reflect.ValueOf(schedule()) }
	of := func(x any) any { return a.Of(reflect.TypeOf(x)).Interface() }
	one := func(choices ...any) any { return choices[a.IntN(len(choices))] }

	t = training.Trainer{BatchSize: integer(), Seed: a.Uint64(), Cores: integer()}
	t.Loss, _ = one(losses.NLL{}, losses.MSE{}, of(losses.NLL{}), of(losses.Huber{}), losses.CategoricalCrossEntropy{}, nil).(losses.Loss)
	t.Solver, _ = one(nil, nil, &training.Adam{Rate: schedule(), Beta1: number(), Eps: number()}, &training.SGD{Rate: schedule(), Momentum: number()},
		&training.AdamW{Decay: number()}, &training.RMSProp{Decay: number(), Eps: number()}).(G.Solver)
	if a.IntN(2) == 0 {
		t.Average, t.Patience, t.MaxNorm = integer(), integer(), number()
	}
	if a.IntN(4) == 0 {
		s := line(5, .1, 2)
		t.Validation = &s
	}
	scaler := func() data.Scaler {
		s, _ := one(nil, data.Standardize{}, data.MinMax{}, of(data.Range{})).(data.Scaler)
		return s
	}
	layer := one(of(layers.Dense{}), of(layers.MLP{}), of(layers.BatchNorm{}), of(layers.LayerNorm{}), of(layers.Dropout{}), of(layers.Embedding{}), of(layers.Positive{}),
		of(layers.Residual{}), of(layers.Sequential{}), of(layers.Reshape{}), layers.Activation(integer()))
	m = &training.Model{Net: wild{layer.(layers.Layer), a.IntN(4)}, X: scaler(), Y: scaler(), Dtype: one(tensor.Dtype{}, tensor.Float32, tensor.Float64, tensor.Int).(tensor.Dtype)}
	return a, t, m
}

// FuzzSettings fits a few rows with any settings of trainer, model and layers: no panic, no time without end, errors that name the
// package, and weights that are numbers whatever has happened.
func FuzzSettings(f *testing.F) {
	for seed := range byte(40) {
		input := make([]byte, 32)
		for i, r := 0, rand.New(rand.NewPCG(uint64(seed), 3)); i < len(input); i++ {
			input[i] = byte(r.Uint32())
		}
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		a, trainer, m := settings(input)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := line(12, .1, 1)
		if a.IntN(3) == 0 { // classes, and numbers in the support of a Beta
			for i := range s.Y {
				s.Y[i] = float64(i % 3 / 2)
			}
		}
		_, err := trainer.Fit(ctx, m, s, 1+a.IntN(3))
		told(t, err)
		for name, v := range m.Params.All() {
			if !finite(v) {
				t.Errorf("%s is not finite after %v", name, err)
			}
		}
		if err != nil {
			return
		}
		var options []training.PredictOption
		if a.IntN(2) == 0 {
			options = append(options, training.Draws(1+a.IntN(3)))
		}
		q, err := m.Predict(ctx, s.X, options...)
		told(t, err)
		if err == nil && q.Rows() != s.Rows() {
			t.Errorf("%d rows predicted of %d", q.Rows(), s.Rows())
		}
		q.Mean()
		q.Quantile(.9)
	})
}

func told(t *testing.T, err error) {
	if err != nil && !strings.HasPrefix(err.Error(), "training: ") {
		t.Errorf("the error does not name the package: %v", err)
	}
}

func finite(v G.Value) bool {
	sum := 0.
	switch x := v.Data().(type) {
	case []float32:
		for _, x := range x {
			sum += math.Abs(float64(x)) * 0x1p-200
		}
	case []float64:
		for _, x := range x {
			sum += math.Abs(x) * 0x1p-40
		}
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}
