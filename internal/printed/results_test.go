package printed_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/nets"
	"github.com/deepprob/deepprob/solvers"
	"github.com/deepprob/deepprob/training"
	"gonum.org/v1/gonum/mat"
)

// line is a few rows with columns of names.
func line() data.Set {
	set := data.Set{X: mat.NewDense(30, 2, nil), Y: make([]float64, 30), Names: []string{"Ngal", "sigv"}, Target: "log10(M200c)"}
	for i := range 30 {
		set.X.Set(i, 0, float64(i))
		set.X.Set(i, 1, float64(i*i%7))
		set.Y[i] = float64(i%5) / 3
	}
	return set
}

func fitted(t *testing.T, fit func(ctx context.Context, m *training.Model, train data.Set) error) *training.Model {
	t.Helper()
	m := &training.Model{Net: nets.Gaussian{Body: layers.Dense{Units: 4, Activation: layers.Tanh}}, X: data.Standardize{}, Y: data.Standardize{}}
	if _, err := (training.Trainer{Seed: 1}).Fit(t.Context(), m, line(), 2); err != nil {
		t.Fatal(err)
	}
	if err := fit(t.Context(), m, line()); err != nil {
		t.Fatal(err)
	}
	return m
}

// What fits and predictions give prints a line too, whatever is hidden in it.
func TestResults(t *testing.T) {
	plain := func(context.Context, *training.Model, data.Set) error { return nil }
	models := map[string]func(ctx context.Context, m *training.Model, train data.Set) error{
		"plain": plain,
		"laplace": func(ctx context.Context, m *training.Model, train data.Set) error {
			f, err := bnn.Laplace{}.Fit(ctx, m, train)
			results(t, f)
			return err
		},
		"ensemble": func(ctx context.Context, m *training.Model, train data.Set) error {
			_, err := bnn.Ensemble{Members: 2}.Fit(ctx, m, train, 2)
			return err
		},
		"swag": func(ctx context.Context, m *training.Model, train data.Set) error {
			_, err := bnn.SWAG{}.Fit(ctx, m, train, 8)
			return err
		},
		"sgld": func(ctx context.Context, m *training.Model, train data.Set) error {
			_, err := bnn.SGLD{}.Fit(ctx, m, train, 8)
			return err
		},
		"nuts": func(ctx context.Context, m *training.Model, train data.Set) error {
			d, err := bnn.NUTS{Warmup: 10, Draws: 10, Chains: 2}.Fit(ctx, m, train)
			results(t, d)
			return err
		},
	}
	for name, fit := range models {
		m := fitted(t, fit)
		q, err := m.Predict(t.Context(), line().X, training.Draws(3))
		if err != nil && name != "plain" {
			t.Fatal(name, err)
		}
		j, err := m.PredictJoint(t.Context(), line().X, training.Draws(3))
		if err != nil && name != "plain" {
			t.Fatal(name, err)
		}
		t.Logf("%s: %v", name, m.Sampler)
		results(t, m, m.Fitted, m.Run, m.History, m.Params, m.XScale, q, j)
		if m.Sampler != nil {
			results(t, m.Sampler)
		}
	}
}

func results(t *testing.T, values ...any) {
	t.Helper()
	for _, v := range values {
		p := reflect.New(reflect.TypeOf(v))
		p.Elem().Set(reflect.ValueOf(v))
		if p.Elem().Kind() == reflect.Pointer {
			p = p.Elem()
		}
		check(t, "a result", p)
	}
}

// Networks and their parts print as they are written.
func TestAsWritten(t *testing.T) {
	for want, v := range map[string]any{
		"nets.Mixture{Components: 16}":                                                  nets.Mixture{Components: 16},
		"bnn.Variational{Net: nets.Mixture{Components: 16}, Estimator: Flipout}":        bnn.Variational{Net: nets.Mixture{Components: 16}, Estimator: bnn.Flipout},
		"training.Point(layers.Dense{Units: 1})":                                        training.Point(layers.Dense{Units: 1}),
		"layers.MLP{Widths: [128 64], Activation: ReLU}":                                layers.MLP{Widths: []int{128, 64}, Activation: layers.ReLU},
		"layers.Conv2D{Units: 8, Size: [3 3], Padding: Same}":                           layers.Conv2D{Units: 8, Size: [2]int{3, 3}, Padding: layers.Same},
		"layers.Dense{Units: 3, Kernel: layers.HeNormal, Bias: layers.Constant(0.5)}":   layers.Dense{Units: 3, Kernel: layers.HeNormal, Bias: layers.Constant(.5)},
		"layers.Sequential{layers.Dense{Units: 3}, layers.Dropout{Rate: 0.5}}":          layers.Sequential{layers.Dense{Units: 3}, layers.Dropout{Rate: .5}},
		"losses.ELBO{Rows: 100, Beta: solvers.CosineSchedule{Initial: 1, Duration: 9}}": losses.ELBO{Rows: 100, Beta: solvers.Cosine(1, 9, 0)},
		"solvers.Adam{Rate: solvers.CosineSchedule{Initial: 0.01, Duration: 20}}":       &solvers.Adam{Rate: solvers.Cosine(1e-2, 20, 0)},
		"distributions.Chain{distributions.Softplus{}, distributions.Affine{}}":         distributions.Chain{distributions.Softplus{}, distributions.Affine{}},
		"epoch 7: loss 1.42, validation 1.38, rate 0.001, 12.3 s":                       training.Epoch{Number: 7, Loss: 1.42, ValLoss: 1.38, Rate: 1e-3, Seconds: 12.3},
		"2 draws of 0 weights": training.Samples{nil, nil},
		"data.Affine{Shift: [1 2], Scale: [3 4], Names: [\"Ngal\" \"sigv\"]}":                   data.Affine{Shift: []float64{1, 2}, Scale: []float64{3, 4}, Names: []string{"Ngal", "sigv"}},
		"run of 3 epochs, 40 steps, adam":                                                       training.Run{Epochs: 3, Steps: 40, Solver: solvers.State{Solver: "adam"}},
		"30 rows, features Ngal, sigv, target log10(M200c)":                                     line(),
		"trainer of losses.NLL{}: batches of 100, &solvers.SGD{Momentum: 0.9}, seed 3, 2 cores": training.Trainer{Solver: &solvers.SGD{Momentum: .9}, Seed: 3, Cores: 2},
	} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if s := fmt.Sprint(distributions.NewHistogram(make([]float64, 3), 1)); strings.Contains(s, "0x") {
		t.Errorf("%s", s)
	}
}
