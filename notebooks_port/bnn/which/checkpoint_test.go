package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// seconds are a column of the table.
var seconds = regexp.MustCompile(` +\d+\.\d +`)

// withoutSeconds is a table without those and what they do to the other columns' places.
func withoutSeconds(table string) (lines []string) {
	for line := range strings.Lines(table) {
		if at := seconds.FindStringIndex(line); at != nil {
			line = line[:at[0]] + " " + line[at[1]:]
		}
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return lines
}

// resumes checks that a call that is stopped, and called again, prints what one call printed, and takes what was done; what is of
// another effort it refuses.
func resumes(t *testing.T, o options, whole string) {
	t.Helper()
	var out bytes.Buffer
	o.checkpoint = filepath.Join(t.TempDir(), "fits")
	first := filepath.Join(o.checkpoint, "NUTS.json")
	stopAfter(t, o, first)
	was, err := os.Stat(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), o, &out); err != nil {
		t.Fatal(err)
	}
	if is, err := os.Stat(first); err != nil || !os.SameFile(was, is) {
		t.Errorf("what was done is done again: %v", err)
	}
	if got, want := strings.Join(withoutSeconds(out.String()), "\n"), strings.Join(withoutSeconds(whole), "\n"); got != want {
		t.Errorf("stopped and gone on\n%s\nin one\n%s", got, want)
	}
	o.effort = .02
	if err := run(context.Background(), o, &out); err == nil || !strings.Contains(err.Error(), "by the effort 0.01, not 71 of NUTS by 0.02: remove the file") {
		t.Errorf("taken for another effort: %v", err)
	}
}

// stopAfter calls run and stops it once the file is there.
func stopAfter(t *testing.T, o options, path string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat(path); err == nil {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if err := run(ctx, o, new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
		t.Errorf("a run to be stopped ended with %v", err)
	}
}
