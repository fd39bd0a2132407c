package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/slow"
)

func TestParse(t *testing.T) {
	full := filepath.Join("benchmarks", "densities-"+kernel.CPULevel().String()+".md")
	for args, want := range map[string]options{
		"":                      {md: full},
		"-quick":                {quick: true},
		"-cases gamma":          {cases: "gamma"},
		"-cases gamma -md b":    {cases: "gamma", md: "b"},
		"-rounds 2 -python x":   {rounds: 2, python: "x", md: full},
		"-quick -md b -cases a": {quick: true, md: "b", cases: "a"},
	} {
		got, err := parse(strings.Fields(args), io.Discard)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v, want %+v", args, got, err, want)
		}
	}
	for _, bad := range []string{"gamma", "-rounds -3", "-cases"} {
		if got, err := parse(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("%q is %+v, want an error", bad, got)
		}
	}
}

// A wrong name of a case is told before anything is installed.
func TestUnknownCase(t *testing.T) {
	if err := measure(context.Background(), options{cases: "zeta"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "zeta") {
		t.Errorf("the error is %v", err)
	}
}

// Names tell cases apart, and every family fits the uniform numbers.
func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range cases(false) {
		if seen[c.Name] {
			t.Errorf("there are two cases %s", c)
		}
		if seen[c.Name] = true; len(c.Ranges) > columns-1 {
			t.Errorf("%s needs %d uniform numbers", c, len(c.Ranges))
		}
	}
	for _, want := range []string{"normal", "hurdle32", "sample-studentt", "gamma-crps"} {
		if !seen[want] {
			t.Errorf("there is no case %s", want)
		}
	}
}

// Each case of each kind runs: densities are finite, as the ranges are inside of the supports, and questions have answers.
func TestOursRuns(t *testing.T) {
	slow.Test(t)
	us := team{u: uniforms(100)}
	for _, c := range cases(true) {
		if c.Batch > 1 {
			c.Batch = 100
		}
		entered, err := us.Enter(c)
		if err != nil {
			t.Errorf("%s: %v", c, err)
			continue
		}
		if v, err := entered.Measure(time.Microsecond); err != nil || !(v > 0) {
			t.Errorf("%s takes %v us, %v", c, v, err)
		}
		if c.Kind != harness.LogProb {
			continue
		}
		told, err := us.Tell(c, 100)
		if d, _ := apart(told, told); err != nil || d != 0 {
			t.Errorf("%s: log-densities of %v, %v", c, told, err)
		}
	}
}

func TestApart(t *testing.T) {
	if d, err := apart([][]float64{{1}, {-20}}, [][]float64{{1.5}, {-21}}); d != .5 || err != nil {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := apart([][]float64{{1}}, nil); err == nil {
		t.Error("rows are missing")
	}
}

// The report has the command, a table for each kind, and what failed or disagrees below it.
func TestReport(t *testing.T) {
	r := report{command: "go run ./benchmarks/densities", machine: "a CPU", versions: []string{"jax 1", "scipy 2"}, level: "The others are held.", load: [2]string{"1", "2"},
		outcomes: []harness.Outcome{
			{Case: harness.Case{Name: "normal", Kind: harness.LogProb}, Median: map[string]float64{harness.Ours: 1000, jax: 2000, scipy: 10000}, Note: "They are apart."},
			{Case: harness.Case{Name: "gamma-crps", Kind: harness.Asked}, Median: map[string]float64{harness.Ours: 12}},
		}}
	var b strings.Builder
	r.write(&b)
	for _, part := range []string{"```\ngo run ./benchmarks/densities\n```", "jax 1, scipy 2", "The others are held.", "| normal | 1 | 2 | 0.5 | 10 | 0.1 |", "\nnormal: They are apart.\n", "| gamma | - |", " 12 |"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("the report lacks %q:\n%s", part, b.String())
		}
	}
}
