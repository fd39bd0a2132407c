package convert_test

import (
	"testing"

	"gorgonia.org/tensor"
)

// Networks that were trained in Flax and in PyTorch predict here what they predict there.
func TestPredictsTheSame(t *testing.T) {
	for _, f := range all(t) {
		t.Run(f.String(), func(t *testing.T) {
			p, table := f.read(t, f.path)
			limit := 1e-12
			if f.dtype == tensor.Float32 {
				limit = 1e-5
			}
			d := f.predict(t, p)
			t.Logf("%.1e\n%v", d, table)
			if !(d <= limit) {
				t.Errorf("predictions differ by %.3g standard deviations, want at most %g", d, limit)
			}
		})
	}
}
