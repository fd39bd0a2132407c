package figures

import "testing"

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
