package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// theirs is the label of the port.
const theirs = "reference"

// whole is a program that is run from its start to its end.
type whole struct {
	ctx     context.Context
	label   string
	vars    []string // its environment, nil: this program's
	command []string
}

// Name is the label.
func (w whole) Name() string { return w.label }

// Enter does nothing: each run is the first of its process.
func (w whole) Enter(harness.Case) (harness.Contender, error) { return w, nil }

// Measure is the time of one run in us, however long the budget. A run that fails is an error with the end of what it
// printed.
func (w whole) Measure(time.Duration) (float64, error) {
	c := exec.CommandContext(w.ctx, w.command[0], w.command[1:]...)
	c.Env = w.vars
	began := time.Now()
	text, err := c.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", w.label, err, text[max(0, len(text)-2000):])
	}
	return time.Since(began).Seconds() * 1e6, nil
}

// Close does nothing.
func (whole) Close() error { return nil }
