package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Windows that tile the images have the gradient that the definition gives, bit by bit, however many channels there are and whatever
// ties: the first element that equals the maximum has all of it, unless that is infinite.
func TestTiledMaxPoolGrad(t *testing.T) {
	levels(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(8, 1))
		for _, size := range [][2]int{{2, 2}, {1, 3}, {3, 1}, {1, 1}} {
			for _, c := range []int{1, 3, 16, tileRun/2 - 1, tileRun / 2, tileRun/2 + 1} {
				w := &Window{Rows: tile(2, size[0]), Cols: tile(5, size[1]), Channels: c}
				const images = 2
				x := make([]float32, images*w.Image())
				for i := range x {
					x[i] = float32(r.IntN(4))
					if r.IntN(50) == 0 {
						x[i] = float32(math.Inf(1 - 2*r.IntN(2)))
					}
				}
				dy := normals[float32](r, images*w.Positions()*c)
				y, dx, want := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(x))
				MaxPool(w, y, images, x)
				for i := range dx {
					dx[i] = float32(math.NaN()) // must be overwritten
				}
				MaxPoolGrad(w, dx, images, x, y, dy)
				taken := make([]bool, len(dy))
				eachPixel(w, images, func(_, pixel, window int) {
					for i := range c {
						at := window*c + i
						if v := x[pixel*c+i]; !taken[at] && v-y[at] == 0 {
							want[pixel*c+i], taken[at] = dy[at], true
						}
					}
				})
				if d := cmp.Diff(want, dx); d != "" {
					t.Fatalf("windows of %v, %d channels: %s", size, c, d)
				}
			}
		}
	})
}

// tile is the slide of n windows of a size, side by side.
func tile(n, size int) Slide {
	return Slide{In: n * size, Out: n, Size: size, Stride: size, Dilation: 1}
}
