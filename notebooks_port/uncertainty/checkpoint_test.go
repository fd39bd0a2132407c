package main

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A run that is stopped, and called again, writes what one call writes.
func TestCheckpoint(t *testing.T) {
	slow.Test(t)
	o := options{seed: 3, epochs: 20}
	o.out = t.TempDir()
	want, _ := notebookRun(t, o)
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "case 2,", "60ms", "150ms", "case 4,")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}
