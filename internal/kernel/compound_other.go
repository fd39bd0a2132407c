//go:build !amd64 || noasm

package kernel

// There is no assembly for compounds.
var compounds32, compounds64 map[string]any
