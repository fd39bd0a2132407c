package hostile_test

import (
	"runtime/debug"
	"strings"
)

// stack is where the library panicked: the lines of the stack that are its own, but for those of tests.
func stack() string {
	var b strings.Builder
	for line := range strings.Lines(string(debug.Stack())) {
		if strings.HasPrefix(line, "\t") && strings.Contains(line, ".go:") && !strings.Contains(line, "_test.go") && !strings.Contains(line, "/runtime/") && !strings.Contains(line, "/reflect/") {
			b.WriteString("\n" + strings.TrimRight(line, "\n"))
		}
	}
	return b.String()
}
