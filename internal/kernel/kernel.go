// Package kernel holds the loops over float32 and float64 slices behind every op: plain Go, the reference that
// assembly will be tested against; no graph, no tensor.
package kernel

// Float is the element type of every loop.
type Float interface{ float32 | float64 }
