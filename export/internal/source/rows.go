package source

import "math"

// softmax is e^x over its sum, in rows of k; a row of -Inf gives zeros, and of several +Inf each has its share.
func softmax(y, x []float, k int) {
	for ; len(x) > 0; y, x = y[k:], x[k:] {
		top, sum := total(x[:k])
		for j, v := range x[:k] {
			if y[j] = 0; !math.IsInf(top, -1) {
				y[j] = float(math.Exp(below(v, top)) / sum)
			}
		}
	}
}

// logSoftmax is x less the logarithm of the sum of e^x, in rows of k; a row of -Inf stays.
func logSoftmax(y, x []float, k int) {
	for ; len(x) > 0; y, x = y[k:], x[k:] {
		top, sum := total(x[:k])
		for j, v := range x[:k] {
			if y[j] = v; !math.IsInf(top, -1) {
				y[j] = float(below(v, top) - math.Log(sum))
			}
		}
	}
}

// logSumExp is the logarithm of the sum of e^x, of rows of k.
func logSumExp(y, x []float, k int) {
	for i := range y {
		top, sum := total(x[i*k : i*k+k])
		if y[i] = float(top); !math.IsInf(top, 0) {
			y[i] = float(top + math.Log(sum))
		}
	}
}

// total is the largest number of x, and the sum of e^x in units of e^top.
func total(x []float) (top, sum float64) {
	top = float64(x[0])
	for _, v := range x {
		top = max(top, float64(v))
	}
	for _, v := range x {
		sum += math.Exp(below(v, top))
	}
	return top, sum
}

// below is v - top, 0 where they are one infinity.
func below(v float, top float64) float64 {
	if float64(v) == top {
		return 0
	}
	return float64(v) - top
}

// sums is the sums over the middle axis of x (outer, n, inner).
func sums(y, x []float, n, inner int) {
	for i := range y {
		from, sum := i/inner*n*inner+i%inner, 0.
		for j := range n {
			sum += float64(x[from+j*inner])
		}
		y[i] = float(sum)
	}
}

// means is the means over the middle axis of x (outer, n, inner).
func means(y, x []float, n, inner int) {
	for i := range y {
		from, sum := i/inner*n*inner+i%inner, 0.
		for j := range n {
			sum += float64(x[from+j*inner])
		}
		y[i] = float(sum / float64(n))
	}
}

// maxima is the largest elements along the middle axis of x (outer, n, inner).
func maxima(y, x []float, n, inner int) {
	for i := range y {
		from := i/inner*n*inner + i%inner
		top := x[from]
		for j := range n {
			top = max(top, x[from+j*inner])
		}
		y[i] = top
	}
}

// variances is the means of (x - m)^2 in rows.
func variances(y, x, m []float) {
	n := len(x) / len(m)
	for i, mean := range m {
		sum := 0.
		for _, v := range x[i*n : i*n+n] {
			d := float64(v) - float64(mean)
			sum += d * d
		}
		y[i] = float(sum / float64(n))
	}
}

// standardize is (x - m) / sqrt(v + eps) in rows, times scale and plus bias unless these are nil.
func standardize(y, x, m, v, scale, bias []float, eps float64) {
	n := len(x) / len(m)
	for i, mean := range m {
		rate := 1 / math.Sqrt(float64(v[i])+eps)
		for j := range n {
			u := (float64(x[i*n+j]) - float64(mean)) * rate
			if scale != nil {
				u = u*float64(scale[j]) + float64(bias[j])
			}
			y[i*n+j] = float(u)
		}
	}
}

// running is the sums of x up to each element in rows of k; with back from it on to the end.
func running(y, x []float, k int, back bool) {
	for ; len(x) > 0; y, x = y[k:], x[k:] {
		sum := 0.
		for j := range k {
			if back {
				j = k - 1 - j
			}
			sum += float64(x[j])
			y[j] = float(sum)
		}
	}
}

// blocks copies count blocks of n elements, which are from and to elements apart.
func blocks(y, x []float, n, to, from, count int) {
	for i := range count {
		copy(y[i*to:i*to+n], x[i*from:i*from+n])
	}
}

// take is the rows of a table that are counted in index; of numbers that count none it is NaN.
func take(y, table, index []float, width int) {
	for i, v := range index {
		row := y[i*width : i*width+width]
		k := int(v)
		if float(k) == v && 0 <= k && k < len(table)/width {
			copy(row, table[k*width:])
			continue
		}
		for j := range row {
			row[j] = float(math.NaN())
		}
	}
}

// oneHot is 1 at the place that is counted in index and 0 elsewhere, in rows of k.
func oneHot(y, index []float, k int) {
	clear(y)
	for i, v := range index {
		if c := int(v); float(c) == v && 0 <= c && c < k {
			y[i*k+c] = 1
		}
	}
}
