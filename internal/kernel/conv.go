package kernel

import "unsafe"

// Patches are worked on so many bytes at a time, which stay in the second-level cache, but not fewer than so many rows,
// below which a product spends its time on the weights.
const (
	patchBytes = 192 << 10
	patchRows  = 56
)

// block is the number of patches that are worked on at a time, of so many.
func (w *Window) block(size, total int) int {
	return min(total, max(patchRows, patchBytes/(size*max(w.Patch(), 1))))
}

// Conv sets y = act(p kernel + bias), where the rows of p are the patches of the images x: y (images, positions, n),
// kernel (patch, n), bias (n) or nil. An image's result has the same bits whatever the others are. It panics if a slice
// is too short; y must not overlap the others.
func Conv[T Float](w *Window, y []T, images, n int, x, kernel, bias []T, act Act) {
	w.check("x", len(x), images)
	k, total := w.Patch(), images*w.Positions()
	if w.identity() {
		Dense(y, total, n, k, x, kernel, bias, act)
		return
	}
	block := w.block(int(unsafe.Sizeof(T(0))), total)
	space := borrow(int(unsafe.Sizeof(T(0))) * block * k)
	defer space.giveBack()
	p := scratch[T](space, block*k)
	for lo := 0; lo < total; lo += block {
		hi := min(lo+block, total)
		gatherPatches(w, p, x, lo, hi)
		Dense(y[lo*n:], hi-lo, n, k, p, kernel, bias, act)
	}
}

// ConvInput sets dx to the gradient of Conv's images, from dy (images, positions, n) and kernel (patch, n), for a
// convolution without activation. Sums are in the order of the patches. Panics as Conv.
func ConvInput[T Float](w *Window, dx []T, images, n int, dy, kernel []T) {
	w.check("dx", len(dx), images)
	k, total := w.Patch(), images*w.Positions()
	if w.identity() {
		DenseInput(dx, total, n, k, dy, kernel, nil, ActLinear)
		return
	}
	block := w.block(int(unsafe.Sizeof(T(0))), total)
	space := borrow(int(unsafe.Sizeof(T(0))) * (block + n) * k)
	defer space.giveBack()
	turned := scratch[T](space, (block+n)*k)
	p := turned[n*k:]
	Transpose(turned, kernel, k, n) // once, where every block would turn it again
	clear(dx[:images*w.Image()])
	for lo := 0; lo < total; lo += block {
		hi := min(lo+block, total)
		Gemm(false, false, hi-lo, k, n, dy[lo*n:], n, turned, k, 0, p, k)
		addPatches(w, dx, p, lo, hi)
	}
}

// ConvKernel sets dw (patch, n) to the gradient of Conv's kernel, the sum over patches of their outer products with the
// rows of dy, in order. Panics as Conv.
func ConvKernel[T Float](w *Window, dw []T, images, n int, x, dy []T) {
	w.check("x", len(x), images)
	k, total := w.Patch(), images*w.Positions()
	if w.identity() {
		DenseWeights(dw, nil, total, n, k, x, dy, 0)
		return
	}
	block := w.block(int(unsafe.Sizeof(T(0))), total)
	space := borrow(int(unsafe.Sizeof(T(0))) * block * k)
	defer space.giveBack()
	p := scratch[T](space, block*k)
	beta := T(0)
	for lo := 0; lo < total; lo += block {
		hi := min(lo+block, total)
		gatherPatches(w, p, x, lo, hi)
		DenseWeights(dw, nil, hi-lo, n, k, p, dy[lo*n:], beta)
		beta = 1
	}
}
