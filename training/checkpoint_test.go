package training_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
)

// unwritable puts a folder in the place of the file.
func unwritable(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

// A file that cannot be written costs no step of the fit. If it can be at the end, a warning is left; if not, the error names it,
// and the model has what was fitted.
func TestFailedWrites(t *testing.T) {
	o := runs()["own solver"]
	whole, want := o.whole(t)
	for _, mended := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "fit.safetensors")
		tr, m := o.kept(path, training.Every{Steps: 1}, 0)
		var failed error
		for e, err := range tr.Epochs(ctx, m, o.set(), o.epochs) {
			switch {
			case err != nil:
				failed = err
			case e.Number == 1:
				unwritable(t, path)
			case e.Number == 3 && mended:
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := failed == nil; got != mended || !mended && !strings.Contains(failed.Error(), path) {
			t.Errorf("an error of %v", failed)
		}
		for i, e := range m.History {
			told := len(e.Warnings) == 1 && strings.Contains(e.Warnings[0], path)
			if told != (i == 1 || i == 2 || i == 3 && !mended) {
				t.Errorf("epoch %d has warnings %q", i+1, e.Warnings)
			}
			m.History[i].Warnings = nil
		}
		o.check(t, "with failed writes", whole, m, want, m.History)
		if mended {
			last, err := training.Load(path)
			if err != nil || last.Steps != m.Steps || !cmp.Equal(bits(last), bits(m)) {
				t.Errorf("the last file: %v", err)
			}
		}
	}
}

// Files are due by epochs, by steps and by the clock, and at the beginning and the end.
func TestWhenFilesAreDue(t *testing.T) {
	o := runs()["own solver"] // 4 epochs of 4 steps
	for _, c := range []struct {
		every training.Every
		steps []int
	}{
		{training.Every{}, []int{0, 4, 8, 12, 16}},
		{training.Every{Epochs: 2}, []int{0, 8, 16}},
		{training.Every{Epochs: 3}, []int{0, 12, 16}},
		{training.Every{Steps: 5}, []int{0, 5, 10, 15, 16}},
		{training.Every{Steps: 5, Epochs: 2}, []int{0, 5, 8, 10, 15, 16}},
		{training.Every{Time: time.Nanosecond}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
		{training.Every{Time: time.Hour}, []int{0, 16}},
		{training.Every{Time: time.Hour, Steps: 7}, []int{0, 7, 14, 16}},
	} {
		folder := t.TempDir()
		tr, m := o.kept(filepath.Join(folder, "fit.safetensors"), c.every, 1000)
		fit(t, tr, m, o.set(), o.epochs)
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		var steps []int
		for _, file := range files {
			kept, err := training.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			steps = append(steps, kept.Steps)
		}
		slices.Sort(steps)
		if d := cmp.Diff(c.steps, steps); d != "" {
			t.Errorf("every %+v: %s", c.every, d)
		}
	}
}

// A loop that is left writes nothing more, since it may not have done its part of the epoch, which is made again; a file that it saves
// itself can be gone on with. What it does to the model between two epochs is in the file of the next.
func TestLoopThatIsLeft(t *testing.T) {
	o := runs()["own solver"]
	whole, want := o.whole(t)
	for _, saves := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "fit.safetensors")
		tr, m := o.kept(path, training.Every{Epochs: 1}, 0)
		for e, err := range tr.Epochs(ctx, m, o.set(), o.epochs) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Number == 2 {
				break
			}
			m.Note = "one epoch"
		}
		epochs := 1
		if saves {
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			epochs = 2
		}
		file, err := training.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if file.Epochs != epochs || file.Note != "one epoch" {
			t.Errorf("the file is of %d epochs, %q", file.Epochs, file.Note)
		}
		o.resumed(t, "after a loop that was left", path, whole, want)
	}
}

// The file is a model that predicts with the best weights so far, and has the last ones too.
func TestCheckpointHasTheBestAndTheLast(t *testing.T) {
	o := runs()["validation"]
	whole, _ := o.whole(t)
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	tr, m := o.kept(path, training.Every{}, 0)
	fit(t, tr, m, o.set(), o.epochs)
	file, err := training.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	last := func(m *training.Model) any { return bits(&training.Model{Fitted: training.Fitted{Params: m.Run.Last}}) }
	if !cmp.Equal(bits(file), bits(whole)) || !cmp.Equal(last(file), last(whole)) || cmp.Equal(last(file), any(bits(file))) {
		t.Error("the best or the last weights are others than those of the fit")
	}
}
