package main

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A run that is stopped, and called again, finds what one call finds: what it fits anew has the same bits for the same seed.
func TestCheckpoint(t *testing.T) {
	slow.Test(t)
	o := options{catalogue: few(t), out: t.TempDir(), rows: 200, seed: 2, effort: .01}
	want, _ := notebook(t, o)
	whole := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, whole, o.out, "MC dropout", "Ensemble of 10", "400ms")
	got := programtest.Recorded[results](t, filepath.Join(o.out, "results.json"))
	when := cmpopts.IgnoreFields(results{}, "Seconds")
	if d := cmp.Diff(want, got, when, cmpopts.IgnoreFields(curveResult{}, "Seconds")); d != "" {
		t.Errorf("the results are others: %s", d)
	}
}
