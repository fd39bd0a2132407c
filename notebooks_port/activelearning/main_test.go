package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
)

// notebook runs the program, audits what it says of its result, and returns what it wrote.
func notebook(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// The whole notebook in two rounds and two repeats: every output is there, all methods start alike, and a run
// that is stopped finds the same bits.
func TestNotebook(t *testing.T) {
	slow.Test(t)
	o := options{out: t.TempDir(), repeats: 2, rounds: 2, seed: 3}
	r, printed := notebook(t, o)
	if r.Seed != 3 || r.Repeats != 2 || !cmp.Equal(r.Labels, []int{10, 15, 20}) || len(r.Methods) != len(methods) {
		t.Fatalf("seed %d, %d repeats, labels %v, %d methods", r.Seed, r.Repeats, r.Labels, len(r.Methods))
	}
	for _, m := range r.Methods {
		if first := r.Methods[0]; m.Accuracy.at(0) != first.Accuracy.at(0) || m.LogLikelihood.at(0) != first.LogLikelihood.at(0) {
			t.Errorf("%s starts from %v, %s from %v", m.Method, m.Accuracy.at(0), first.Method, first.Accuracy.at(0))
		}
		if m.RHat.Mean > 1.1 || m.Divergences > 0 {
			t.Errorf("%s: chains with R-hat %v and %d divergences", m.Method, m.RHat, m.Divergences)
		}
		for i := range r.Labels {
			if a, l := m.Accuracy.at(i), m.LogLikelihood.at(i); a.Mean <= 0 || a.Mean > r.Best || l.Mean >= 0 {
				t.Errorf("%s: accuracy %v, log-likelihood %v", m.Method, a, l)
			}
		}
	}
	for _, name := range []string{"curves.png", "asked.png"} {
		if info, err := os.Stat(filepath.Join(o.out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, want := range []string{"repeat 1   BALD", "repeat 2   random", "coin flips bought", "labels to an accuracy of 0.85", "results.json"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	resumes(t, o, r)
}

func TestFlags(t *testing.T) {
	programtest.Refuses(t, parse, map[string]string{
		"-repeats 1":  "-repeats 1: want at least 2",
		"-rounds 1":   "-rounds 1: want 2 to 100",
		"-rounds 200": "-rounds 200: want 2 to 100",
		"cats":        `unexpected argument "cats": all options are flags, see -h`,
		"-seed x":     `invalid value "x" for flag -seed`,
	})
}

// An interrupted run says so and leaves the repeats that all methods have finished, marked as part of the results.
func TestInterrupted(t *testing.T) {
	slow.Test(t)
	ctx, cancel := context.WithCancel(context.Background())
	o, done := options{out: t.TempDir(), repeats: 4, rounds: 1, seed: 1}, 0
	err := run(ctx, o, printer(func(p []byte) (int, error) { // one call at a time
		if strings.HasPrefix(string(p), "repeat 1 ") || strings.HasPrefix(string(p), "repeat 2 ") {
			done++
		}
		if done == 2*len(methods) {
			cancel()
		}
		return len(p), nil
	}))
	if err == nil || !strings.Contains(err.Error(), "context canceled") || strings.Contains(err.Error(), "\n") {
		t.Errorf("an interrupted run ended with %v", err)
	}
	text, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	var r results
	if err := errors.Join(err, json.Unmarshal(text, &r)); err != nil {
		t.Fatal(err)
	}
	if r.Repeats < 2 || len(r.Methods) != len(methods) || r.Claims != nil || !strings.Contains(string(text), `"unfinished": true`) {
		t.Errorf("%d repeats of %d methods:\n%s", r.Repeats, len(r.Methods), text)
	}
}

// Before the second repeat is complete nothing is left, and what an earlier run left stays.
func TestInterruptedEarly(t *testing.T) {
	slow.Test(t)
	o := options{out: t.TempDir(), repeats: 1, rounds: 1, seed: 1}
	programtest.Interrupt(t, run, o, "")
	programtest.Empty(t, o.out)
}

// printer is a writer that is a function.
type printer func(p []byte) (int, error)

func (f printer) Write(p []byte) (int, error) { return f(p) }
