// Package level holds what the generators know of the levels of a CPU. Every assembly function is for one level, which its
// name tells; Generate gives it the registers of that level and stops at an instruction that is beyond it.
package level

import (
	"fmt"
	"slices"
	"strings"
)

// Level is a set of instructions that kernels may rely on together.
type Level struct {
	Name    string   // part of the names of its functions
	vectors int      // vector registers
	wide    bool     // AVX-512: registers of 64 bytes and mask registers
	isa     []string // extensions, by avo's names
}

// The extensions are those that package kernel asks the CPU for; a test there compares them with the "Requires:" lines.
// CMOV, SSE and its prefetching, which avo counts to MMX+, every amd64 has.
var (
	AVX2   = Level{Name: "AVX2", vectors: 16, isa: []string{"CMOV", "MMX+", "SSE", "SSE2", "AVX", "AVX2", "FMA3", "POPCNT"}}
	AVX512 = Level{Name: "AVX512", vectors: 32, wide: true,
		isa: slices.Concat(AVX2.isa, []string{"AVX512F", "AVX512BW", "AVX512DQ", "AVX512VL", "BMI2"})}
)

// All are the levels with assembly, the lowest first.
var All = []Level{AVX2, AVX512}

// of is the level in the name of a function.
func of(function string) (Level, error) {
	for _, l := range All {
		if strings.Contains(function, l.Name) {
			return l, nil
		}
	}
	return Level{}, fmt.Errorf("%s: the name of an assembly function must contain AVX2 or AVX512, the level that it is for", function)
}
