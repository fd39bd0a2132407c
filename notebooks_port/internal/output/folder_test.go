package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type numbers struct {
	Seed   uint64
	Loss   []float64
	Toy    struct{ NLL, RMSE float64 }
	Digits map[string][]int
	Rows   []struct{ Bias, Count int }
	Note   string
}

// What has not been done is not in the file as a zero that could be believed; at the end all is.
func TestPart(t *testing.T) {
	f := open(t)
	var r numbers
	r.Seed, r.Toy.NLL, r.Loss = 1<<64-1, -.5, []float64{0, 2}
	r.Digits = map[string][]int{"none": {0, 0}}
	r.Rows = []struct{ Bias, Count int }{{0, 3}, {0, 4}}
	if err := f.Part(&r); err != nil {
		t.Fatal(err)
	}
	want := `{
  "Loss": [0, 2],
  "Rows": [
    {
      "Bias": 0,
      "Count": 3
    },
    {
      "Bias": 0,
      "Count": 4
    }
  ],
  "Seed": 18446744073709551615,
  "Toy": {
    "NLL": -0.5
  },
  "unfinished": true
}
`
	if got := read(t, f.Path("results.json")); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if err := f.Finish(r); err != nil {
		t.Fatal(err)
	}
	if got := read(t, f.Path("results.json")); strings.Contains(got, "unfinished") || !strings.Contains(got, `"RMSE": 0`) {
		t.Errorf("the whole results are\n%s", got)
	}
	alone(t, f.Path("results.json"))
}

func open(t *testing.T) Folder {
	t.Helper()
	f, err := Open(filepath.Join(t.TempDir(), "out", "nb"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A folder that cannot be made or written is told by Open, with its name and what is wrong.
func TestOpenFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(file, "out")
	taken := t.TempDir()
	if err := os.Mkdir(filepath.Join(taken, "results.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		below: fmt.Sprintf("-out %s: cannot make this folder: not a directory", below),
		taken: fmt.Sprintf("-out %s: cannot write there: results.json is a folder, not a file: move it away or name another", taken),
	} {
		if _, err := Open(path); err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
	}
}

// TryFile leaves nothing behind, neither where it succeeds nor where it fails.
func TestTryFile(t *testing.T) {
	dir := t.TempDir()
	if err := TryFile("-dot", filepath.Join(dir, "net.dot")); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	for path, want := range map[string]string{
		dir: fmt.Sprintf("-dot %s: cannot write it: %s is a folder, not a file: move it away or name another", dir, filepath.Base(dir)),
		filepath.Join(dir, "no", "net.dot"): fmt.Sprintf("-dot %s: cannot write it: folder %s does not exist: create it first",
			filepath.Join(dir, "no", "net.dot"), filepath.Join(dir, "no")),
	} {
		if err := TryFile("-dot", path); err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
	}
}
