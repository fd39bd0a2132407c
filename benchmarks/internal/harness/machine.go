package harness

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Machine describes the CPU in a line: its name, cores and widest vectors, as far as the system tells, and what the
// library was told to make do with.
func Machine() string {
	name, vectors := runtime.GOARCH, ""
	text, _ := os.ReadFile("/proc/cpuinfo") // elsewhere than on Linux there is none
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(key) {
		case "model name":
			name = strings.TrimSpace(value)
		case "flags":
			vectors = widest(strings.Fields(value))
		}
	}
	if level := os.Getenv("DEEPPROB_CPU"); level != "" {
		vectors += ", DEEPPROB_CPU=" + level
	}
	return fmt.Sprintf("%s, %d cores%s", name, runtime.NumCPU(), vectors)
}

func widest(flags []string) string {
	has := map[string]bool{}
	for _, f := range flags {
		has[f] = true
	}
	switch {
	case has["avx512f"]:
		return ", AVX-512"
	case has["avx2"]:
		return ", AVX2"
	}
	return ""
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
