package figures

import "testing"

func TestDirection(t *testing.T) {
	centre := []float64{13.55, 13.65, 13.95, 14.25, 15.05, 15.25}
	for _, c := range []struct {
		median []float64
		want   string
	}{
		{[]float64{.09, .03, -.08, -.09, -.02, -.1}, "high at low mass, low above 13.8"}, // the table of catalogue.md, MSE
		{[]float64{.11, .05, -.02, -.01, 0, -.1}, "high at low mass only"},               // flat-prior mean
		{[]float64{.01, .02, -.01, 0, .02, -.1}, "nearly unbiased"},                      // flat-prior mode, three seeds
		{[]float64{.01, .02, -.01, 0, .05, -.1}, "high above 14.8"},                      // of one seed
		{[]float64{-.1, -.1, .1, .1, .1, 0}, "low at low mass, high above 13.8"},
		{[]float64{0, 0, .1, .1, -.1, 0}, "high above 13.8, low above 14.8"},
		{[]float64{0, 0, -.1, -.1, -.1, 0}, "low above 13.8"},
		{[]float64{-.1, -.1, 0, 0, 0, 0}, "low at low mass only"},
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
		times(.327): "0.33",
		times(12.3): "12",
		times(120):  "120",
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
