package figures

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot/vg"
)

func TestDirection(t *testing.T) {
	centre := []float64{13.55, 13.65, 13.95, 14.25, 15.25}
	for _, c := range []struct {
		median []float64
		want   string
	}{
		{[]float64{.09, .03, -.08, -.09, -.1}, "high at low mass, low above"}, // the table of catalogue.md, MSE
		{[]float64{.11, .05, -.02, -.01, -.1}, "high at low mass only"},       // flat-prior mean
		{[]float64{.01, .02, -.01, 0, -.1}, "nearly unbiased"},                // flat-prior mode
		{[]float64{-.1, -.1, .1, .1, 0}, "low at low mass, high above"},
		{[]float64{0, 0, .1, .1, 0}, "high above 13.8"},
		{[]float64{0, 0, -.1, -.1, 0}, "low above 13.8"},
		{[]float64{-.1, -.1, 0, 0, 0}, "low at low mass only"},
	} {
		if got := direction(centre, c.median); got != c.want {
			t.Errorf("direction of %v = %q, want %q", c.median, got, c.want)
		}
	}
	for _, few := range [][]float64{nil, {13.55}, {14.25}} {
		if got := direction(few, make([]float64, len(few))); got != "" {
			t.Errorf("direction of bins at %v = %q, want nothing", few, got)
		}
	}
}

func TestNumbersInWords(t *testing.T) {
	for got, want := range map[string]string{
		number(-.054, 2):     "−0.05",
		number(-.001, 2):     "0.00",
		number(14, 1):        "14.0",
		times(.327):          "0.33",
		times(12.3):          "12",
		times(120):           "120",
		grouped(7):           "7",
		grouped(999):         "999",
		grouped(61000):       "61,000",
		grouped(1234567):     "1,234,567",
		capital("flat mean"): "Flat mean",
		capital("MSE"):       "MSE",
		capital(""):          "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for n, k := range map[string]Cluster{
		"68% in 0 intervals": {},
		"68% in 13.51–14.20": {HPD: [][2]float64{{13.51, 14.2}}},
		"68% in 2 intervals": {HPD: [][2]float64{{13.51, 14.2}, {14.3, 14.4}}},
	} {
		if k.region() != n {
			t.Errorf("%q, want %q", k.region(), n)
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
	s := textStyle(10, ink)
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
