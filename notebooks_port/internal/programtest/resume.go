package programtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Resumes runs a notebook with -checkpoint, ends it as soon as it prints a line that begins with the first of ats, runs it again until
// the second, and so on, and then to its end, of which it returns what was printed. An at that is a time, such as 200ms, ends it
// then, wherever it is. Whole is the folder of a run that was not stopped, out that of these: their files must be the same bytes,
// but for results.json, which has times and is left to the caller.
func Resumes[Options any](t *testing.T, run func(context.Context, Options, io.Writer) error, o Options, whole, out string, ats ...string) string {
	t.Helper()
	for _, at := range ats {
		stopAt(t, run, o, at)
	}
	var text bytes.Buffer
	if err := run(context.Background(), o, &text); err != nil {
		t.Fatal(err)
	}
	sameFiles(t, whole, out)
	return text.String()
}

// stopAt is Interrupt, of a run that must come to the line.
func stopAt[Options any](t *testing.T, run func(context.Context, Options, io.Writer) error, o Options, at string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var reached bool
	if after, err := time.ParseDuration(at); err == nil {
		reached = true
		defer time.AfterFunc(after, cancel).Stop()
	}
	err := run(ctx, o, trigger{at, func() { reached = true; cancel() }})
	if timed := strings.HasSuffix(at, "ms"); !reached || !errors.Is(err, context.Canceled) && !(timed && err == nil) {
		t.Errorf("a run to be stopped at %q came there: %v; it ended with %v", at, reached, err)
	}
}

// sameFiles compares two folders but for results.json.
func sameFiles(t *testing.T, whole, out string) {
	t.Helper()
	entries, err := os.ReadDir(whole)
	if err != nil || len(entries) < 2 {
		t.Fatalf("%d files of a run that was not stopped: %v", len(entries), err)
	}
	for _, e := range entries {
		if e.Name() == "results.json" || e.IsDir() {
			continue
		}
		want, err := os.ReadFile(filepath.Join(whole, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(out, e.Name())); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from that of a run that was not stopped: %v", e.Name(), err)
		}
	}
}
