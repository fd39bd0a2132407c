package main

import "fmt"

// missed says how far the network of squared error is off where it is most, in standard errors of the rows there: rows of a heavy tail
// leave the mean open, however long one trains.
func (r results) missed() string {
	d := r.L2.Deviation
	return fmt.Sprintf("L2 misses the mean by %.3f on average and by %.2f at x = %.2f, %.1f standard errors of the rows within %g.",
		d.Mean, d.Max, d.At, d.Max/r.L2.Error, r.L2.Window)
}

// startedAt says what the divergence was before training, which has no room on the axis.
func (r results) startedAt() string { return fmt.Sprintf("%.1f before the first", r.KL[0].Exact) }
