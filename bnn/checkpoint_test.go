package bnn_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/deepprob/deepprob/bnn"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func init() {
	training.Register(stopping{})
	registry.EnterThrough(
		func(w wave) (struct{ Width int }, error) { return struct{ Width int }{w.width}, nil },
		func(s struct{ Width int }) (wave, error) { return wave{s.Width}, nil })
}

// stopping is a solver that ends the fits after so many steps of all of them.
type stopping struct{ *training.AdamW }

var (
	stepsLeft atomic.Int64
	stopNow   = func() {}
)

func (s stopping) Step(params []gorgonia.ValueGrad) error {
	if stepsLeft.Add(-1) == 0 {
		stopNow()
	}
	return s.AdamW.Step(params)
}

// membersOf are the weights of the members of an ensemble.
func membersOf(m *training.Model) (all []map[string]any) {
	for _, p := range m.Sampler.(training.Samples) {
		one := map[string]any{}
		for path, v := range p.All() {
			one[path] = v.Data()
		}
		all = append(all, one)
	}
	return all
}

// An ensemble that is stopped again and again, and made again by a program that knows nothing of it, is one that was not stopped; its
// members that are done are not fitted again.
func TestEnsembleResumes(t *testing.T) {
	make := func(path string) (bnn.Ensemble, *training.Model) {
		e := bnn.Ensemble{Members: 3, Bootstrap: true, Solver: stopping{&training.AdamW{Rate: training.Cosine(.01, 5, 0)}}, Trainer: training.Trainer{Seed: 4, BatchSize: 25}}
		if path != "" {
			e.Trainer.Checkpoint, e.Trainer.Resume = &training.Checkpoint{Path: path, Every: training.Every{Steps: 2}}, true
		}
		return e, &training.Model{Net: wave{6}, Dtype: tensor.Float64}
	}
	s := twoFeatures(60, .2, 1)
	e, whole := make("")
	want, err := e.Fit(ctx, whole, s, 5)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "fit.safetensors")
	var got []training.History
	var m *training.Model
	stops := -1
	for ; got == nil; stops++ {
		stoppable, stop := context.WithCancel(ctx)
		stopNow = stop
		stepsLeft.Store(10)
		e, m = make(path)
		if got, err = e.Fit(stoppable, m, s, 5); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d stops: %v", stops, err)
		}
	}
	if stops < 3 || m.Steps != 0 && m.Steps != 15 {
		t.Fatalf("it was stopped %d times in 45 steps", stops)
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(training.Epoch{}, "Seconds"), cmpopts.EquateNaNs()); d != "" {
		t.Errorf("other histories: %s", d)
	}
	if d := cmp.Diff(membersOf(whole), membersOf(m)); d != "" {
		t.Errorf("other members: %s", d)
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(files) != 3 || filepath.Base(files[2]) != "fit.member-2.safetensors" {
		t.Errorf("the files are %v", files)
	}
	was, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	e, m = make(path)
	if _, err := e.Fit(ctx, m, s, 5); err != nil || !cmp.Equal(membersOf(whole), membersOf(m)) {
		t.Errorf("after its end it is another: %v", err)
	}
	if now, err := os.ReadFile(files[0]); err != nil || string(was) != string(now) {
		t.Errorf("a member that was done has another file: %v", err)
	}
}

// Methods that keep more than a Trainer's fit say so before it begins.
func TestMethodsWithoutCheckpoint(t *testing.T) {
	c := training.Trainer{Checkpoint: &training.Checkpoint{Path: filepath.Join(t.TempDir(), "fit.safetensors")}}
	for name, fit := range map[string]func(m *training.Model) error{
		"swag": func(m *training.Model) error {
			_, err := (bnn.SWAG{Trainer: c}).Fit(ctx, m, twoFeatures(60, .2, 1), 5)
			return err
		},
		"sgld": func(m *training.Model) error {
			_, err := (bnn.SGLD{Trainer: c}).Fit(ctx, m, twoFeatures(60, .2, 1), 5)
			return err
		},
		"sghmc": func(m *training.Model) error {
			_, err := (bnn.SGHMC{Trainer: c}).Fit(ctx, m, twoFeatures(60, .2, 1), 5)
			return err
		},
	} {
		if err := fit(&training.Model{Net: wave{6}}); err == nil || !strings.Contains(err.Error(), "Checkpoint") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
