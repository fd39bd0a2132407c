package main

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// resumes checks that a run that is stopped, and called again, writes what one call wrote, to the bytes of the pictures.
func resumes(t *testing.T, o options, want results) {
	t.Helper()
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "case 2,", "60ms", "150ms", "case 4,")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(results{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}
