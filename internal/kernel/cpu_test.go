package kernel

import "testing"

// levels runs f at every level that this CPU and build have.
func levels(t *testing.T, f func(t *testing.T)) {
	for l := Generic; l <= detect(); l++ {
		t.Run(l.String(), func(t *testing.T) {
			defer setLevel(l)()
			f(t)
		})
	}
}

func TestEnvironmentOnlyLowersTheLevel(t *testing.T) {
	for _, c := range []struct {
		has  Level
		name string
		want Level
	}{
		{AVX512, "", AVX512}, {AVX512, "avx512", AVX512}, {AVX512, "avx2", AVX2}, {AVX512, "generic", Generic},
		{AVX2, "avx512", AVX2}, {AVX2, "avx2", AVX2}, {AVX2, "generic", Generic}, {AVX2, "mmx", AVX2},
		{Generic, "avx512", Generic}, {Generic, "avx2", Generic},
	} {
		if got := lower(c.has, c.name); got != c.want {
			t.Errorf("a CPU with %v and DEEPPROB_CPU=%q: %v, want %v", c.has, c.name, got, c.want)
		}
	}
}

func TestSetLevelIsBoundedAndRestored(t *testing.T) {
	old := CPULevel()
	restore := setLevel(AVX512 + 1)
	if CPULevel() != detect() {
		t.Errorf("forced above the CPU: %v, want %v", CPULevel(), detect())
	}
	restore()
	if CPULevel() != old {
		t.Errorf("restored %v, want %v", CPULevel(), old)
	}
}
