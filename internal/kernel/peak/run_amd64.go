//go:build amd64 && !noasm

package peak

// run runs the loop and returns the elements of its vectors.
func run(wide bool) (lanes int) {
	if wide {
		fmaAVX512(loops)
		return 16
	}
	fmaAVX2(loops)
	return 8
}
