package main

import (
	"path/filepath"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/mock"
)

func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.npy")
	if err := mock.New(30, 1).Write(path); err != nil {
		t.Fatal(err)
	}
	for _, net := range []string{"mse", "mdn-normal", "mdn-beta"} {
		for _, until := range []string{"step", "epoch"} {
			if err := run([]string{path, net, "10", until}); err != nil {
				t.Errorf("%s, one %s: %v", net, until, err)
			}
		}
	}
	for _, bad := range [][]string{nil, {path, "mse", "10"}, {path, "mse", "10", "year"}, {path, "mse", "0", "step"}, {path, "mse", "ten", "step"}, {path, "gan", "10", "step"}, {path + "x", "mse", "10", "step"}} {
		if err := run(bad); err == nil {
			t.Errorf("%q is no error", bad)
		}
	}
}
