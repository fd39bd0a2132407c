package kernel

import "math"

// Reduction is how a reduction over some axes of a row-major array walks it: kept and reduced axes alternate,
// keep0, red0, keep1, red1, keep2, some of extent 1. Every choice of axes of an array of rank 4 or less has this form.
type Reduction struct {
	keep0, red0, keep1, red1, keep2 int
}

// NewReduction plans the reduction of the axes of shape that are marked. It panics when a rank above 4 makes the kept
// and reduced axes alternate more often than a Reduction can.
func NewReduction(shape []int, reduced []bool) Reduction {
	e := [5]int{1, 1, 1, 1, 1} // even: kept, odd: reduced
	last := len(e) - 1
	for i := len(shape) - 1; i >= 0; i-- {
		if shape[i] == 1 {
			continue
		}
		if reduced[i] != (last%2 == 1) {
			last--
		}
		e[last] *= shape[i]
	}
	return Reduction{e[0], e[1], e[2], e[3], e[4]}
}

// Count is the number of elements that become one.
func (r *Reduction) Count() int { return r.red0 * r.red1 }

// leaf is the number of terms added one after the other; longer sums are halved until they are that short.
const leaf = 64

// vectorLeaf is the leaf of sums along a row in assembly, which adds at least 32 partial sums side by side.
const vectorLeaf = 512

// Sum sets dst to the sums over the reduced axes. Terms are added in halves of halves down to blocks of 64, an order
// that depends on the shape alone, so that with u = 2^-24 (float32) or 2^-53 the error is at most (63 + log2(n/64)) u
// times the sum of the n magnitudes: 4.6e-6 for a million float32, where adding in a row allows 6e-2. A sum of nothing, in
// a row of no elements, is 0.
func Sum[T Float](r *Reduction, dst, x []T) {
	if len(x) == 0 {
		clear(dst)
		return
	}
	if r.keep2 == 1 && r.red0 == 1 { // the last axis only
		n := r.red1
		if n <= vectorLeaf && runRows(fnSumRows, dst, x, len(dst), n) {
			return
		}
		checkMatrix("x", x, len(dst), n, n)
		for i := range dst {
			dst[i] = Total(x[i*n : (i+1)*n])
		}
		return
	}
	rows := r.Count()
	for i := range r.keep0 * r.keep1 {
		at := (i/r.keep1*r.red0*r.keep1 + i%r.keep1) * r.red1 * r.keep2
		sumRows(r, dst[i*r.keep2:(i+1)*r.keep2], x[at:], 0, rows)
	}
}

// columns is the width that is summed at a time: its partial sums stay on the stack.
const columns = 128

// sumRows sets dst to the sum of the rows lo to hi of x, columns at a time.
func sumRows[T Float](r *Reduction, dst, x []T, lo, hi int) {
	for c := 0; c < len(dst); c += columns {
		sumTile(r, dst[c:min(c+columns, len(dst))], x[c:], lo, hi)
	}
}

// sumTile is sumRows for at most that many columns. Row j begins at ((j/red1)*keep1*red1 + j%red1) * keep2.
func sumTile[T Float](r *Reduction, dst, x []T, lo, hi int) {
	if n := hi - lo; n > leaf {
		var right [columns]T
		mid := lo + (n+leaf-1)/leaf/2*leaf
		sumTile(r, dst, x, lo, mid)
		sumTile(r, right[:len(dst)], x, mid, hi)
		addTo(dst, right[:len(dst)])
		return
	}
	if first := lo / r.red1; r.keep1 == 1 || first == (hi-1)/r.red1 {
		if runColumns(dst, x[(first*r.keep1*r.red1+lo%r.red1)*r.keep2:], hi-lo, r.keep2) {
			return
		}
	}
	clear(dst)
	skip := (r.keep1 - 1) * r.red1 * r.keep2 // from the end of one block of red1 rows to the next
	at := (lo/r.red1*r.keep1*r.red1 + lo%r.red1) * r.keep2
	for j := lo; j < hi; j++ {
		addTo(dst, x[at:at+len(dst)])
		if at += r.keep2; (j+1)%r.red1 == 0 {
			at += skip
		}
	}
}

func addTo[T Float](dst, x []T) {
	x = x[:len(dst)]
	if runBinary(fnAdd, dst, dst, x) {
		return
	}
	for i, v := range x {
		dst[i] += v
	}
}

// Total is the sum of x; its error is bounded as that of Sum, by (18 + log2(n/64)) u sum |x|.
func Total[T Float](x []T) T {
	n, short := len(x), leaf
	if CPULevel() > Generic {
		short = vectorLeaf
	}
	if n > short {
		mid := (n + short - 1) / short / 2 * short
		return Total(x[:mid]) + Total(x[mid:])
	}
	var sum [1]T
	if runRows(fnSumRows, sum[:], x, 1, n) {
		return sum[0]
	}
	var s [4]T
	for ; len(x) >= 4; x = x[4:] {
		s[0] += x[0]
		s[1] += x[1]
		s[2] += x[2]
		s[3] += x[3]
	}
	for i, v := range x {
		s[i] += v
	}
	return (s[0] + s[1]) + (s[2] + s[3])
}

// Mean sets dst to the means over the reduced axes: Sum divided by the count, or where that overflows, the sum of the
// quotients in float64.
func Mean[T Float](r *Reduction, dst, x []T) {
	Sum(r, dst, x)
	n := T(r.Count())
	for i := range dst {
		if dst[i] /= n; dst[i]-dst[i] != 0 && n > 0 {
			dst[i] = T(r.meanOf(i, func(at int) float64 { return float64(x[at]) }))
		}
	}
}

// meanOf is the mean of the elements of result i, each divided first.
func (r *Reduction) meanOf(i int, x func(at int) float64) (mean float64) {
	n := float64(r.Count())
	i, column := i/r.keep2, i%r.keep2
	first := (i/r.keep1*r.red0*r.keep1 + i%r.keep1) * r.red1
	for j := range r.red0 {
		for k := range r.red1 {
			mean += x((first+j*r.keep1*r.red1+k)*r.keep2+column) / n
		}
	}
	return mean
}

// Max sets dst to the largest elements along the reduced axes; a NaN among them is the result, -Inf that of none.
func Max[T Float](r *Reduction, dst, x []T) {
	if len(x) == 0 {
		Fill(dst, T(math.Inf(-1)))
		return
	}
	if r.keep2 == 1 && r.red0 == 1 && runRows(fnMaxRows, dst, x, len(dst), r.red1) {
		return
	}
	for i := range r.keep0 * r.keep1 {
		at := (i/r.keep1*r.red0*r.keep1 + i%r.keep1) * r.red1 * r.keep2
		maxRows(r, dst[i*r.keep2:(i+1)*r.keep2], x[at:])
	}
}

func maxRows[T Float](r *Reduction, dst, x []T) {
	copy(dst, x)
	for j := range r.red0 {
		block := x[j*r.keep1*r.red1*r.keep2:][:r.red1*r.keep2]
		for ; len(block) > 0; block = block[len(dst):] {
			if len(dst) >= 4 && runPair(fnMax, dst, dst, block, 0) {
				continue
			}
			for i := range dst {
				dst[i] = max(dst[i], block[i])
			}
		}
	}
}
