package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// resumes checks that a run that is stopped, and called again, finds what one call found, and does not do again what was done.
func resumes(t *testing.T, o options, want results) {
	t.Helper()
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	said := programtest.Resumes(t, run, o, whole, o.out, "repeat 1   BALD", "100ms", "repeat 2 ")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
	if !strings.Contains(said, "labels, taken from "+filepath.Join(o.checkpoint, "repeat-1", "BALD.json")+"\n") {
		t.Errorf("what was done is done again:\n%s", said)
	}
	o.rounds = 3
	if err := run(t.Context(), o, io.Discard); err == nil || !strings.Contains(err.Error(), "2 rounds, not of") {
		t.Errorf("taken for 3 rounds: %v", err)
	}
}

// wholeFile is what a run of two rounds could keep.
func wholeFile() kept {
	c := curve{Labels: []int{10, 15, 20}, Accuracy: []float64{.5, .6, .7}, LogLikelihood: []float64{-3, -2, -1}, RHat: []float64{1, 1, 1}}
	return kept{Method: "BALD", Seed: 1 << 63, Rounds: 2, Known: make([]int, start+2*batch), Curve: c, Shots: []shown{{10, make([]float64, cells*cells)}}}
}

// What is kept is taken whole, or told by the file's name.
func TestTake(t *testing.T) {
	for name, c := range map[string]struct {
		change func(k *kept)
		want   string
	}{
		"whole":           {func(k *kept) {}, ""},
		"another method":  {func(k *kept) { k.Method = "random" }, "it is of random"},
		"another seed":    {func(k *kept) { k.Seed++ }, "seed 9223372036854775809 of the repeat"},
		"other rounds":    {func(k *kept) { k.Rounds = 3 }, "3 rounds, not of"},
		"no curve":        {func(k *kept) { k.Curve = curve{} }, "lacks numbers"},
		"no row":          {func(k *kept) { k.Known[3] = points }, "some that cannot be"},
		"no snapshot":     {func(k *kept) { k.Shots = nil }, "lacks numbers"},
		"no points of it": {func(k *kept) { k.Shots[0].Labels = 21 }, "some that cannot be"},
	} {
		file := wholeFile()
		c.change(&file)
		text, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := takeText(t, text)
		if c.want == "" && (err != nil || !cmp.Equal(got, wholeFile())) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "BALD.json: ")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := takeText(t, []byte(`{"method": "BA`)); err == nil || !strings.Contains(err.Error(), "remove the file") {
		t.Errorf("a damaged file: %v", err)
	}
}

// takeText takes a file of this text for two rounds of BALD.
func takeText(t *testing.T, text []byte) (kept, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "BALD.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	d := kept{Method: "BALD", Seed: 1 << 63, Rounds: 2}
	err := d.take(path, 1)
	return d, err
}
