package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// report is a race with what must be known to read it.
type report struct {
	options
	machine, held string
	load          [2]string
	outcome       harness.Outcome
}

// String is the report in Markdown. It names no place on this machine.
func (r report) String() string {
	var b strings.Builder
	command := "go run ./benchmarks/lecture -reference lecture_jax.py"
	if asked := os.Getenv("DEEPPROB_CPU"); asked != "" {
		command = "DEEPPROB_CPU=" + asked + " " + command
	}
	if r.components != "normal" {
		command += " -components " + r.components
	}
	if r.catalogue != "" {
		command += " -catalogue " + filepath.Base(r.catalogue)
	}
	fmt.Fprintf(&b, "# The case study as a whole\n\nWritten by\n\n```\n%s\n```\n\nMachine: %s.\n", command, r.machine)
	if r.held != "" {
		b.WriteString(r.held + "\n")
	}
	if r.load[0] != "" {
		fmt.Fprintf(&b, "Load average before the run %s, at its end %s (the run itself adds one to two).\n", r.load[0], r.load[1])
	}
	fmt.Fprintf(&b, "Medians of %d runs, processes from their start to their end, in turn.\n\n", r.rounds)
	ratio, _ := r.outcome.Ratio(harness.Ours, theirs)
	fmt.Fprintf(&b, "| components | clustermass, s | reference, s | ours / theirs |\n|---|---:|---:|---:|\n| %s | %.2f | %.2f | %.3g |\n",
		r.components, r.outcome.Median[harness.Ours]/1e6, r.outcome.Median[theirs]/1e6, ratio)
	return b.String()
}
