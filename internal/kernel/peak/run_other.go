//go:build !amd64 || noasm

package peak

func run(bool) (lanes int) { return 0 }
