package figure

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot/vg"
)

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		Number(-.054, 2):     "−0.05",
		Number(-.001, 2):     "0.00",
		Number(14, 1):        "14.0",
		Grouped(7):           "7",
		Grouped(999):         "999",
		Grouped(61000):       "61,000",
		Grouped(1234567):     "1,234,567",
		Capital("flat mean"): "Flat mean",
		Capital("MSE"):       "MSE",
		Capital(""):          "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRuns(t *testing.T) {
	for s, want := range map[string][]run{
		"plain":       {{"plain", false}},
		"M_{200c} x":  {{"M", false}, {"200c", true}, {" x", false}},
		"a_{1}b_{2}":  {{"a", false}, {"1", true}, {"b", false}, {"2", true}, {"", false}},
		"a_{1":        {{"a_{1", false}},
		"snake_case}": {{"snake_case}", false}},
		"":            {{"", false}},
	} {
		if d := cmp.Diff(want, runs(s), cmp.AllowUnexported(run{})); d != "" {
			t.Errorf("runs of %q differ (-want +got):\n%s", s, d)
		}
	}
}

// A subscript takes less room than its letters on the line, and plain text as much as before.
func TestSubscriptWidth(t *testing.T) {
	s := TextStyle(10, Ink)
	if a, b := s.Width("M_{200c}"), s.Width("M200c"); a >= b || a <= s.Width("M") {
		t.Errorf("width %v with a subscript, %v without", a, b)
	}
	face := handler.Fonts.Lookup(s.Font, 10)
	if a, b := s.Width("plain"), face.Width("plain"); a != b {
		t.Errorf("plain text is %v wide, its font says %v", a, b)
	}
	if h := s.Height("M_{200c}"); h != s.Height("M") || h <= vg.Length(0) {
		t.Errorf("height %v with a subscript, %v without", h, s.Height("M"))
	}
}
