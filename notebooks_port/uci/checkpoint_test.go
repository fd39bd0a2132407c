package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/programtest"
)

// resumes checks that a run that is stopped in a method, and called again, scores as one call did, and takes fits that are done from
// their files.
func resumes(t *testing.T, o options, want string) {
	t.Helper()
	was := o.out
	o.out, o.checkpoint = t.TempDir(), filepath.Join(t.TempDir(), "fits")
	programtest.Resumes(t, run, o, was, o.out, "50ms", "200ms", "400ms")
	got, err := os.ReadFile(filepath.Join(o.out, "results.json"))
	if err != nil || string(got) != want {
		t.Errorf("stopped and gone on\n%s\nin one\n%s\n%v", got, want, err)
	}
	for _, file := range []string{"mdn/split-1/fold-2/steps-2000_decay-0.0001_noise-0.05.safetensors", "ensemble/split-2/fold-1/steps-20000_decay-0.1_noise-0.2.member-4.safetensors", "bbb/split-1/fit.safetensors"} {
		if _, err := os.Stat(filepath.Join(o.checkpoint, "yacht", file)); err != nil {
			t.Error(err)
		}
	}
}
