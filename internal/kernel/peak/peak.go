// Package peak measures how fast one core multiplies and adds: the ceiling that benchmarks of products are compared with.
package peak

import "time"

//go:generate go -C ../gen run ./peak -out ../peak/peak_amd64.s -stubs ../peak/asm_amd64.go -pkg peak

// loops times 12 multiply-adds of a vector is a run of about 20 us, short enough to fall between interruptions.
const loops, sums = 10000, 12

// GFLOPS is the best of many runs of float32 fused multiply-adds, two operations each, in vectors of 64 bytes or 32; for
// float64 it is half. It is 0 where the build or the CPU does not have them.
func GFLOPS(wide bool) float64 {
	best := 0.
	for range 200 {
		start := time.Now()
		lanes := run(wide)
		best = max(best, 2*float64(loops*sums*lanes)/float64(time.Since(start).Nanoseconds()))
	}
	return best
}
