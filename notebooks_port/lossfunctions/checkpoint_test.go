package main

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A run that is stopped, and called again, writes what one call writes: what it fits anew has the same bits for the same seed.
func TestCheckpoint(t *testing.T) {
	slow.Test(t)
	o := options{rows: minRows, epochs: 5, seed: 1}
	o.out = t.TempDir()
	want, _ := notebook(t, o)
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "l1  epoch 2/", "mdn  epoch 3/", "mdn  epoch 4/")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}
