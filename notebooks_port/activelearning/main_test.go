package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// notebook runs the program, audits what it says of its result, and returns what it wrote.
func notebook(t *testing.T, o options) (r results, printed string) {
	t.Helper()
	return programtest.Run(t, run, o, o.out, table())
}

// The whole notebook in two rounds and two repeats: every output is there, all methods start alike, and one seed gives the same bits.
func TestNotebook(t *testing.T) {
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
	o.out = t.TempDir()
	again, _ := notebook(t, o)
	if d := cmp.Diff(r, again, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("two runs of one seed differ: %s", d)
	}
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

// An interrupted run says so and leaves nothing.
func TestInterrupted(t *testing.T) {
	o := options{out: t.TempDir(), repeats: 2, rounds: 2, seed: 1}
	programtest.Interrupt(t, run, o, "")
	programtest.Empty(t, o.out)
}
