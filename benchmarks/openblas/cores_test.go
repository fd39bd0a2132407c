//go:build linux

package openblas

import (
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
)

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		hold level.Hold
		cpu  harness.CPU
		want string
	}{
		{level.Hold{AVX2: true, Core: "Zen"}, harness.CPU{AVX512: true}, "Zen Haswell"},
		{level.Hold{AVX2: true, Core: "Haswell"}, harness.CPU{AVX512: true}, "Haswell"},
		{level.Hold{Why: "There is no AVX-512."}, harness.CPU{AVX2: true}, ""},
		{level.Hold{}, harness.CPU{AVX512: true}, " SkylakeX"},
	} {
		if got := strings.Join(choose(c.hold, c.cpu), " "); got != c.want {
			t.Errorf("%+v on %+v gives %q, want %q", c.hold, c.cpu, got, c.want)
		}
	}
}

// A core of AVX-512 is refused where OpenBLAS is held, and only there.
func TestCheck(t *testing.T) {
	held := level.Hold{AVX2: true, Core: "Zen"}
	for _, core := range slices.Concat(wide, []string{"Zen", "Haswell", "Nehalem"}) {
		refused := slices.Contains(wide, core)
		if err := check(held, core); (err != nil) != refused {
			t.Errorf("held, %s gives %v", core, err)
		}
		if err := check(level.Hold{}, core); err != nil {
			t.Errorf("free, %s gives %v", core, err)
		}
	}
}

// The installed library obeys: what was asked for is what it says it uses.
func TestHeldCores(t *testing.T) {
	if !harness.ThisCPU().AVX2 {
		t.Skip("the CPU has no AVX2")
	}
	h := level.Hold{AVX2: true, Core: "Haswell"}
	all, err := Cores(t.TempDir(), h, "Haswell")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Core != "Haswell" {
		t.Errorf("asked for Haswell it uses %+v", all)
	}
	if !harness.ThisCPU().AVX512 {
		return
	}
	if all, err := Cores(t.TempDir(), h, "SkylakeX"); err == nil {
		t.Errorf("held to AVX2 it uses %+v", all)
	}
}
