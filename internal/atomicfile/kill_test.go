//go:build unix

package atomicfile

import (
	"bytes"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/filetest"
)

var full = flag.Bool("full", false, "kill a thousand writers, not a few")

// writes is the variable that makes this test a program that writes a file again and again until it is killed.
const writes = "ATOMICFILE_TEST_WRITES"

func TestMain(m *testing.M) {
	if path := os.Getenv(writes); path != "" {
		for n := byte(0); ; n++ {
			if err := Write(path, content(n)); err != nil {
				os.Stderr.WriteString(err.Error() + "\n")
				os.Exit(1)
			}
			os.Stdout.Write([]byte{'.'})
		}
	}
	os.Exit(m.Run())
}

// content is a file of one byte, repeated in blocks larger and smaller than the buffer.
func content(n byte) func(io.Writer) error {
	return func(w io.Writer) error {
		for range 8 {
			for _, size := range []int{1 << 17, 1 << 10} {
				if _, err := w.Write(bytes.Repeat([]byte{n}, size)); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

const whole = 8 * (1<<17 + 1<<10)

// isWhole checks that a file is one that content wrote.
func isWhole(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) != whole || bytes.Count(b, b[:1]) != whole {
		t.Errorf("the file has %d bytes, %d of them as the first; want %d", len(b), bytes.Count(b, b[:1]), whole)
	}
}

// Writers that are killed at any instant leave a whole file and, however many they were, the temporary file of one, which the
// next write removes.
func TestKills(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	if err := Write(path, content(0)); err != nil {
		t.Fatal(err)
	}
	kills := 24
	if *full {
		kills = 1000
	}
	r := rand.New(rand.NewPCG(1, 2))
	littered := 0
	for range kills {
		filetest.Kill(t, writes+"="+path, time.Duration(r.IntN(6000))*time.Microsecond)
		isWhole(t, path)
		switch left := names(t, filepath.Dir(path)); {
		case len(left) > 2:
			t.Fatalf("after a kill there are %v", left)
		case len(left) == 2:
			littered++
		}
	}
	t.Logf("%d of %d kills left a temporary file", littered, kills)
	if err := Write(path, put("after all")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "after all")
}

// Writers at the same time do not take each other's temporary files for litter: all succeed, and the file is one of theirs.
func TestConcurrent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	var wg sync.WaitGroup
	for n := range byte(8) {
		wg.Go(func() {
			for range 12 {
				if err := Write(path, content(n)); err != nil {
					t.Error(err)
				}
				isWhole(t, path)
			}
		})
	}
	wg.Wait()
	if err := Write(path, put("last")); err != nil {
		t.Error(err)
	}
	holds(t, path, "last")
}

// What several killed writers left goes at the next write, other files stay: those of other paths, and those that are not what
// the name says.
func TestLitter(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	for _, name := range []string{".model.0.tmp", ".model.1.tmp", ".model.2.tmp", ".model.a.tmp", ".other.0.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("litter"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inner := filepath.Join(dir, ".model.3.tmp")
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, put("new")); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(names(t, dir), " "); got != ".model.3.tmp .model.a.tmp .other.0.tmp model" {
		t.Errorf("the folder has %s", got)
	}
}
