package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// With -resume a run takes what the last one left, bit for bit, does what it lacks, and repeats what is of another seed.
func TestKeep(t *testing.T) {
	slow.Test(t)
	o := reduced(t)
	o.methods = []string{"bbb", "laplace"}
	want, _ := whole(t, o)
	o.out = t.TempDir()
	o.methods = []string{"bbb"}
	whole(t, o)
	o.resume, o.methods = true, []string{"bbb", "laplace"}
	got, printed := whole(t, o)
	if string(got) != string(want) {
		t.Errorf("in two runs\n%s\nin one\n%s", got, want)
	}
	if strings.Contains(printed, "yacht              bbb        rmse") || !strings.Contains(printed, "yacht              laplace    rmse") {
		t.Errorf("both methods are to do:\n%s", printed)
	}
	o.seed, o.methods = 2, []string{"bbb"}
	other, printed := whole(t, o)
	if !strings.Contains(printed, "yacht              bbb        rmse") || string(other) == string(want) || !strings.Contains(string(other), "laplace") {
		t.Errorf("another seed kept the scores:\n%s\n%s", printed, other)
	}
}

// What a stopped run leaves, marked as unfinished, is gone on from.
func TestKeepUnfinished(t *testing.T) {
	slow.Test(t)
	o := reduced(t)
	o.methods = []string{"bbb", "laplace"}
	want, _ := whole(t, o)
	o.out = t.TempDir()
	programtest.Interrupt(t, run, o, "")
	if text, err := os.ReadFile(filepath.Join(o.out, "results.json")); err != nil || !strings.Contains(string(text), "unfinished") {
		t.Fatalf("%s, %v", text, err)
	}
	o.resume = true
	if got, printed := whole(t, o); string(got) != string(want) || !strings.Contains(printed, "laplace    rmse") || strings.Contains(printed, "bbb        rmse") {
		t.Errorf("stopped and gone on\n%s\nin one\n%s\nprinted %s", got, want, printed)
	}
}

// A file that is no results.json is refused by its name; none is a fresh start.
func TestKeepErrors(t *testing.T) {
	o := options{out: t.TempDir(), resume: true}
	if r, err := kept(o); err != nil || len(r) != 0 {
		t.Errorf("%v, %v", r, err)
	}
	path := filepath.Join(o.out, "results.json")
	if err := os.WriteFile(path, []byte("no results"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := kept(o); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "without -resume") {
		t.Errorf("%v", err)
	}
}
