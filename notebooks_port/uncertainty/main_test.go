package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/filetest"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
)

// notebookRun runs the program, audits what it says of its result, and returns what it wrote.
func notebookRun(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// A short run writes everything, and the same numbers and pictures again for its seed if it is stopped and resumed.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := options{out: t.TempDir(), seed: 3, epochs: 20}
	r, printed := notebookRun(t, o)
	for _, want := range []string{"case 5, functional", "TFP's notebook", "0.0278 0.1716", "exact", "0.1352 5.128", "0.00265 0.08138"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	for _, name := range names {
		a, err := os.ReadFile(filepath.Join(o.out, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if img, err := png.DecodeConfig(bytes.NewReader(a)); err != nil || img.Width != 1800 {
			t.Errorf("%s: %d pixels wide, %v", name, img.Width, err)
		}
	}
	resumes(t, o, r)
	other := &notebook{options: options{seed: 4, epochs: 20}, ctx: context.Background(), train: sample(rows)}
	var err error
	if other.results.Exact, err = solve(other.train); err != nil {
		t.Fatal(err)
	}
	if _, err := other.epistemic(); err != nil || cmp.Equal(r.Epistemic, other.results.Epistemic) {
		t.Errorf("another seed gives the same posterior, %v", err)
	}
}

// results.json has the layout that others read.
func TestLayout(t *testing.T) {
	raw, err := json.Marshal(results{})
	if err != nil {
		t.Fatal(err)
	}
	var top map[string]any
	if err := json.Unmarshal(raw, &top); err != nil {
		t.Fatal(err)
	}
	for key, fields := range map[string][]string{
		"1": {"kernel", "bias", "nll"}, "2": {"kernel", "bias", "nll"}, "3": {"mean", "sd"}, "4": {"mean", "sd"},
		"5": {"amplitude", "length_scale", "noise_sd", "negative_elbo"},
	} {
		part, _ := top[key].(map[string]any)
		for _, f := range fields {
			if _, ok := part[f]; !ok {
				t.Errorf("results.json lacks %s.%s: %s", key, f, raw)
			}
		}
	}
}

// The first rows of the sample as the notebook has them, to the eight decimals that are known; the sample is the whole of NumPy's to 4
// roundings of numbers up to 60.
func TestSample(t *testing.T) {
	s := sample(rows)
	for i, want := range [][2]float64{{-10.79563469, 1.98290616}, {28.72532314, 8.92418691}, {-9.32872287, 2.95533762}} {
		if math.Abs(s.X.At(i, 0)-want[0]) > .5e-8 || math.Abs(s.Y[i]-want[1]) > .5e-8 {
			t.Errorf("row %d is %v, %v, want %v", i, s.X.At(i, 0), s.Y[i], want)
		}
	}
	var g struct{ X, Y []float64 }
	filetest.ReadJSON(t, "../../testdata/uncertainty.json", &g)
	for i := range g.X {
		if math.Abs(s.X.At(i, 0)-g.X[i]) > 4*64*0x1p-53 || math.Abs(s.Y[i]-g.Y[i]) > 4*64*0x1p-53 {
			t.Errorf("row %d is %v, %v, NumPy has %v, %v", i, s.X.At(i, 0), s.Y[i], g.X[i], g.Y[i])
		}
	}
	if x := grid(5); !cmp.Equal(x, []float64{-20, 0, 20, 40, 60}) {
		t.Errorf("grid %v", x)
	}
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-epochs -1": "-epochs -1: want a positive number, or 0 for the notebook's",
		"somewhere":  `unexpected argument "somewhere": all options are flags, see -h`,
		"-seed x":    `invalid value "x" for flag -seed`,
	})
	o, err := parse([]string{"-out", "a", "-seed", "7", "-converge"}, io.Discard)
	if want := (options{out: "a", seed: 7, converge: true}); err != nil || o != want {
		t.Errorf("options %+v, %v", o, err)
	}
}

// An interrupted run says so and leaves no results.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := options{out: t.TempDir(), seed: 1, epochs: 5}
	if err := run(ctx, o, io.Discard); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "case 1, none") {
		t.Errorf("an interrupted run ended with %v", err)
	}
	programtest.Empty(t, o.out)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), options{out: file}, io.Discard); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("a file for a folder: %v", err)
	}
}
