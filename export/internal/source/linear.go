package source

// dense is y = x w + b of rows x (m, k) and w (k, n), row by row; a nil b is 0.
func dense(y, x, w, b []float, n int) {
	k := len(w) / n
	for ; len(y) > 0; y, x = y[n:], x[k:] {
		row := y[:n]
		clear(row)
		copy(row, b)
		for i, v := range x[:k] {
			to := w[i*n:][:len(row)]
			for j := range row {
				row[j] += v * to[j]
			}
		}
	}
}

// slide is how a window moves along one axis: position i sees the elements i stride - before + j dilation for j in [0, size), of
// which those outside [0, in) are padding. There are out positions.
type slide struct{ in, out, size, stride, dilation, before int }

// at is the element that position i sees as number j; ok is false for padding.
func (s slide) at(i, j int) (k int, ok bool) {
	k = i*s.stride - s.before + j*s.dilation
	return k, 0 <= k && k < s.in
}

// conv is a cross-correlation of images x (n, rows, columns, in) with w (rows, columns, in, out), and b added; a nil b is 0.
func conv(y, x, w, b []float, rows, cols slide, in, out int) {
	image := rows.in * cols.in * in
	for ; len(x) > 0; x = x[image:] {
		for i := range rows.out {
			for j := range cols.out {
				pixel := y[:out]
				y = y[out:]
				clear(pixel)
				copy(pixel, b)
				convAt(pixel, x, w, i, j, rows, cols, in)
			}
		}
	}
}

// convAt adds what the window at position (i, j) sees.
func convAt(pixel, x, w []float, i, j int, rows, cols slide, in int) {
	for a := range rows.size {
		r, ok := rows.at(i, a)
		if !ok {
			continue
		}
		for c := range cols.size {
			k, ok := cols.at(j, c)
			if !ok {
				continue
			}
			seen := x[(r*cols.in+k)*in:][:in]
			for e, v := range seen {
				to := w[((a*cols.size+c)*in+e)*len(pixel):][:len(pixel)]
				for o := range pixel {
					pixel[o] += v * to[o]
				}
			}
		}
	}
}

// matmul is y = op(a) op(b), (m, k) times (k, n), where op transposes its operand if the flag says so.
func matmul(y, a, b []float, m, k, n int, transA, transB bool) {
	rowA, stepA, rowB, stepB := k, 1, n, 1
	if transA {
		rowA, stepA = 1, m
	}
	if transB {
		rowB, stepB = 1, k
	}
	for i := range m {
		for j := range n {
			sum := float(0)
			for l := range k {
				sum += a[i*rowA+l*stepA] * b[l*rowB+j*stepB]
			}
			y[i*n+j] = sum
		}
	}
}

// transpose is y (n, m) of x (m, n).
func transpose(y, x []float, m, n int) {
	for i := range m {
		for j := range n {
			y[j*m+i] = x[i*n+j]
		}
	}
}
