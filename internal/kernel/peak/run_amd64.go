//go:build amd64 && !noasm

package peak

import "golang.org/x/sys/cpu"

// run runs the loop and returns the elements of its vectors, 0 if the CPU does not have them.
func run(wide bool) (lanes int) {
	switch x := &cpu.X86; {
	case wide && x.HasAVX512F:
		fmaAVX512(loops)
		return 16
	case !wide && x.HasAVX2 && x.HasFMA:
		fmaAVX2(loops)
		return 8
	}
	return 0
}
