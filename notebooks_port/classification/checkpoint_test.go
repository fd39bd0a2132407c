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
	o := options{rows: minRows, images: minImages, seed: 2}
	o.out = t.TempDir()
	want, _ := notebook(t, o)
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "50:50  epoch 4/", "50:50 cross-entropy  epoch 2/", "digits  epoch 3/")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}
