package training_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/registry/registrytest"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The networks and solvers of these tests, as programs enter their own.
func init() {
	training.Register(momentous{}, twofold, threefold)
	registry.EnterThrough(
		func(b bayesian) (struct{ Drop bool }, error) { return struct{ Drop bool }{b.drop}, nil },
		func(s struct{ Drop bool }) (bayesian, error) { return bayesian{s.Drop}, nil })
	registry.EnterThrough(
		func(d descent) (struct{ Rate float32 }, error) { return struct{ Rate float32 }{d.rate}, nil },
		func(s struct{ Rate float32 }) (descent, error) { return descent{rate: s.Rate}, nil })
}

// reloaded is a model by way of a file.
func reloaded(t testing.TB, m *training.Model) *training.Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	out, err := training.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func inFile(t testing.TB, m *training.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := m.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatalf("%d bytes of %d: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

func readBytes(b []byte) (*training.Model, error) {
	return training.Read(bytes.NewReader(b), int64(len(b)))
}

// asFile is what a file has of a model.
func asFile(m *training.Model) (f struct {
	Net   training.Net
	X, Y  data.Scaler
	Dtype tensor.Dtype
	Note  string
	training.Fitted
}) {
	f.Net, f.X, f.Y, f.Dtype, f.Note, f.Fitted = m.Net, m.X, m.Y, m.Dtype, m.Note, m.Fitted
	f.Run = asWritten(f.Run)
	if f.Trainer != nil {
		f.Trainer = f.Trainer.Settings()
		if p, ok := f.Trainer.Solver.(training.Paced); ok {
			p.SetStepsPerEpoch(0) // which each fit sets
		}
	}
	return f
}

// writable leaves out the solver of Gorgonia's, which has hidden state.
func writable(m *training.Model) *training.Model {
	if m.Trainer != nil {
		if _, ok := m.Trainer.Solver.(*G.AdamSolver); ok {
			m.Trainer = nil
		}
	}
	return m
}

// A fit that is cut off in the middle of an epoch or between two, kept in a file and taken up from it, with a solver of the same
// settings, is one that never stopped: by its weights, its run, its history and its file.
func TestSavedGoesOn(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
		for _, steps := range []int{0, 1, want[0].Steps, want[0].Steps + want[0].Steps/2, 2 * want[0].Steps} {
			tr, m := o.start()
			left := steps
			h, err := tr.Fit(patient{ctx, &left}, m, s, o.epochs)
			if err != nil && !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			was := writable(m)
			m = reloaded(t, was)
			if d := registrytest.Difference(asFile(was), asFile(m)); d != "" {
				t.Fatalf("%s: the file differs: %s", name, d)
			}
			next, _ := o.start()
			if _, ok := tr.Solver.(training.Stateful); !ok {
				next.Solver = tr.Solver
			}
			h = append(h, fit(t, next, m, s, o.epochs-m.Epochs)...)
			o.check(t, fmt.Sprintf("%s from a file after %d steps", name, steps), whole, m, want, h)
		}
	}
}

// A fit at a rate of each schedule goes on from a file at the rates that come next, in the middle of an epoch.
func TestSavedSchedules(t *testing.T) {
	s := line(40, 1, 1)
	for _, rate := range []training.Schedule{
		nil, training.Constant(.02), training.Step(.02, 1.5, .01, 2, .005), training.Exponential(.02, .5, 1), training.Staircase(.02, .5, .7), training.Cosine(.02, 3, .001),
		training.Linear(.02, 3, 0), training.Polynomial(.02, 3, .001, 2), training.WarmUp(1.2, training.Cosine(.02, 2, 0)), training.ScheduleFunc(twofold),
	} {
		trainer := func() training.Trainer {
			return training.Trainer{Loss: losses.MSE{}, BatchSize: 10, Seed: 1, Solver: &training.AdamW{Rate: rate}}
		}
		whole, m := &training.Model{Net: small}, &training.Model{Net: small}
		fit(t, trainer(), whole, s, 3)
		left := 6 // of 12 steps
		if _, err := trainer().Fit(patient{ctx, &left}, m, s, 3); !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		m = reloaded(t, m)
		tr := *m.Trainer // the settings are in the file, too
		h := fit(t, tr, m, s, 3-m.Epochs)
		if d := registrytest.Difference(bits(whole), bits(m)); d != "" || h[1].Rate != whole.History[2].Rate {
			t.Errorf("%v: %s, rates %v and %v", rate, d, h[1].Rate, whole.History[2].Rate)
		}
	}
}

// In the caller's loop a file has what the fit would leave if it ended there.
func TestSavedBetweenEpochs(t *testing.T) {
	for name, o := range runs() {
		whole, want := o.whole(t)
		s := o.set()
		tr, m := o.start()
		var files []*training.Model
		for e, err := range tr.Epochs(ctx, m, s, o.epochs) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Number <= 2 {
				files = append(files, reloaded(t, writable(m)))
			}
		}
		o.check(t, name+" saved on the way", whole, m, want, want)
		for k, m := range files {
			next, _ := o.start()
			if _, ok := next.Solver.(training.Stateful); !ok && next.Solver != nil {
				continue // its state was between the epochs
			}
			h := append(want[:k+1:k+1], fit(t, next, m, s, o.epochs-m.Epochs)...)
			o.check(t, name+" from between epochs", whole, m, want, h)
		}
	}
}

// A file is a function of the model; what is read is written the same, with its note, names, prior and seeds of 64 bits.
func TestSameFile(t *testing.T) {
	m := trained(t)
	m.Note, m.Prior = "tried a\\b \"c\" <&> \x1f\u2028", distributions.FlatPrior{}
	m.Trainer.Seed = 1<<64 - 1
	m.XScale.Units, m.YScale.Units = []string{"km/s", ""}, []string{"Msun"}
	b := inFile(t, m)
	if !bytes.Equal(b, inFile(t, m)) {
		t.Error("two files of one model differ")
	}
	again := reloaded(t, m)
	if !bytes.Equal(b, inFile(t, again)) {
		t.Error("the file of what was read differs")
	}
	if again.Note != m.Note || again.Trainer.Seed != m.Trainer.Seed || again.XScale.Names[1] != "x1" || again.XScale.Units[0] != "km/s" || again.YScale.Units[0] != "Msun" || again.History[0].Seconds != m.History[0].Seconds {
		t.Errorf("%v", again)
	}
	other := &training.Model{Net: m.Net}
	if err := training.ReadInto(bytes.NewReader(b), int64(len(b)), other); err != nil || !bytes.Equal(b, inFile(t, other)) {
		t.Errorf("into a literal: %v", err)
	}
}

// trained is a small model of one fit, whose file has tensors of each kind: weights, best ones, moments.
func trained(t testing.TB) *training.Model {
	val := line(10, 1, 2)
	m := &training.Model{Net: training.Point(layers.Sequential{layers.Dense{Units: 1}}), X: data.Standardize{}, Y: data.Standardize{}, Note: "of a test"}
	tr := training.Trainer{Loss: losses.MSE{}, BatchSize: 20, Validation: &val, Seed: 1 << 60, Solver: &training.Adam{Rate: training.Cosine(.1, 3, 0)}}
	if _, err := tr.Fit(ctx, m, line(40, 1, 1), 2); err != nil {
		t.Fatal(err)
	}
	return m
}

// A loaded model predicts the bits of the one that was saved, from several goroutines too, in either type.
func TestLoadedPredicts(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		s := line(60, 1, 1)
		m := &training.Model{Net: bayesian{drop: true}, X: data.Standardize{}, Y: data.Standardize{}, Dtype: dt}
		fit(t, training.Trainer{Loss: losses.ELBO{Rows: 60}, Seed: 1}, m, s, 2)
		path := filepath.Join(t.TempDir(), "model.safetensors")
		var wg sync.WaitGroup
		means := make([][]float64, 8)
		for k := range means {
			wg.Go(func() { // saving and predicting at the same time
				if err := m.Save(path); err != nil {
					t.Error(err)
				}
				from, err := training.Load(path)
				if err != nil {
					t.Error(err)
					return
				}
				if k == 0 {
					from = m
				}
				q, err := from.Predict(ctx, s.X, training.Draws(5))
				if err != nil {
					t.Error(err)
					return
				}
				means[k] = q.Mean()
			})
		}
		wg.Wait()
		for k := range means {
			if d := registrytest.Difference(means[0], means[k]); d != "" {
				t.Errorf("%v: %s", dt, d)
			}
		}
	}
}

// A model that has not been fitted, one behind a pointer and one with weights alone are kept too.
func TestSavedUnfitted(t *testing.T) {
	m := &training.Model{Net: &pointed{Units: 3}, Y: data.Standardize{}, Dtype: tensor.Float64, Note: "planned"}
	if d := registrytest.Difference(asFile(m), asFile(reloaded(t, m))); d != "" {
		t.Error(d)
	}
	whole, pieces := &training.Model{Net: &pointed{Units: 3}}, reloaded(t, &training.Model{Net: &pointed{Units: 3}})
	s, tr := line(30, 1, 1), training.Trainer{Loss: losses.MSE{}, Seed: 1}
	fit(t, tr, whole, s, 2)
	fit(t, tr, pieces, s, 2)
	if d := registrytest.Difference(bits(whole), bits(reloaded(t, pieces))); d != "" {
		t.Error(d)
	}
	p := &layers.Params{}
	p.Set("dense_0/kernel", tensor.New(tensor.WithShape(2, 3), tensor.WithBacking(make([]float32, 6))))
	m = &training.Model{Net: m.Net, Fitted: training.Fitted{Params: p}}
	if d := registrytest.Difference(asFile(m), asFile(reloaded(t, m))); d != "" {
		t.Error(d)
	}
}

// pointed is a network that is a pointer.
type pointed struct{ Units int }

func init() { training.Register(&pointed{}) }

func (n *pointed) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	h := s.Call("h", layers.Dense{Units: n.Units, Activation: layers.Tanh}, x)
	return distributions.Deterministic{Loc: ops.Reshape(s.Call("out", layers.Dense{Units: 1}, h), h.Shape()[0])}
}

// While a model is being fitted it is not saved, and not loaded into; between two epochs it is saved.
func TestSaveDuringFit(t *testing.T) {
	m := trained(t)
	path := filepath.Join(t.TempDir(), "model.safetensors")
	release, err := m.Claim()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Save(path); err == nil || !strings.Contains(err.Error(), "is being fitted: save it between two epochs") {
		t.Errorf("saved during a fit: %v", err)
	}
	if err := training.LoadInto(path, m); err == nil || !strings.Contains(err.Error(), "another fit") {
		t.Errorf("loaded during a fit: %v", err)
	}
	release()
	if err := m.Save(path); err != nil {
		t.Error(err)
	}
	if err := training.LoadInto(path, m); err != nil {
		t.Error(err)
	}
}
