package output

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type results struct {
	Rows   int                  `json:"rows"`
	Loss   []float64            `json:"loss"`
	Curves map[string][]float64 `json:"curves"`
	Pair   [2]float64           `json:"pair"`
	More   *part                `json:"more,omitempty"`
	Any    any
}

type part struct {
	X float64 `json:"x"`
}

func example() results {
	return results{Rows: 3, Loss: []float64{2, 1.5}, Curves: map[string][]float64{"b": {1}, "a": {}}, Pair: [2]float64{1, 2}, More: &part{.5}}
}

func TestJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	if err := JSON(path, example()); err != nil {
		t.Fatal(err)
	}
	want := `{
  "rows": 3,
  "loss": [2, 1.5],
  "curves": {
    "a": [],
    "b": [1]
  },
  "pair": [1, 2],
  "more": {
    "x": 0.5
  },
  "Any": null
}
`
	if d := cmp.Diff(want, read(t, path)); d != "" {
		t.Errorf("results.json differs (-want +got):\n%s", d)
	}
	alone(t, path)
}

// Wherever a number that JSON cannot hold stands, the error says so in JSON's spelling and no file is written.
func TestJSONRefusesNaN(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	for want, spoil := range map[string]func(*results){
		"loss[1] is NaN":      func(r *results) { r.Loss[1] = math.NaN() },
		"curves.b[0] is +Inf": func(r *results) { r.Curves["b"][0] = math.Inf(1) },
		"pair[0] is -Inf":     func(r *results) { r.Pair[0] = math.Inf(-1) },
		"more.x is NaN":       func(r *results) { r.More.X = math.NaN() },
		"Any is NaN":          func(r *results) { r.Any = math.NaN() },
	} {
		r := example()
		spoil(&r)
		want = "output: results: " + want + ", which JSON cannot hold: see where training or prediction left the finite numbers"
		if err := JSON(path, r); err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: a file was written", want)
		}
	}
}
