package harness

import (
	"strings"
	"testing"
)

func TestWidestVectors(t *testing.T) {
	for flags, want := range map[string]string{"fpu avx2 avx512f": ", AVX-512", "fpu avx2": ", AVX2", "fpu": "", "": ""} {
		if got := widest(strings.Fields(flags)); got != want {
			t.Errorf("%q is %q, want %q", flags, got, want)
		}
	}
	t.Setenv("DEEPPROB_CPU", "avx2")
	if m := Machine(); !strings.Contains(m, "cores") || !strings.HasSuffix(m, ", DEEPPROB_CPU=avx2") {
		t.Errorf("the machine is %q", m)
	}
}
