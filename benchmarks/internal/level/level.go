// Package level holds the opponents to the instructions that this library was told to make do with: a library that is
// forced to AVX2 on a CPU with AVX-512 must not be compared with others that use all of it.
package level

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/internal/kernel"
)

// Hold says how the others are held.
type Hold struct {
	AVX2 bool   // they are: to AVX2, on a CPU that has more
	Core string // whose kernels OpenBLAS then uses
	Why  string // if they are not, a sentence that says why, "" where it goes without saying
}

// Now is for this CPU, the level of this program's kernels and the variable DEEPPROB_CPU.
func Now() Hold {
	return choose(harness.ThisCPU(), kernel.CPULevel().String(), os.Getenv("DEEPPROB_CPU"))
}

func choose(c harness.CPU, level, asked string) Hold {
	switch {
	case level == "avx2" && !c.AVX512:
		return Hold{Why: "The CPU has no AVX-512, so nothing has to hold the others to AVX2."}
	case level == "avx2" && asked != "":
		h := Hold{AVX2: true, Core: "Haswell"}
		if c.Vendor == "AuthenticAMD" {
			h.Core = "Zen" // the loops are Haswell's, their blocks fit Zen's caches; builds without Zen take Haswell
		}
		return h
	case asked == "avx2":
		return Hold{Why: fmt.Sprintf("Our kernels are at level %s whatever DEEPPROB_CPU says, and the others are not held.", level)}
	case level == "generic" && asked != "":
		return Hold{Why: "DEEPPROB_CPU=generic means nothing to the others: they use all that the CPU has."}
	}
	return Hold{}
}

// numpyWide are the loops of NumPy beyond AVX2, from version 2.4 on and before. Those that a version does not have are
// ignored.
const numpyWide = "X86_V4 AVX512_ICL AVX512_SPR AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL"

// Environ is the environment of processes that are held, made of the one given; the same if nothing is held. The
// compiler is a program that torch.compile is to call in the place of the one it would, "" for none: the variable
// DEEPPROB_CXX names that one to it.
func (h Hold) Environ(env []string, compiler string) []string {
	if !h.AVX2 {
		return env
	}
	set := map[string]string{
		"XLA_FLAGS":                "--xla_cpu_max_isa=AVX2",
		"ONEDNN_MAX_CPU_ISA":       "AVX2",
		"MKL_ENABLE_INSTRUCTIONS":  "AVX2", // ignored on AMD's, where MKL goes no further anyway
		"ATEN_CPU_CAPABILITY":      "avx2",
		"OPENBLAS_CORETYPE":        h.Core,
		"NPY_DISABLE_CPU_FEATURES": numpyWide,
	}
	if compiler != "" {
		set["CXX"] = compiler
	}
	var out []string
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		switch {
		case name == "XLA_FLAGS" && value != "":
			set[name] = value + " " + set[name] // the last of two that disagree counts
		case name == "CXX" && compiler != "":
			set["DEEPPROB_CXX"] = value
		case strings.HasPrefix(name, "OPENBLAS_"): // would choose a core, or hide the choice
		case name == "DNNL_MAX_CPU_ISA": // oneDNN's old name of its variable
		case set[name] == "":
			out = append(out, e)
		}
	}
	for name, value := range set {
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}
