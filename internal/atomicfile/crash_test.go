package atomicfile

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

const path = "dir/model"

// The new content is longer than the buffer, so that it takes several writes.
var fresh = strings.Repeat("new", 1<<16/3) + "new at the end"

func writeFresh(w io.Writer) error {
	for _, part := range []string{fresh[:5], fresh[5:70], fresh[70:]} {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}

// small is fresh where all prefixes are looked at.
func writeSmall(w io.Writer) error { return put("new!")(w) }

// A crash at any operation leaves the old file or the new one, whole; after Write has returned it is the new one.
func TestCrashes(t *testing.T) {
	for _, old := range []string{"", "old"} {
		if found := crashes(old, func(*lossy) {}); len(found) > 0 {
			t.Errorf("after %q:\n%s", old, strings.Join(found, "\n"))
		}
	}
}

// The test sees what a missing sync does: names before contents, or a file that goes back.
func TestCrashesAreSeen(t *testing.T) {
	for _, c := range []struct {
		fault func(*lossy)
		want  string
	}{
		{func(l *lossy) { l.noSync = true }, `holds ""`},
		{func(l *lossy) { l.noSyncDir = true }, `done, but the file holds "old"`},
	} {
		if found := strings.Join(crashes("old", c.fault), "\n"); !strings.Contains(found, c.want) {
			t.Errorf("found %q, want %q", found, c.want)
		}
	}
}

// crashes stops a Write at each of its operations and returns what it should not have left.
func crashes(old string, fault func(*lossy)) (found []string) {
	before := old
	if before == "" {
		before = nothing
	}
	for stop := 0; ; stop++ {
		l := newLossy(path, old)
		fault(l)
		l.stop, l.dead = stop, true
		err := on(l, path, writeSmall)
		for _, got := range l.afterCrash(path) {
			switch {
			case err == nil && got != "new!":
				found = append(found, "done, but the file holds "+quote(got))
			case got != before && got != "new!":
				found = append(found, "stopped, and the file holds "+quote(got))
			}
		}
		if l.ops <= stop { // the last went through
			return found
		}
	}
}

func quote(s string) string { return `"` + s + `"` }

// An operation that fails, where the rest goes on, is an error that leaves the old file, or the new one if only the sync of its
// folder failed, and no temporary file.
func TestEachOperationFails(t *testing.T) {
	for stop := 0; ; stop++ {
		l := newLossy(path, "old")
		l.stop = stop
		err := on(l, path, writeFresh)
		if l.ops <= stop {
			if err != nil || stop < 8 {
				t.Errorf("without a failure: %v after %d operations", err, l.ops)
			}
			return
		}
		if !errors.Is(err, errStop) {
			t.Errorf("operation %d failed, and the error is %v", stop, err)
		}
		want := "old"
		if strings.Contains(err.Error(), "the file is written") {
			want = fresh
		}
		if got := string(l.names[path].data); got != want {
			t.Errorf("operation %d failed, and the file holds %.20q, want %.20q", stop, got, want)
		}
		if left := l.litter(); len(left) > 0 {
			t.Errorf("operation %d failed, and left %v", stop, left)
		}
		if !slices.Contains([]string{"old", fresh}, l.afterCrash(path)[0]) {
			t.Errorf("operation %d failed, and a crash then leaves %.20q", stop, l.afterCrash(path))
		}
	}
}
