package main

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
	"github.com/deepprob/deepprob/internal/atomicfile"
	"github.com/deepprob/deepprob/internal/kernel"
)

func TestParse(t *testing.T) {
	results := filepath.Join("benchmarks", "results-"+kernel.CPULevel().String())
	full := results + ".md"
	for args, want := range map[string]options{
		"":                         {md: full},
		"-json a.json":             {json: "a.json", md: full},
		"-quick":                   {quick: true},
		"-cases mse":               {cases: "mse"},
		"-cases mse -md b.md":      {cases: "mse", md: "b.md"},
		"-quick -md b -python dir": {quick: true, md: "b", python: "dir"},
		"-rounds 2":                {rounds: 2, md: full},
		"-merge -cases mse":        {merge: true, cases: "mse", md: full, json: results + ".json"},
		"-merge -json a -md b":     {merge: true, md: "b", json: "a"},
	} {
		got, err := parse(strings.Fields(args), io.Discard)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v, want %+v", args, got, err, want)
		}
	}
	for _, bad := range []string{"mse", "-rounds -3", "-cases"} {
		if got, err := parse(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("%q is %+v, want an error", bad, got)
		}
	}
}

// A wrong name of a case is told before anything is installed or built.
func TestUnknownCase(t *testing.T) {
	err := compare(context.Background(), options{cases: "mdn-gamma"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "mdn-gamma") {
		t.Errorf("the error is %v", err)
	}
}

// Names and batches tell cases apart; an epoch has rows enough and no more than there are.
func TestCases(t *testing.T) {
	for _, quick := range []bool{false, true} {
		seen := map[string]bool{}
		for _, c := range cases(quick) {
			if seen[c.String()] {
				t.Errorf("there are two cases %s", c)
			}
			seen[c.String()] = true
			if c.Kind == harness.Step && (c.Steps < 4 || c.Steps*c.Batch > trainRows) || c.Kind == harness.FlowStep && (c.Steps < 2 || c.Steps*c.Batch > flowRows) {
				t.Errorf("%s has epochs of %d steps", c, c.Steps)
			}
		}
		rows := map[bool]string{true: "2000", false: "66442"}[quick]
		flow := map[bool]string{true: "10000", false: "100000"}[quick]
		for _, want := range []string{"answers-mdn-normal/" + rows, "swapped-mdn-beta/" + rows, "mse/1", "mse/10000", "mdn-normal/100", "mdn-beta/1000", "mse-w32/100", "mse-w1024/100", "compile-mse/100",
			"start-mdn-beta/100", "predict-mse/1", "predict-mdn-normal/61000", "density-mdn-beta/61000", "memory-mse/100",
			"bbb/100", "mcd/100", "predict-bbb/61000", "predict-mcd/61000",
			"per-example/100", "hvp/100", "hessian/100", "jacobian/100", "nsf/100", "nsf/1000", "nsf-density/" + flow, "nsf-draws/" + flow, "joint-density/" + flow, "joint-draws/" + flow} {
			if !seen[want] {
				t.Errorf("there is no case %s", want)
			}
		}
	}
}

// The report has the command on top, what was missing, and a table for each kind that was run, none for the others.
func TestReport(t *testing.T) {
	r := report{command: "go run ./benchmarks/compare", machine: "a CPU, 2 cores", level: "The others are held.", versions: []string{"jax 1", "gorgonia 2"}, load: [2]string{"0.10", "1.20"},
		run: harness.Run{Rounds: 7, Budget: time.Second}, lacks: errors.New("too large"),
		outcomes: []harness.Outcome{{Case: harness.Case{Name: "mse", Kind: harness.Step, Batch: 100}, Median: map[string]float64{harness.Ours: 50, harness.JAXScan: 100}}}}
	path := filepath.Join(t.TempDir(), "results.md")
	if err := atomicfile.Write(path, r.write); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"```\ngo run ./benchmarks/compare\n```", "a CPU, 2 cores", "jax 1, gorgonia 2", "\nThe others are held.\n", "Without PyTorch: too large.", "before the run 0.10",
		"## Training step", "| mse | 100 | 50 | - | 100 | - | - | - | 0.5 | - | - |"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("the report lacks %q:\n%s", part, text)
		}
	}
	if strings.Contains(string(text), "## Memory") {
		t.Error("there is a section without cases")
	}
}

// Pieces of a table are put together in the order of the cases, by the JSON between them.
func TestMergedPieces(t *testing.T) {
	dir := t.TempDir()
	o := options{merge: true, json: filepath.Join(dir, "a.json"), md: filepath.Join(dir, "a.md")}
	piece := func(name string, us float64) {
		t.Helper()
		chosen, err := harness.Select(cases(false), name)
		if err != nil {
			t.Fatal(err)
		}
		r := report{machine: "a CPU", outcomes: []harness.Outcome{{Case: chosen[0], Median: map[string]float64{harness.Ours: us}}}}
		if err := errors.Join(r.readOld(o), o.save(r)); err != nil {
			t.Fatal(err)
		}
	}
	piece("mdn-beta/100", 1)
	piece("mse/100", 2)
	piece("mdn-beta/100", 3)
	text, err := os.ReadFile(o.md)
	if err != nil {
		t.Fatal(err)
	}
	if _, lines, _ := strings.Cut(string(text), "---:|\n"); lines != "| mse | 100 | 2 | - | - | - | - | - | - | - | - |\n| mdn-beta | 100 | 3 | - | - | - | - | - | - | - | - |\n" {
		t.Errorf("the table is\n%s", text)
	}
	other := report{machine: "another CPU"}
	if err := other.readOld(o); err == nil || !strings.Contains(err.Error(), "a CPU") {
		t.Errorf("results of another machine are taken: %v", err)
	}
}
