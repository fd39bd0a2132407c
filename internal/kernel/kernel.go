// Package kernel holds the loops over float32 and float64 slices behind every op: assembly for AVX2 and AVX-512, chosen
// when the program starts, and plain Go, which it is tested against; no graph, no tensor.
package kernel

// Float is the element type of every loop.
type Float interface{ float32 | float64 }
