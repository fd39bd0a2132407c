package training_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/losses"
	"github.com/deepprob/deepprob/training"
)

// Row weights of which few rows have most are told, in the history and where progress is: equal ones, those of rows left out by 0,
// and none are not.
func TestFewEffectiveRows(t *testing.T) {
	const n = 100
	weights := func(f func(i int) float64) (w []float64) {
		for i := range n {
			w = append(w, f(i))
		}
		return w
	}
	for _, c := range []struct {
		name    string
		weights []float64
		want    string
	}{
		{"none", nil, ""},
		{"equal", weights(func(int) float64 { return 7 }), ""},
		{"of half of the rows", weights(func(i int) float64 { return float64(i % 2) }), ""},
		{"up to a hundred", weights(func(i int) float64 { return float64(i + 1) }), ""},
		{"of one row", weights(func(i int) float64 { return map[bool]float64{true: 1e6, false: 1}[i == 3] }), "effective sample of 1 of 100 rows"},
		{"too large to square", weights(func(i int) float64 { return map[bool]float64{true: 1e200, false: 1}[i == 3] }), "effective sample of 1 of 100 rows"},
		// (5·20 + 95·.1)² / (5·400 + 95·.01) = 5.99
		{"of five rows", weights(func(i int) float64 { return map[bool]float64{true: 20, false: .1}[i < 5] }), "effective sample of 5.99 of 100 rows"},
	} {
		set := line(n, .1, 1)
		set.Weights = c.weights
		var out bytes.Buffer
		tr := training.Trainer{Loss: losses.NLL{}, Solver: &training.Adam{Rate: training.Constant(1e-3)}, Seed: 1, Progress: &training.Progress{Out: &out}}
		h := fit(t, tr, &training.Model{Net: gaussian{}}, set, 2)
		got := h.Warnings()
		if c.want == "" && (got != nil || strings.Contains(out.String(), "warning")) || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
			t.Errorf("%s: warnings %q, want %q; printed %q", c.name, got, c.want, out.String())
		}
		if c.want != "" && strings.Count(out.String(), "warning: "+got[0]) != 1 {
			t.Errorf("%s: printed\n%s", c.name, out.String())
		}
		text, err := json.Marshal(h)
		var back training.History
		if err != nil || json.Unmarshal(text, &back) != nil || !slices.Equal(back.Warnings(), got) {
			t.Errorf("%s: read back %q, %v", c.name, back.Warnings(), err)
		}
	}
}
