package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// normals are n standard normal numbers.
func normals[T Float](r *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

// randomWindow is any window that fits: with steps, holes and padding, and lines on both sides of shortRun.
func randomWindow(r *rand.Rand) *Window {
	slide := func() Slide {
		s := Slide{Size: 1 + r.IntN(4), Stride: 1 + r.IntN(3), Dilation: 1 + r.IntN(3), Before: r.IntN(5)}
		reach, after := (s.Size-1)*s.Dilation+1, r.IntN(5)
		s.In = max(1, reach-s.Before-after) + r.IntN(6)
		s.Out = (s.Before+s.In+after-reach)/s.Stride + 1
		return s
	}
	return &Window{Rows: slide(), Cols: slide(), Channels: 1 + r.IntN(9)}
}

// scalarProduct is the sum of the products and of their magnitudes.
func scalarProduct[T Float](a, b []T) (sum, size float64) {
	for i, v := range a {
		sum += float64(v) * float64(b[i])
		size += math.Abs(float64(v) * float64(b[i]))
	}
	return sum, size
}

// Patches are what their definition says, and addPatches is the adjoint of gatherPatches: <gather x, p> = <x, add p>.
func TestPatches(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		w := randomWindow(r)
		const images = 3
		total, k := images*w.Positions(), w.Patch()
		x, p := normals[float64](r, images*w.Image()), normals[float64](r, total*k)
		got, sum := make([]float64, total*k), make([]float64, len(x))
		for i := range got {
			got[i] = math.NaN()
		}
		for lo := 0; lo < total; { // in pieces that begin anywhere
			hi := min(total, lo+1+r.IntN(2*w.Cols.Out))
			gatherPatches(w, got[lo*k:], x, lo, hi)
			addPatches(w, sum, p[lo*k:], lo, hi)
			lo = hi
		}
		want := make([]float64, total*k)
		eachPixel(w, images, func(at, pixel, _ int) {
			copy(want[at*w.Channels:], x[pixel*w.Channels:][:w.Channels])
		})
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%+v: element %d of the patches is %v, want %v", *w, i, got[i], want[i])
			}
		}
		a, size := scalarProduct(got, p)
		b, _ := scalarProduct(x, sum)
		// Both sums have these terms; each addition rounds by 2^-53 of a partial sum, at most size.
		if n := float64(total * k); math.Abs(a-b) > 2*n*size*0x1p-53 {
			t.Errorf("%+v: <gather x, p> is %v, <x, add p> is %v", *w, a, b)
		}
	}
}

// eachPixel calls f with the number of each place in the patches, in pixels, that of the pixel there, and that of the window.
func eachPixel(w *Window, images int, f func(at, pixel, window int)) {
	at := 0
	for window := range images * w.Positions() {
		image, i, j := window/w.Positions(), window/w.Cols.Out%w.Rows.Out, window%w.Cols.Out
		for a := range w.Rows.Size {
			for b := range w.Cols.Size {
				y, x := i*w.Rows.Stride-w.Rows.Before+a*w.Rows.Dilation, j*w.Cols.Stride-w.Cols.Before+b*w.Cols.Dilation
				if y >= 0 && y < w.Rows.In && x >= 0 && x < w.Cols.In {
					f(at, (image*w.Rows.In+y)*w.Cols.In+x, window)
				}
				at++
			}
		}
	}
}

// A convolution and its two gradients are the three faces of one trilinear form: <y(x, k), d> = <x, dx(d, k)> = <k, dk(x, d)>.
func TestConvIsTrilinear(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 200 {
		w := randomWindow(r)
		if i%10 == 0 { // the patches are the pixels
			w.Rows, w.Cols = Slide{5, 5, 1, 1, 1, 0}, Slide{7, 7, 1, 1, 1, 0}
		}
		images, n := 1+r.IntN(4), 1+r.IntN(20)
		x, k := normals[float64](r, images*w.Image()), normals[float64](r, w.Patch()*n)
		d := normals[float64](r, images*w.Positions()*n)
		y, dx, dk := make([]float64, len(d)), make([]float64, len(x)), make([]float64, len(k))
		Conv(w, y, images, n, x, k, nil, ActLinear)
		ConvInput(w, dx, images, n, d, k)
		ConvKernel(w, dk, images, n, x, d)
		a, s := scalarProduct(y, d)
		b, _ := scalarProduct(x, dx)
		c, _ := scalarProduct(k, dk)
		// Two nested sums of at most len(d) patch terms, of absolute size below s times the patch.
		bound := float64(len(d)+w.Patch()) * s * float64(w.Patch()) * 0x1p-53
		if math.Abs(a-b) > bound || math.Abs(a-c) > bound {
			t.Errorf("%+v: the form is %v, %v, %v", *w, a, b, c)
		}
	}
}

// Slices that are too short are refused before anything is written.
func TestWindowsCheckLengths(t *testing.T) {
	w := window3(5, 2)
	x, y, k := make([]float32, 2*w.Image()), make([]float32, 2*w.Positions()*3), make([]float32, w.Patch()*3)
	for name, f := range map[string]func(){
		"images":    func() { Conv(w, y, 3, 3, x, k, nil, ActLinear) },
		"negative":  func() { Conv(w, y, -1, 3, x, k, nil, ActLinear) },
		"kernel":    func() { Conv(w, y, 2, 3, x, k[1:], nil, ActLinear) },
		"result":    func() { Conv(w, y[1:], 2, 3, x, k, nil, ActLinear) },
		"gradient":  func() { ConvInput(w, x[1:], 2, 3, y, k) },
		"kernel dw": func() { ConvKernel(w, k[1:], 2, 3, x, y) },
		"pool":      func() { MaxPool(w, y, 3, x) },
		"means":     func() { AvgPool(w, y, 3, x) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

// Poolings are their definitions, and each gradient the adjoint of its pooling, for any window.
func TestPools(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		w := randomWindow(r)
		const images = 2
		c, total := w.Channels, images*w.Positions()
		x, d, e := normals[float64](r, images*w.Image()), normals[float64](r, total*c), normals[float64](r, images*w.Image())
		top, mean := make([]float64, total*c), make([]float64, total*c)
		for i := range top {
			top[i] = math.Inf(-1)
		}
		eachPixel(w, images, func(_, pixel, window int) {
			for i, v := range x[pixel*c:][:c] {
				top[window*c+i] = max(top[window*c+i], v)
				mean[window*c+i] += v
			}
		})
		y, dx := make([]float64, total*c), make([]float64, len(x))
		MaxPool(w, y, images, x)
		for i := range y {
			if y[i] != top[i] {
				t.Fatalf("%+v: maximum %d is %v, want %v", *w, i, y[i], top[i])
			}
		}
		MaxPoolGrad(w, dx, images, x, y, d)
		taken := make([]float64, total*c)
		MaxPoolTake(w, taken, images, x, y, e)
		a, size := scalarProduct(dx, e)
		b, _ := scalarProduct(d, taken)
		if math.Abs(a-b) > float64(len(d))*size*0x1p-52 {
			t.Errorf("%+v: <grad d, e> is %v, <d, take e> is %v", *w, a, b)
		}
		AvgPool(w, y, images, x)
		for i := range y {
			if n := float64(w.Rows.Size * w.Cols.Size); math.Abs(y[i]-mean[i]/n) > 5*n*0x1p-53 { // n terms below 5
				t.Fatalf("%+v: mean %d is %v, want %v", *w, i, y[i], mean[i]/n)
			}
		}
		AvgPoolGrad(w, dx, images, d)
		a, size = scalarProduct(y, d)
		b, _ = scalarProduct(x, dx)
		if math.Abs(a-b) > float64(len(d)*w.Patch())*(1+size)*0x1p-52 {
			t.Errorf("%+v: <mean x, d> is %v, <x, grad d> is %v", *w, a, b)
		}
	}
}

// Gather copies rows and Scatter is its adjoint, by float and by integer index; what is no row is NaN, and left out.
func TestGatherAndScatter(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, k := range []int{1, 5, 40} {
		x := normals[float32](r, 6*k)
		floats, ints := []float32{5, 0, 5, 3}, []int64{5, 0, 5, 3}
		a, b := make([]float32, 4*k), make([]float32, 4*k)
		Gather(a, x, floats, 6, k)
		Gather(b, x, ints, 6, k)
		for i, j := range ints {
			for c := range k {
				if want := x[int(j)*k+c]; a[i*k+c] != want || b[i*k+c] != want {
					t.Errorf("row %d is %v and %v, want %v", i, a[i*k+c], b[i*k+c], want)
				}
			}
		}
		sum := make([]float32, 6*k)
		Scatter(sum, a, floats, 6, k)
		for c := range k {
			if sum[5*k+c] != 2*x[5*k+c] || sum[3*k+c] != x[3*k+c] || sum[k+c] != 0 {
				t.Errorf("column %d of the sums is wrong", c)
			}
		}
	}
	nan := math.NaN()
	for _, bad := range []float64{-1, -.5, .5, 6, 1e300, nan, math.Inf(1)} {
		out, sum := []float64{7}, make([]float64, 6)
		Gather(out, make([]float64, 6), []float64{bad}, 6, 1)
		Scatter(sum, []float64{1}, []float64{bad}, 6, 1)
		if !math.IsNaN(out[0]) || fmt.Sprint(sum) != "[0 0 0 0 0 0]" {
			t.Errorf("index %v gives %v and %v", bad, out, sum)
		}
	}
}

// Reorder takes each row's numbers in the order named.
func TestReorder(t *testing.T) {
	x, out := []float64{1, 2, 3, 4, 5, 6}, make([]float64, 6)
	Reorder(out, x, []int{2, 0, 1})
	if got := fmt.Sprint(out); got != "[3 1 2 6 4 5]" {
		t.Error(got)
	}
	Reorder(out, nil, nil) // no numbers a row are none
}
