//go:build linux

package openblas

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
)

// wide are the cores whose kernels need AVX-512.
var wide = []string{"SkylakeX", "Cooperlake", "SapphireRapids"}

// choose names the cores to race against, "" for OpenBLAS's own choice: where this library is held to AVX2 those of AVX2,
// otherwise its own and, where the CPU has AVX-512, the ones made for it.
func choose(h level.Hold, c harness.CPU) []string {
	switch {
	case h.AVX2 && h.Core != "Haswell":
		return []string{h.Core, "Haswell"}
	case h.AVX2:
		return []string{"Haswell"}
	case c.AVX512:
		return []string{"", "SkylakeX"}
	}
	return []string{""}
}

// Cores loads OpenBLAS with the kernels of each of the named cores, once a core: a build without one takes another. It is
// an error if one of them uses AVX-512 though all are held to AVX2.
func Cores(dir string, h level.Hold, names ...string) ([]Library, error) {
	var all []Library
	seen := map[string]bool{}
	for _, core := range names {
		l, err := Open(dir, core)
		if err != nil {
			return nil, err
		}
		if err := check(h, l.Core); err != nil {
			return nil, err
		}
		if !seen[l.Core] {
			seen[l.Core] = true
			all = append(all, l)
		}
	}
	return all, nil
}

// check tells whether a core is within what OpenBLAS is held to.
func check(h level.Hold, core string) error {
	if h.AVX2 && slices.Contains(wide, core) {
		return fmt.Errorf("OpenBLAS uses the kernels of %s, which need AVX-512, although OPENBLAS_CORETYPE holds it to AVX2: its build has no others (OPENBLAS=FILE names another), or run without DEEPPROB_CPU", core)
	}
	return nil
}
