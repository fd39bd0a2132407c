package catalogue

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is opened is what was written, in the networks' units.
func TestOpen(t *testing.T) {
	c, err := Generate(context.Background(), 5, .002)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clusters.fits")
	if err := c.WriteFITS(path); err != nil {
		t.Fatal(err)
	}
	s, from, err := Open(context.Background(), path, io.Discard)
	if err != nil || from != path {
		t.Fatalf("read %q, %v", from, err)
	}
	if n, d := s.X.Dims(); n != c.Rows() || d != len(Features) || len(s.Y) != n {
		t.Errorf("%d rows of %d features and %d targets, want %d of %d", n, d, len(s.Y), c.Rows(), len(Features))
	}
	for i, y := range s.Y {
		if y < MinMass || y > MaxMass || s.X.At(i, 0) < 1 { // more than ten galaxies
			t.Fatalf("row %d: log mass %v, log number %v", i, y, s.X.At(i, 0))
		}
	}
	if s.Target != Target || strings.Join(s.Names, " ") != strings.Join(Features, " ") {
		t.Errorf("columns %q, target %q", s.Names, s.Target)
	}
	if _, _, err := Open(context.Background(), "nowhere.fits", io.Discard); err == nil || !strings.Contains(err.Error(), "nowhere.fits") {
		t.Errorf("error %v, want the file", err)
	}
}

// The mock catalogue is made when there is no path, and a run that is cancelled leaves none.
func TestOpenWithoutPath(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	var out strings.Builder
	if _, _, err := Open(cancelled, "", &out); err == nil || !strings.Contains(out.String(), "making a mock one") {
		t.Errorf("error %v, output %q: want a cancelled generation", err, out.String())
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "*", "*")); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

// A kept catalogue that was cut short is named, with what to do about it.
func TestOpenDamaged(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	path := mockPath()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("SIMPLE  =                    T"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := "the mock catalogue that is kept is damaged: delete " + path + " and it is made anew: "
	if _, _, err := Open(context.Background(), "", io.Discard); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v\nwant %s...", err, want)
	}
}
