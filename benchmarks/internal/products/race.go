package products

import (
	"testing"
	"time"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
)

// Runner is one implementation in a race.
type Runner struct {
	Name string
	Run  func()
}

// Race runs implementations of one computation in turn, in groups of about 50 us, for as long as b asks, and reports
// each one's median rate as work per ns in the unit, such as GFLOP/s for a work of flops. The medians are returned.
func Race(b *testing.B, work float64, unit string, runners ...Runner) []float64 {
	b.Helper()
	calls, rates := make([]int, len(runners)), make([][]float64, len(runners))
	for i, r := range runners {
		r.Run()
		start := time.Now()
		r.Run()
		calls[i] = max(1, int(50*time.Microsecond/(time.Since(start)+1)))
	}
	for b.Loop() {
		for i, r := range runners {
			start := time.Now()
			for range calls[i] {
				r.Run()
			}
			rates[i] = append(rates[i], work*float64(calls[i])/float64(time.Since(start).Nanoseconds()))
		}
	}
	medians := make([]float64, len(runners))
	for i, r := range runners {
		medians[i] = harness.Median(rates[i])
		b.ReportMetric(medians[i], r.Name+"-"+unit)
	}
	b.ReportMetric(0, "ns/op") // of a round of groups: says nothing
	return medians
}
