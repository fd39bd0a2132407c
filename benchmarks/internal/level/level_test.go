package level

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/google/go-cmp/cmp"
)

// The others are held only where this library was lowered to AVX2 on a CPU that has more; else it is said why not.
func TestChoose(t *testing.T) {
	zen4, zen3 := harness.CPU{Vendor: "AuthenticAMD", AVX2: true, AVX512: true}, harness.CPU{Vendor: "AuthenticAMD", AVX2: true}
	xeon := harness.CPU{Vendor: "GenuineIntel", AVX2: true, AVX512: true}
	for _, c := range []struct {
		name         string
		cpu          harness.CPU
		level, asked string
		held         bool
		core, why    string
	}{
		{"lowered AMD", zen4, "avx2", "avx2", true, "Zen", ""},
		{"lowered Intel", xeon, "avx2", "avx2", true, "Haswell", ""},
		{"all of it", zen4, "avx512", "", false, "", ""},
		{"all of it by name", zen4, "avx512", "avx512", false, "", ""},
		{"no more to lower", zen3, "avx2", "avx2", false, "", "has no AVX-512"},
		{"AVX2 only", zen3, "avx2", "", false, "", "has no AVX-512"},
		{"plain Go", zen4, "generic", "generic", false, "", "generic means nothing"},
		{"plain Go on AVX2", zen3, "generic", "generic", false, "", "generic means nothing"},
		{"built without assembly", zen4, "generic", "avx2", false, "", "at level generic"},
		{"another architecture", harness.CPU{}, "generic", "", false, "", ""},
	} {
		h := choose(c.cpu, c.level, c.asked)
		if h.AVX2 != c.held || h.Core != c.core || !strings.Contains(h.Why, c.why) || (h.Why == "") != (c.why == "") {
			t.Errorf("%s gives %+v", c.name, h)
		}
	}
}

// What the machine has set stays, but for what would undo the hold.
func TestEnviron(t *testing.T) {
	env := []string{"HOME=/h", "XLA_FLAGS=--xla_dump_to=/d", "OPENBLAS_CORETYPE=SkylakeX", "OPENBLAS_NUM_THREADS=1", "OPENBLAS=/a.so", "CXX=clang++",
		"DNNL_MAX_CPU_ISA=ALL", "ATEN_CPU_CAPABILITY=avx512", "MALFORMED"}
	got := Hold{AVX2: true, Core: "Zen"}.Environ(env, "/c/cxx.sh")
	want := []string{"ATEN_CPU_CAPABILITY=avx2", "CXX=/c/cxx.sh", "DEEPPROB_CXX=clang++", "HOME=/h", "MALFORMED", "MKL_ENABLE_INSTRUCTIONS=AVX2",
		"NPY_DISABLE_CPU_FEATURES=" + numpyWide, "ONEDNN_MAX_CPU_ISA=AVX2", "OPENBLAS=/a.so", "OPENBLAS_CORETYPE=Zen", "XLA_FLAGS=--xla_dump_to=/d --xla_cpu_max_isa=AVX2"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff(env, Hold{}.Environ(env, "/c/cxx.sh")); d != "" {
		t.Errorf("without a hold (-want +got):\n%s", d)
	}
	got = Hold{AVX2: true, Core: "Zen"}.Environ([]string{"CXX=clang++"}, "")
	if text := strings.Join(got, " "); !strings.Contains(text, "CXX=clang++") || strings.Contains(text, "DEEPPROB_CXX") {
		t.Errorf("without a compiler the environment is %q", got)
	}
}
