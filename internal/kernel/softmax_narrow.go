package kernel

// Rows of few elements would leave most of a vector empty, and cost a call each. They are turned: column by column, a piece of rows
// at a time, by the loops over slices.

// narrowest to turnedWidth are the widths of rows that are turned.
const (
	narrowest   = 2
	turnedWidth = 8
)

// turned is a piece of rows as columns, with what is computed of them.
type turned[T Float] struct {
	columns               [turnedWidth][repeats]T
	top, rest, low, other [repeats]T
	row                   [turnedWidth]T
}

// logSoftmaxNarrow is LogSoftmax of narrow rows, and reports whether they are.
func logSoftmaxNarrow[T Float](dst, x []T, k int) bool {
	if k < narrowest || k > turnedWidth || len(x)%k != 0 || len(dst) < len(x) || CPULevel() == Generic {
		return false
	}
	var t turned[T]
	for lo := 0; lo < len(x); lo += repeats * k {
		hi := min(len(x), lo+repeats*k)
		t.logSoftmax(dst[lo:hi], x[lo:hi], k)
	}
	return true
}

// logSumExpNarrow is LogSumExp of narrow rows, and reports whether they are.
func logSumExpNarrow[T Float](dst, x []T, k int) bool {
	if k < narrowest || k > turnedWidth || CPULevel() == Generic {
		return false
	}
	var t turned[T]
	for lo := 0; lo < len(dst); lo += repeats {
		hi := min(len(dst), lo+repeats)
		t.logSumExp(dst[lo:hi], x[lo*k:hi*k], k)
	}
	return true
}

// PickLogSoftmax sets dst[i] to element index[i] of the LogSoftmax of row i of k elements, and to -Inf where index[i] is not an
// integer in [0, k): the bits of Pick of LogSoftmax, without the elements that are not picked. It reports whether it can: whether the
// rows are narrow and there is assembly.
func PickLogSoftmax[T Float](dst, x, index []T, k int) bool {
	if k < narrowest || k > turnedWidth || CPULevel() == Generic {
		return false
	}
	var t turned[T]
	for lo := 0; lo < len(dst); lo += repeats {
		hi := min(len(dst), lo+repeats)
		t.pickLogSoftmax(dst[lo:hi], x[lo*k:hi*k], index[lo:hi], k)
	}
	return true
}

func (t *turned[T]) pickLogSoftmax(dst, x, index []T, k int) {
	n := len(dst)
	t.turn(x, n, k)
	t.logSum(n, k)
	picked := t.other[:n]
	Pick(picked, x, index, k)
	Sub(picked, picked, t.top[:n])
	Sub(dst, picked, t.rest[:n])
	for i, s := range t.rest[:n] {
		if s-s != 0 { // as in logSoftmax
			row := t.row[:k]
			runWholeRows(fnLogSoftmax, row, x[i*k:(i+1)*k], k)
			Pick(dst[i:i+1], row, index[i:i+1], k)
		}
	}
}

func (t *turned[T]) logSumExp(dst, x []T, k int) {
	n := len(dst)
	t.turn(x, n, k)
	t.logSum(n, k)
	Add(dst, t.top[:n], t.rest[:n])
	for i, s := range t.rest[:n] {
		if s != s { // as in logSoftmax
			dst[i] = logSumExp(x[i*k : (i+1)*k])
		}
	}
}

func (t *turned[T]) turn(x []T, n, k int) {
	if k == 2 {
		a, b := t.columns[0][:n], t.columns[1][:n]
		for i := range a {
			a[i], b[i] = x[2*i], x[2*i+1]
		}
		return
	}
	if k == 4 {
		a, b, c, d := t.columns[0][:n], t.columns[1][:n], t.columns[2][:n], t.columns[3][:n]
		for i := range a {
			row := x[4*i : 4*i+4 : 4*i+4]
			a[i], b[i], c[i], d[i] = row[0], row[1], row[2], row[3]
		}
		return
	}
	for i := range n {
		for j, v := range x[i*k : (i+1)*k] {
			t.columns[j][i] = v
		}
	}
}

func (t *turned[T]) logSoftmax(dst, x []T, k int) {
	n := len(x) / k
	t.turn(x, n, k)
	t.logSum(n, k)
	top, logSum := t.top[:n], t.rest[:n]
	for j := range k {
		c := t.columns[j][:n]
		Sub(c, c, top) // the maximum goes first, as in LogSoftmax
		Sub(c, c, logSum)
	}
	for i, s := range logSum {
		row := x[i*k : (i+1)*k]
		to := dst[i*k : (i+1)*k]
		if s-s != 0 { // infinities and NaN have rules of their own
			runWholeRows(fnLogSoftmax, to, row, k)
			continue
		}
		for j := range to {
			to[j] = t.columns[j][i]
		}
	}
}

// logSum sets top to the rows' maxima and rest to the logarithm of the sum of e^(x - top): log1p of the sum without the term 1 of
// one maximum, which is kept as the maximum moves.
func (t *turned[T]) logSum(n, k int) {
	top, rest, low, other := t.top[:n], t.rest[:n], t.low[:n], t.other[:n]
	copy(top, t.columns[0][:n])
	clear(rest)
	one := [1]T{1}
	for j := 1; j < k; j++ {
		c := t.columns[j][:n]
		Less(other, top, c) // there the old maximum joins the rest, and all of it shrinks
		Minimum(low, top, c)
		Maximum(top, top, c)
		Sub(low, low, top)
		Exp(low, low)
		Select(other, other, low, one[:])
		Mul(rest, rest, other)
		Add(rest, rest, low)
	}
	Sub(other, top, top) // NaN of an infinite maximum
	Add(rest, rest, other)
	Log1p(rest, rest)
}
