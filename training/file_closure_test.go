package training_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Unkept is a network that no program can enter.
type Unkept struct{ gaussian }

// What cannot be written is told by the path of its field and what to do, and no file is begun.
func TestUnwritable(t *testing.T) {
	scale := 2.
	closure := layers.LayerFunc(func(s *layers.Scope, x *G.Node) *G.Node { _ = scale; return x })
	param := &layers.Params{}
	param.Set("@/w", tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{1})))
	dense := training.Point(layers.Dense{Units: 1})
	for _, c := range []struct {
		m    *training.Model
		want string
	}{
		{&training.Model{}, "the Model has no Net"},
		{nil, "the Model is nil"},
		{&training.Model{Net: training.Point(layers.Sequential{layers.Dense{Units: 1}, closure})}, "Net.Layer[1]"},
		{&training.Model{Net: Unkept{}}, "Net: training_test.Unkept, of package github.com/deepprob/deepprob/training_test, cannot be written: training_test.Unkept has the hidden field gaussian, and files have exported fields alone"},
		{&training.Model{Net: dense, Fitted: training.Fitted{Trainer: &training.Trainer{Solver: G.NewAdamSolver()}}}, "Fitted.Trainer.Solver: *gorgonia.AdamSolver, of package gorgonia.org/gorgonia, cannot be written"},
		{&training.Model{Net: dense, Fitted: training.Fitted{Trainer: &training.Trainer{Solver: G.NewAdamSolver()}}}, "or set the Model's Trainer to nil"},
		{&training.Model{Net: dense, Fitted: training.Fitted{Trainer: &training.Trainer{Solver: &training.Adam{Rate: training.ScheduleFunc(func(float64) float64 { return scale })}}}}, "Fitted.Trainer.Solver.Rate"},
		{&training.Model{Net: dense, Fitted: training.Fitted{Params: param}}, `cannot begin with "@/"`},
	} {
		dir := t.TempDir()
		err := c.m.Save(filepath.Join(dir, "model"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v\nwant %s", err, c.want)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%v, %v", left, err)
		}
	}
}

// A network that the program does not know is taken from its literal, which must be the one that was saved.
func TestLoadInto(t *testing.T) {
	m := trained(t)
	path := filepath.Join(t.TempDir(), "model.safetensors")
	o := open(t, inFile(t, m))
	o.replace("layers.Sequential", "example.org/mine.Stack")
	if err := os.WriteFile(path, o.file(t), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := training.Load(path); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "LoadInto") {
		t.Errorf("%v", err)
	}
	from := &training.Model{Net: m.Net}
	if err := training.LoadInto(path, from); err != nil {
		t.Fatal(err)
	}
	s := line(40, 1, 1)
	if a, b := meanOf(t, m, s), meanOf(t, from, s); a != b {
		t.Errorf("%v and %v", a, b)
	}
	for net, want := range map[training.Net]string{
		nil:                                    "it has no Net, whose literal the program gives",
		training.Point(layers.Dense{Units: 1}): "kernel",
		training.Point(layers.Dense{Units: 2}): "kernel",
	} {
		other := &training.Model{Net: net, Note: "mine"}
		if err := training.LoadInto(path, other); err == nil || !strings.Contains(err.Error(), want) || other.Note != "mine" || other.Params != nil {
			t.Errorf("into %v: %v, %v", net, err, other)
		}
	}
}

// A literal that predicts otherwise than the network that was saved, though its weights have the same shapes, is seen.
func TestLoadIntoAnother(t *testing.T) {
	m := trained(t)
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	other := &training.Model{Net: training.Point(layers.Sequential{layers.Dense{Units: 1, Activation: layers.Tanh}})}
	err := training.LoadInto(path, other)
	if want := `Activation nothing there and "tanh" here`; err == nil || !strings.Contains(err.Error(), want) || other.Params != nil {
		t.Errorf("%v, want %s", err, want)
	}
	if err := training.LoadInto(path, &training.Model{Net: training.Point(layers.Sequential{layers.Dense{Units: 1}})}); err != nil {
		t.Error(err)
	}
}
