package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/notebooks_port/clustermass/report"
	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A notebook that is stopped in either fit, and called again, writes what one call writes; so does an ensemble. What is fitted anew has
// the same bits for the same seed.
func TestCheckpoint(t *testing.T) {
	slow.Test(t)
	path := small(t)
	for name, o := range map[string]options{
		"beta":     {components: "beta"},
		"ensemble": {components: "normal", start: "quantiles", members: 2, epochs: 3},
	} {
		o.catalogue, o.rows, o.seed, o.out = path, 1000, 2, t.TempDir()
		want, _ := notebook(t, o)
		whole := o.out
		o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
		ats := []string{"mse  epoch 2/", "mse  epoch 5/"}
		if o.members < 2 {
			ats = append(ats, "mdn  epoch 1/", "mdn  epoch 7/")
		}
		if said := programtest.Resumes(t, run, o, whole, o.out, ats...); !strings.Contains(said, "mse  goes on from "+filepath.Join(o.checkpoint, "mse.safetensors")+", after 5 epochs\n") {
			t.Errorf("%s: the last run does not say that it goes on:\n%s", name, said)
		}
		got := programtest.Recorded[report.Results](t, filepath.Join(o.out, "results.json"))
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(report.Results{}, "Seconds")); d != "" {
			t.Errorf("%s: the results are others: %s", name, d)
		}
	}
}
