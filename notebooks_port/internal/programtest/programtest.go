// Package programtest is what the tests of the notebooks have in common: to run one whole, to interrupt one, and to give one
// options that it refuses.
package programtest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/notebooks_port/internal/claims"
)

// Run runs a notebook that writes into the directory out, audits what it says of its result by the table of its sentences, and
// returns its results.json and what it printed.
func Run[Options, Results any](t *testing.T, run func(context.Context, Options, io.Writer) error, o Options, out string,
	table claims.Table[Results]) (r Results, printed string) {
	t.Helper()
	var text bytes.Buffer
	if err := run(context.Background(), o, &text); err != nil {
		t.Fatal(err)
	}
	r = Recorded[Results](t, filepath.Join(out, "results.json"))
	for _, wrong := range table.Audit(out, text.String()) {
		t.Error(wrong)
	}
	return r, text.String()
}

// Interrupt runs a notebook and ends its context as soon as it prints a line that begins with at; its error must say so. The
// rest of the run may print on: a notebook that never comes to that line fails the test too.
func Interrupt[Options any](t *testing.T, run func(context.Context, Options, io.Writer) error, o Options, at string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := run(ctx, o, trigger{at, cancel})
	if err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("an interrupted run ended with %v", err)
	}
}

// trigger is an output that calls do when a text begins with at. Several goroutines may write.
type trigger struct {
	at string
	do func()
}

func (w trigger) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), w.at) {
		w.do()
	}
	return len(p), nil
}

// Empty checks that a run has left nothing in its directory.
func Empty(t *testing.T, out string) {
	t.Helper()
	if files, _ := os.ReadDir(out); len(files) > 0 {
		t.Errorf("it left %v", files)
	}
}

// Refuses checks that arguments, words with spaces between them, are refused with an error that has the text beside them.
func Refuses[Options any](t *testing.T, parse func(args []string, errOut io.Writer) (Options, error), wants map[string]string) {
	t.Helper()
	for args, want := range wants {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
}
