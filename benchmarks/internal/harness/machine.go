package harness

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
)

// Machine describes the machine in a line: its CPU with cores and widest vectors, as far as the system tells, and the
// level of the library's kernels. Numbers of two levels are of two machines.
func Machine() string {
	return machine(ThisCPU(), runtime.NumCPU(), kernel.CPULevel().String(), os.Getenv("DEEPPROB_CPU"))
}

func machine(c CPU, cores int, level, asked string) string {
	name := c.String()
	if name == "" {
		name = runtime.GOARCH
	}
	parts := []string{name, fmt.Sprintf("%d cores", cores)}
	if v := c.vectors(); v != "" {
		parts = append(parts, v)
	}
	kernels := "kernels at level " + level
	if asked == level && (level == "generic" || level == "avx2" && c.AVX512) { // it was lowered
		kernels += " by DEEPPROB_CPU=" + asked
	}
	return strings.Join(append(parts, kernels), ", ")
}

// Load is the system's load average over the last minute, "" if it does not tell: processes that want a core.
func Load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// Module is the version of a module in this program.
func Module(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return ""
}
