package harness

import (
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/kernel"
)

const epyc = `processor	: 0
vendor_id	: AuthenticAMD
cpu family	: 25
model		: 17
model name	: AMD EPYC
flags		: fpu avx2 avx512f

processor	: 1
vendor_id	: AuthenticAMD
cpu family	: 25
model		: 1
model name	: AMD EPYC
flags		: fpu avx2
`

// A virtual machine's "AMD EPYC" is told apart by its family and model.
func TestCPU(t *testing.T) {
	first, _, _ := strings.Cut(epyc, "\n\n")
	for text, want := range map[string]CPU{
		"":            {},
		"nonsense\n:": {},
		first:         {Name: "AMD EPYC", Vendor: "AuthenticAMD", Family: 25, Model: 17, AVX2: true, AVX512: true},
		epyc:          {Name: "AMD EPYC", Vendor: "AuthenticAMD", Family: 25, Model: 1, AVX2: true},
		"flags: avx2": {AVX2: true},
	} {
		if got := parseCPU(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
	for want, c := range map[string]CPU{
		"AMD EPYC (family 25 model 17: Zen 4)":  parseCPU(first),
		"AMD EPYC (family 25 model 1: Zen 3)":   parseCPU(epyc),
		"AMD EPYC (family 23 model 49: Zen 2)":  {Name: "AMD EPYC", Vendor: "AuthenticAMD", Family: 23, Model: 49},
		"AMD EPYC (family 26 model 2: Zen 5)":   {Name: "AMD EPYC", Vendor: "AuthenticAMD", Family: 26, Model: 2},
		"AMD EPYC (family 26 model 80)":         {Name: "AMD EPYC", Vendor: "AuthenticAMD", Family: 26, Model: 80},
		"Intel(R) Xeon(R) (family 6 model 143)": {Name: "Intel(R) Xeon(R)", Vendor: "GenuineIntel", Family: 6, Model: 143},
		"":                                      {},
		"Neoverse":                              {Name: "Neoverse"},
	} {
		if got := c.String(); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
	}
}

// The line has the processor, its vectors and the level, with what lowered it: results of two levels do not mix.
func TestMachine(t *testing.T) {
	c := parseCPU(epyc)
	if got, want := machine(c, 2, "avx2", ""), "AMD EPYC (family 25 model 1: Zen 3), 2 cores, AVX2, kernels at level avx2"; got != want {
		t.Errorf("the machine is %q, want %q", got, want)
	}
	c.AVX512 = true
	if got, want := machine(c, 2, "avx2", "avx2"), "AMD EPYC (family 25 model 1: Zen 3), 2 cores, AVX-512, kernels at level avx2 by DEEPPROB_CPU=avx2"; got != want {
		t.Errorf("the machine is %q, want %q", got, want)
	}
	var b strings.Builder
	if err := WriteJSON(&b, machine(c, 2, "avx512", ""), outcomes); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadJSON(strings.NewReader(b.String()), machine(c, 2, "avx2", "avx2"), nil); err == nil || !strings.Contains(err.Error(), "level avx512") {
		t.Errorf("results of another level are read: %v", err)
	}
	if got := machine(CPU{}, 8, "generic", ""); !strings.HasSuffix(got, ", 8 cores, kernels at level generic") || strings.HasPrefix(got, ",") {
		t.Errorf("a machine that tells nothing is %q", got)
	}
	if got, want := machine(c, 2, "avx512", "avx512"), machine(c, 2, "avx512", ""); got != want {
		t.Errorf("to ask for the level that there is makes %q of %q", got, want)
	}
	if m := Machine(); !strings.Contains(m, "kernels at level "+kernel.CPULevel().String()) || !strings.Contains(m, " cores, ") {
		t.Errorf("this machine is %q", m)
	}
}
