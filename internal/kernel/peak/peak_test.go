package peak

import (
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// A peak is measured where the CPU has the vectors, and nothing is run elsewhere.
func TestGFLOPS(t *testing.T) {
	slow.Test(t)
	narrow, wide := GFLOPS(false), GFLOPS(true)
	t.Logf("%.1f GFLOP/s in vectors of 32 bytes, %.1f of 64", narrow, wide)
	if (run(false) > 0) != (narrow > 0) || (run(true) > 0) != (wide > 0) || wide > 0 && narrow == 0 {
		t.Errorf("%v in vectors of 32 bytes, %v of 64; lanes %d and %d", narrow, wide, run(false), run(true))
	}
}
