package training_test

import (
	stdcmp "cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/data"
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
)

// misfit is a change of a fit, and what the error says of it.
type misfit struct {
	change func(l *left)
	want   string
}

// misfits are what a fit may have otherwise than the file of this path.
func misfits(t *testing.T, path string) map[string]misfit {
	return map[string]misfit{
		"no resume":    {func(l *left) { l.trainer.Resume = false }, "set Trainer.Resume"},
		"net":          {func(l *left) { l.model.Net = dent(layers.ReLU) }, `Net.Layer.Activation "tanh" there and "relu" here`},
		"wider net":    {func(l *left) { l.model.Net = training.Point(layers.Dense{Units: 1}) }, "(they differ in Net.Layer layers.MLP there and layers.Dense here); if the Net was changed, give it as it was"},
		"linear net":   {func(l *left) { l.model.Net = dent(layers.None) }, `Net.Layer.Activation "tanh" there and nothing here`},
		"narrower net": {func(l *left) { l.model.Net = training.Point(layers.MLP{Widths: []int{8, 1}, Activation: layers.Tanh}) }, `Net.Layer.Widths[0] 16 there and 8 here`},
		"deeper net": {func(l *left) {
			l.model.Net = training.Point(layers.MLP{Widths: []int{16, 4, 1}, Activation: layers.Tanh})
		}, `Net.Layer.Widths [16,1] there and [16,4,1] here`},
		"loss":                    {func(l *left) { l.trainer.Loss = losses.L1{} }, "Loss losses.MSE there and losses.L1 here"},
		"batch size":              {func(l *left) { l.trainer.BatchSize = 10 }, "BatchSize 20 there and 10 here"},
		"seed":                    {func(l *left) { l.trainer.Seed = 7 }, "Seed 0 there and 7 here"},
		"norm":                    {func(l *left) { l.trainer.MaxNorm = 2 }, "MaxNorm 0 there and 2 here"},
		"rate":                    {func(l *left) { l.trainer.Solver = &training.Adam{Rate: training.Exponential(.02, 3, 1)} }, "Solver's settings"},
		"solver":                  {func(l *left) { l.trainer.Solver = &training.SGD{} }, "Solver's settings"},
		"own solver":              {func(l *left) { l.trainer.Solver = nil }, "Solver's settings"},
		"a target":                {func(l *left) { l.set.Y[59] += 1e-3 }, "order, of the training rows"},
		"fewer rows":              {func(l *left) { l.set = l.set.Head(59) }, "60 training rows there and 59 here"},
		"validation":              {func(l *left) { l.val = line(50, 1, 3) }, "order, of the Validation rows"},
		"less of it":              {func(l *left) { l.val = line(20, 1, 2) }, "50 Validation rows there and 20 here"},
		"average":                 {func(l *left) { l.trainer.Validation, l.trainer.Average = nil, 2 }, "Average 0 there and 2 here"},
		"scaler":                  {func(l *left) { l.model.Y = nil }, "Model.Y data.Standardize there and nil here"},
		"type":                    {func(l *left) { l.model.Dtype = tensor.Float64 }, "Model.Dtype float32 there and float64 here"},
		"fewer epochs":            {func(l *left) {}, "has 4 epochs of this fit and 2 steps of another"},
		"a model of other epochs": {func(l *left) { l.model.Epochs = 3 }, "this one has 3"},
		"other weights": {func(l *left) {
			tr := l.trainer
			tr.Checkpoint, tr.Resume = nil, false
			fit(t, tr, l.model, l.set, 1)
			l.model.Epochs, l.model.Steps = 0, 0
		}, "is of a fit that began with other weights"},
		"fitted scalers": {func(l *left) {
			if err := l.model.FitScalers(line(60, 1, 5)); err != nil {
				panic(err)
			}
		}, "Model.XScale, the settings of Model.YScale"},
		"the file's model": {func(l *left) {
			m, err := training.Load(path)
			if err != nil {
				panic(err)
			}
			l.model = m
		}, "one Path is of one call"},
	}
}

// What a fit is not of is named, and neither the file nor the model are touched: nothing begins anew.
func TestWhatDoesNotFitAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	begin := func() *left {
		l := &left{set: line(60, 1, 1), val: line(50, 1, 2)}
		l.trainer = training.Trainer{Loss: losses.MSE{}, BatchSize: 20, Validation: &l.val, Solver: doubling(), Checkpoint: &training.Checkpoint{Path: path}, Resume: true}
		l.model = &training.Model{Net: dent(layers.Tanh), X: data.Standardize{}, Y: data.Standardize{}}
		return l
	}
	l, steps := begin(), 4*3+2
	if _, err := l.trainer.Fit(patient{ctx, &steps}, l.model, l.set, 10); !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range misfits(t, path) {
		l, n := begin(), 10
		c.change(l)
		if name == "fewer epochs" {
			n = 4
		}
		given := bits(l.model)
		_, err := l.trainer.Fit(ctx, l.model, l.set, n)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if !cmp.Equal(given, bits(l.model)) {
			t.Errorf("%s: the model has other weights", name)
		}
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(file) {
		t.Errorf("the file is another: %v", err)
	}
}

// A file of a model that was not fitted is not taken for one to go on from.
func TestResumeFromNoFit(t *testing.T) {
	o := runs()["own solver"]
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	tr, m := o.kept(path, training.Every{}, 0)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Fit(ctx, m, o.set(), 1); err == nil || !strings.Contains(err.Error(), path+" is not of a fit: remove it") {
		t.Errorf("%v", err)
	}
}

// What the user has set stays after a resume, but for a Note that the fit's loop has written.
func TestResumeKeepsWhatIsSet(t *testing.T) {
	o := runs()["own solver"]
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	for i, said := range []string{"", "found by the loop"} {
		tr, m := o.kept(path, training.Every{}, 0)
		m.Note, m.Prior = said, nil
		fit(t, tr, m, o.set(), i+1)
		_, m = o.start()
		m.Note, m.Prior = "planned", distributions.FlatPrior{}
		fit(t, tr, m, o.set(), i+1)
		if want := stdcmp.Or(said, "planned"); m.Note != want || m.Prior != (distributions.FlatPrior{}) || m.Epochs != i+1 {
			t.Errorf("%v has the note %q, want %q, and the prior %v", m, m.Note, want, m.Prior)
		}
	}
}

// Rates by another function are another solver's, as by another schedule.
func TestResumeByAnotherFunction(t *testing.T) {
	o := runs()["validation"]
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	tr, m := o.kept(path, training.Every{}, 0)
	fit(t, tr, m, o.set(), 1)
	tr.Solver = &training.Adam{Rate: training.ScheduleFunc(threefold)}
	_, again := o.start()
	if _, err := tr.Fit(ctx, again, o.set(), 2); err == nil || !strings.Contains(err.Error(), "the Solver's settings") {
		t.Errorf("a function in the place of another: %v", err)
	}
}

func threefold(t float64) float64 { return 3 * twofold(t) }

// A file whose run is not told apart by settings is refused: what is left of its epoch would be forgotten otherwise.
func TestResumeFromAnotherRun(t *testing.T) {
	for name, change := range map[string]func(r *training.Run){"Of": func(r *training.Run) { r.Of++ }, "Judged": func(r *training.Run) { r.Judged++ }} {
		o := runs()["own solver"]
		path := filepath.Join(t.TempDir(), "fit.safetensors")
		tr, m := o.kept(path, training.Every{}, 0)
		steps := 6 // of 4 an epoch
		if _, err := tr.Fit(patient{ctx, &steps}, m, o.set(), o.epochs); !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		file, err := training.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		change(&file.Run)
		if err := file.Save(path); err != nil {
			t.Fatal(err)
		}
		_, again := o.start()
		if _, err := tr.Fit(ctx, again, o.set(), o.epochs); err == nil || !strings.Contains(err.Error(), "is of another fit") || again.Params != nil {
			t.Errorf("another %s: %v", name, err)
		}
	}
}

// A damaged file is an error, which names an earlier one; that has the same end.
func TestResumeFromAnEarlierFile(t *testing.T) {
	o := runs()["own solver"]
	whole, want := o.whole(t)
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	tr, m := o.kept(path, training.Every{Steps: 3}, 2)
	fit(t, tr, m, o.set(), 3)
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	earlier := strings.TrimSuffix(path, ".safetensors") + ".step-00000009.safetensors"
	_, again := o.start()
	if _, err := tr.Fit(ctx, again, o.set(), 4); err == nil || !strings.Contains(err.Error(), "if the Net was changed, give it as it was; if the file is damaged, give its name to an earlier one, "+earlier) {
		t.Fatalf("a file of 1000 bytes: %v, want one that names %s", err, earlier)
	}
	if err := os.Rename(earlier, path); err != nil {
		t.Fatal(err)
	}
	o.resumed(t, "from an earlier file", path, whole, want)
}

// A fit that has ended goes on for more epochs, and with more patience.
func TestResumeForLonger(t *testing.T) {
	for _, name := range []string{"own solver", "average", "validation"} {
		o := runs()[name]
		whole, want := o.whole(t)
		path := filepath.Join(t.TempDir(), "fit.safetensors")
		tr, m := o.kept(path, training.Every{}, 0)
		fit(t, tr, m, o.set(), o.epochs-2)
		o.resumed(t, name+" for longer", path, whole, want)
	}
	o := runs()["patience"]
	path := filepath.Join(t.TempDir(), "fit.safetensors")
	tr, m := o.kept(path, training.Every{}, 0)
	fit(t, tr, m, o.set(), o.epochs)
	o.trainer.Patience = 4
	whole, want := o.whole(t)
	_, m = o.start()
	tr, _ = o.kept(path, training.Every{}, 0)
	h := fit(t, tr, m, o.set(), o.epochs)
	if want[len(want)-1].Number <= 3 || len(h) != len(want) {
		t.Fatalf("%d epochs, want %d", len(h), len(want))
	}
	h[m.Epochs-3].Stopped = "" // by less patience
	for i := range h {
		if h[i].Stopped != want[i].Stopped && want[i].Stopped == "" {
			h[i].Stopped = ""
		}
	}
	o.check(t, "more patience", whole, m, want, h)
}
