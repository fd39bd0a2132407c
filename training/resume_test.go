package training_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
)

// kept is a fit with a Checkpoint, as a program would make it again: a Model, a Trainer and a solver of its own.
func (o oneRun) kept(path string, every training.Every, keep int) (training.Trainer, *training.Model) {
	tr, m := o.start()
	tr.Checkpoint, tr.Resume = &training.Checkpoint{Path: path, Every: every, Keep: keep}, true
	return tr, m
}

// resumed finishes a fit from its file on another number of cores, and compares it with one that was not stopped.
func (o oneRun) resumed(t *testing.T, how, path string, whole *training.Model, want training.History) {
	t.Helper()
	tr, m := o.kept(path, training.Every{Epochs: 1}, 0)
	tr.Cores = 1
	h, err := tr.Fit(ctx, m, o.set(), o.epochs)
	if err != nil {
		t.Errorf("%s: %v", how, err)
		return
	}
	o.check(t, how, whole, m, want, h)
	o.check(t, how+", its history", whole, m, want, m.History)
	for i, e := range h {
		if e.Number != i+1 {
			t.Errorf("%s: epoch %d is number %d", how, i+1, e.Number)
		}
	}
}

// stateless are the runs whose solver does not give its state.
var stateless = []string{"gorgonia's adam", "a user's"}

// A fit goes on from any file that it wrote, in a Model and by a Trainer that know nothing of it, to the bits of one that was not
// killed: each file is that of a kill at the step after it.
func TestResumeFromEveryFile(t *testing.T) {
	slow.Test(t)
	for name, o := range runs() {
		if slices.Contains(stateless, name) {
			continue
		}
		whole, want := o.whole(t)
		folder := t.TempDir()
		path := filepath.Join(folder, "fit.safetensors")
		tr, m := o.kept(path, training.Every{Steps: 1}, 1000)
		h := fit(t, tr, m, o.set(), o.epochs)
		o.check(t, name+" with files", whole, m, want, h)
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil || len(files) != m.Steps+1 {
			t.Fatalf("%s: %d files after %d steps: %v", name, len(files), m.Steps, err)
		}
		for i, file := range files {
			if len(files) > 12 && i%4 != 0 && file != path { // the steps of an epoch in turn
				continue
			}
			again := filepath.Join(t.TempDir(), "fit.safetensors")
			if err := os.Rename(file, again); err != nil {
				t.Fatal(err)
			}
			o.resumed(t, name+" from "+filepath.Base(file), again, whole, want)
			o.resumed(t, name+" after its end", again, whole, want)
		}
	}
}

// A context that ends, as by SIGINT, leaves a file of the very step, whenever files are due.
func TestEndedContextWritesAFile(t *testing.T) {
	slow.Test(t)
	for name, o := range runs() {
		if slices.Contains(stateless, name) {
			continue
		}
		whole, want := o.whole(t)
		path := filepath.Join(t.TempDir(), "fit.safetensors")
		for steps := 0; steps < whole.Steps; {
			tr, m := o.kept(path, training.Every{Time: time.Hour}, 0)
			left := 2
			if _, err := tr.Fit(patient{ctx, &left}, m, o.set(), o.epochs); err != nil && !errors.Is(err, errEnough) {
				t.Fatal(err)
			}
			if steps = min(steps+2, whole.Steps); m.Steps != steps {
				t.Fatalf("%s: %d steps, want %d", name, m.Steps, steps)
			}
		}
		o.resumed(t, name+" two steps a process", path, whole, want)
	}
}

// Solvers without a state, and what cannot be written, are errors before anything is fitted, or written.
func TestCheckpointRefusals(t *testing.T) {
	o := runs()["own solver"]
	folder := t.TempDir()
	path := filepath.Join(folder, "fit.safetensors")
	for name, c := range map[string]struct {
		change func(tr *training.Trainer, m *training.Model)
		want   string
	}{
		"gorgonia's solver": {func(tr *training.Trainer, m *training.Model) { tr.Solver = runs()["gorgonia's adam"].solver() }, "solvers.Stateful"},
		"no path":           {func(tr *training.Trainer, m *training.Model) { tr.Checkpoint.Path = "" }, "no Path"},
		"no checkpoint":     {func(tr *training.Trainer, m *training.Model) { tr.Checkpoint = nil }, "set one with a Path"},
		"negative":          {func(tr *training.Trainer, m *training.Model) { tr.Checkpoint.Keep = -1 }, "negative"},
		"a closure": {func(tr *training.Trainer, m *training.Model) {
			tr.Solver = &training.Adam{Rate: training.ScheduleFunc(func(float64) float64 { return 1 })}
		}, "Rate"},
		"no folder": {func(tr *training.Trainer, m *training.Model) {
			tr.Checkpoint.Path = filepath.Join(folder, "none", "fit.safetensors")
		}, "create it first"},
	} {
		tr, m := o.kept(path, training.Every{}, 0)
		c.change(&tr, m)
		h, err := tr.Fit(ctx, m, o.set(), 1)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "Trainer to nil") { // which a fit cannot
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(folder); len(h) > 0 || m.Params != nil || len(left) > 0 {
			t.Errorf("%s: it was fitted, or wrote: %v", name, left)
		}
	}
}

// Earlier files are kept by the number of steps, as many as were asked for.
func TestEarlierFiles(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "fit.safetensors")
	o := runs()["own solver"] // 4 steps an epoch
	tr, m := o.kept(path, training.Every{Epochs: 1}, 2)
	fit(t, tr, m, o.set(), 4)
	var names []string
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"fit.safetensors", "fit.step-00000008.safetensors", "fit.step-00000012.safetensors"}
	if d := cmp.Diff(want, names); d != "" {
		t.Error(d)
	}
	for i, steps := range []int{16, 8, 12} {
		if m, err := training.Load(filepath.Join(folder, want[i])); err != nil || m.Steps != steps {
			t.Errorf("%s: %v", want[i], err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	_, next := o.start()
	if _, err := tr.Fit(ctx, next, o.set(), 4); err == nil || !strings.Contains(err.Error(), want[2]) {
		t.Errorf("earlier files are taken for a new fit's: %v", err)
	}
}
