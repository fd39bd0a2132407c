//go:build !amd64 || noasm

package kernel

// detect is Generic where there is no assembly.
func detect() Level { return Generic }
