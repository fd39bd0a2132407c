package distributions

import "testing"

// The density is 33.24 at 1, falls by 1e-8 until 1e-11 below it, and then rises to another mode.
func TestNarrowModeAtAnEnd(t *testing.T) {
	row := []float64{.0049, 19784.7, 2.5, .0125, 116.4, 13521.8, .7686, 43.25, 1, .214, 497.4, 128010}
	modes := withoutForms(compiledMixture(false, row)).Modes()[0]
	for _, m := range modes {
		if m == 1 {
			return
		}
	}
	t.Errorf("modes %v, want 1 among them", modes)
}
