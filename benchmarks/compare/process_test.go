package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// A process counts when it has said "trained" and ended well, and only then.
func TestProcesses(t *testing.T) {
	p := processes{ctx: context.Background(), label: "x", dir: t.TempDir(), command: []string{os.Args[0]}, kinds: []harness.Kind{harness.Start}}
	c, err := p.Enter(harness.Case{Kind: harness.Start, Net: "mse", Batch: 1})
	if err != nil {
		t.Fatal(err)
	}
	if us, err := c.Measure(0); err != nil || !(us > 0) {
		t.Errorf("measured %v, %v", us, err)
	}
	for _, net := range []string{"silent", "fails", "babbles"} {
		if _, err := p.Enter(harness.Case{Kind: harness.Start, Net: net, Batch: 1}); err == nil {
			t.Errorf("a process that is %s is entered", net)
		}
	}
	for _, k := range []harness.Kind{harness.Memory, harness.Step} {
		if _, err := p.Enter(harness.Case{Kind: k, Net: "mse"}); !errors.Is(err, harness.ErrNoCase) {
			t.Errorf("%s gives %v", k, err)
		}
	}
}

// The memory is what maxrss prints, here the test's own program in its place.
func TestMemory(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(dir, "maxrss")); err != nil {
		t.Fatal(err)
	}
	p := processes{ctx: context.Background(), label: "x", dir: dir, kinds: []harness.Kind{harness.Memory}}
	for net, want := range map[string]float64{"memory": 12.5, "silent": 0, "babbles": 0, "fails": 0} {
		c, err := p.Enter(harness.Case{Kind: harness.Memory, Net: net, Batch: 1})
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Measure(time.Hour)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("a process that is %s has %v MiB, %v", net, got, err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}
