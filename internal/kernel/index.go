package kernel

import "math"

// Pick sets dst[i] = x[i, index[i]] for rows of k elements, and -Inf where index[i] is not an integer in [0, k).
func Pick[T Float](dst, x, index []T, k int) {
	for i, v := range index {
		j := int(v)
		if !(v >= 0 && v < T(k)) || T(j) != v {
			dst[i] = T(math.Inf(-1))
			continue
		}
		dst[i] = x[i*k+j]
	}
}

// OneHot sets dst[i, j] to 1 where index[i] = j and to 0 elsewhere, for rows of k elements.
func OneHot[T Float](dst, index []T, k int) {
	clear(dst)
	for i, v := range index {
		if !(v >= 0 && v < T(k)) {
			continue
		}
		if j := int(v); T(j) == v {
			dst[i*k+j] = 1
		}
	}
}

// CopyBlocks copies count blocks of n elements, from src every srcStep elements to dst every dstStep: a slice along
// an axis, or its place in a longer one.
func CopyBlocks[T Float](dst []T, dstStep int, src []T, srcStep, n, count int) {
	checkMatrix("dst", dst, count, n, dstStep)
	checkMatrix("src", src, count, n, srcStep)
	for i := range count {
		copy(dst[i*dstStep:][:n], src[i*srcStep:][:n])
	}
}

// Transpose sets dst (n, m) to the transpose of src (m, n), in blocks that stay in the first-level cache.
func Transpose[T Float](dst, src []T, m, n int) {
	checkMatrix("dst", dst, n, m, m)
	checkMatrix("src", src, m, n, n)
	if transpose(dst, src, m, n) {
		return
	}
	const block = 16
	for i0 := 0; i0 < m; i0 += block {
		for j0 := 0; j0 < n; j0 += block {
			for i := i0; i < min(i0+block, m); i++ {
				for j := j0; j < min(j0+block, n); j++ {
					dst[j*m+i] = src[i*n+j]
				}
			}
		}
	}
}

// Reorder sets each row of dst to the row of x in another order: dst[i][j] = x[i][order[j]].
func Reorder[T Float](dst, x []T, order []int) {
	k := len(order)
	if k == 0 {
		return
	}
	checkMatrix("x", x, len(dst)/k, k, k)
	checkMatrix("dst", dst, len(x)/k, k, k)
	for at := 0; at < len(dst); at += k {
		to, from := dst[at:at+k], x[at:at+k]
		for j, i := range order {
			to[j] = from[i]
		}
	}
}
