package kernel

import (
	"fmt"
	"testing"
)

// window3 is a 3x3 window with a pixel of padding on square images.
func window3(side, channels int) *Window {
	s := Slide{In: side, Out: side, Size: 3, Stride: 1, Dilation: 1, Before: 1}
	return &Window{Rows: s, Cols: s, Channels: channels}
}

// The two convolutions of a small digits network, 100 images in float32.
func BenchmarkConv(b *testing.B) {
	for _, c := range []struct{ side, in, out int }{{28, 1, 32}, {14, 32, 64}} {
		w := window3(c.side, c.in)
		x, y := make([]float32, 100*w.Image()), make([]float32, 100*w.Positions()*c.out)
		k, dk := make([]float32, w.Patch()*c.out), make([]float32, w.Patch()*c.out)
		for i := range x {
			x[i] = float32(i%7) - 3
		}
		for i := range k {
			k[i] = float32(i%5) - 2
		}
		bias, dx := make([]float32, c.out), make([]float32, len(x))
		name := fmt.Sprintf("%dx%dx%d", c.side, c.side, c.in)
		flops := 2 * float64(len(y)) * float64(w.Patch())
		report := func(b *testing.B) { b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s") }
		b.Run(name+"/gather", func(b *testing.B) {
			n := w.block(4, 1<<20)
			p := make([]float32, n*w.Patch())
			for b.Loop() {
				for lo := 0; lo < 100*w.Positions(); lo += n {
					gatherPatches(w, p, x, lo, min(lo+n, 100*w.Positions()))
				}
			}
		})
		b.Run(name+"/forward", func(b *testing.B) {
			for b.Loop() {
				Conv(w, y, 100, c.out, x, k, bias, ActReLU)
			}
			report(b)
		})
		b.Run(name+"/input", func(b *testing.B) {
			for b.Loop() {
				ConvInput(w, dx, 100, c.out, y, k)
			}
			report(b)
		})
		b.Run(name+"/kernel", func(b *testing.B) {
			for b.Loop() {
				ConvKernel(w, dk, 100, c.out, x, y)
			}
			report(b)
		})
	}
}
