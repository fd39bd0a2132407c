package python

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

func child(t *testing.T, manner string) (*Child, error) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(stop)
	return NewChild(ctx, io.Discard, nil, os.Args[0], "serve", manner)
}

// Two forms of one process are measured in turn, each its own contender.
func TestTeams(t *testing.T) {
	c, err := child(t, "well")
	if err != nil {
		t.Fatal(err)
	}
	if c.Version != "fake 1.0" || len(c.Forms) != 2 {
		t.Errorf("it greets as %q with forms %q", c.Version, c.Forms)
	}
	step, scan := Team{c, "step", harness.JAXStep}, Team{c, "scan", harness.JAXScan}
	o := harness.Run{Rounds: 3, Budget: time.Second}.Play(harness.Case{Net: "mse", Batch: 100}, []harness.Team{step, scan})
	if o.Median[harness.JAXStep] != 100 || o.Median[harness.JAXScan] != 200 {
		t.Errorf("medians are %v, failures %v", o.Median, o.Failed)
	}
	if _, err := step.Enter(harness.Case{Net: "mdn-beta"}); !errors.Is(err, harness.ErrNoCase) {
		t.Errorf("a case that is none gives %v", err)
	}
	if _, err := step.Enter(harness.Case{Net: "mdn-normal"}); err == nil || err.Error() != "RuntimeError: out of memory" {
		t.Errorf("a case that fails gives %v", err)
	}
	if told, err := scan.Tell(harness.Case{Net: "mse"}, 7); err != nil || len(told) != 1 || told[0][0] != 7 || told[0][1] != .5 {
		t.Errorf("it tells %v, %v", told, err)
	}
	if told, err := step.Tell(harness.Case{Net: "mdn-beta"}, 7); err == nil {
		t.Errorf("it tells %v of a case that it does not tell of", told)
	}
	left, err := step.Enter(harness.Case{Net: "mse"})
	if err != nil {
		t.Fatal(err)
	}
	if err := left.Close(); err != nil {
		t.Error(err)
	}
	if _, err := left.Measure(time.Second); err == nil {
		t.Error("a contender that has left is measured")
	}
	if err := c.Close(); err != nil {
		t.Errorf("closing gives %v", err)
	}
}

// A process that ends or says something else is an error, at any time.
func TestBrokenProcesses(t *testing.T) {
	for _, manner := range []string{"dies", "babbles"} {
		if _, err := child(t, manner); err == nil {
			t.Errorf("a process that %s is a child", manner)
		}
	}
	if _, err := NewChild(context.Background(), io.Discard, nil, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no program is a child")
	}
	c, err := child(t, "dies later")
	if err != nil {
		t.Fatal(err)
	}
	o := harness.Run{Rounds: 2}.Play(harness.Case{Net: "mse"}, []harness.Team{Team{c, "step", "x"}})
	if err := o.Failed["x"]; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a process that ends while it measures gives %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// The scripts that are written are complete: each module that one of them imports from beside it is there.
func TestScripts(t *testing.T) {
	dir := t.TempDir()
	if err := Scripts(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"serve.py", "level.py", "cxx.sh", "jax_cases.py", "jax_answers.py", "jax_nets.py", "jax_transforms.py", "jax_flow.py", "torch_cases.py", "torch_flow.py", "moved.py", "first_jax.py", "first_torch.py", "requirements.txt", "requirements-torch.txt"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(text) != Script(name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Scripts(filepath.Join(dir, "none")); err == nil {
		t.Error("scripts were written into no directory")
	}
}

// Every requirement is of one version.
func TestRequirementsArePinned(t *testing.T) {
	for _, file := range []string{"requirements.txt", "requirements-torch.txt", "requirements-lecture.txt"} {
		for line := range strings.Lines(Script(file)) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !strings.Contains(line, "==") {
				t.Errorf("%s: %s is not pinned", file, line)
			}
		}
	}
}

func TestUse(t *testing.T) {
	if _, err := Use(t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a Python venv") {
		t.Errorf("an empty directory is a venv: %v", err)
	}
	dir := t.TempDir()
	python := interpreter(dir)
	if err := os.MkdirAll(filepath.Dir(python), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(python, []byte("not a program"), 0o755); err != nil {
		t.Fatal(err)
	}
	e, err := Use(dir)
	if err != nil || e.Python != python || e.Lacks == nil {
		t.Errorf("a Python without PyTorch is %+v, %v", e, err)
	}
}
