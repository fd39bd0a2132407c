package kernel

import (
	"math"
	"unsafe"
)

// Spline is a batch of increasing maps of the line: piecewise rational quadratic in so many bins between -Bound and Bound, the
// identity beyond (Gregory and Delbourgo (1982), IMA J. Numer. Anal. 2, 123; Durkan et al. (2019), arXiv:1906.04032). A row of
// parameters is Bins logits of widths, Bins of heights and Bins-1 of slopes at the inner knots. Element i has row
// i/Repeat mod Rows.
//
// A bin is at least SplineFloor of the whole wide and high, and a slope at least SplineFloor: floor + (1 - Bins floor) softmax,
// and floor + softplus, shifted so that 0 is the slope 1 of both ends: parameters of 0 are the identity.
type Spline struct {
	Bins         int
	Bound        float64
	Rows, Repeat int
}

// SplineFloor is the least width and height, of the whole, and the least slope. Many bins have less: see Floor.
const SplineFloor = 1e-3

// SplineShift is added to the logit of a slope: log(e^(1 - SplineFloor) - 1).
var SplineShift = math.Log(math.Expm1(1 - SplineFloor))

// Floor is SplineFloor, or half of an even share if that is less.
func (s *Spline) Floor() float64 { return min(SplineFloor, .5/float64(s.Bins)) }

// Parameters is the length of a row.
func (s *Spline) Parameters() int { return 3*s.Bins - 1 }

// splineBlock is how many rows are made ready at once: exponentials run over all of them, and what they leave stays in the
// nearest cache.
const splineBlock = 32

// knots is the workspace of a block of rows.
type knots[T Float] struct {
	*Spline
	space   *workspace
	floor   float64
	exps    []T       // (block, Parameters): those of the logits of widths and heights; what follows them does not count
	rises   []T       // (block, bins-1): softplus of the logits of slopes
	x, y, d []float64 // (block, bins+1): places and slopes of the knots
	scale   []float64 // (block, 2): what a unit of exps is worth in width and in height
	first   int       // row of the first
	count   int       // rows that are ready
}

func newKnots[T Float](s *Spline) knots[T] {
	n, width := min(splineBlock, s.Rows), s.Bins+1
	numbers, few := n*(3*width+2), n*(s.Parameters()+s.Bins-1)
	w := borrow(8 * (numbers + few))
	all := scratch[float64](w, numbers+few)
	k := knots[T]{Spline: s, space: w, floor: s.Floor(), x: all[:n*width], y: all[n*width : 2*n*width], d: all[2*n*width : 3*n*width], scale: all[3*n*width : numbers]}
	each := in64[T]()
	t := scratch[T](w, (numbers+few)*each)[numbers*each:]
	k.exps, k.rises = t[:n*s.Parameters()], t[n*s.Parameters():][:n*(s.Bins-1)]
	return k
}

// in64 is how many numbers have the room of a float64.
func in64[T Float]() int { return 8 / int(unsafe.Sizeof(T(0))) }

// each calls f with stretches of elements between lo and hi that have one row of parameters, and with its place in the block.
func (k *knots[T]) each(params []T, lo, hi int, f func(row, lo, hi int)) {
	defer k.space.giveBack()
	for lo < hi {
		row := lo / k.Repeat % k.Rows
		if row < k.first || row >= k.first+k.count {
			k.ready(params, row, (hi-1)/k.Repeat-lo/k.Repeat+1)
		}
		end := min(lo-lo%k.Repeat+k.Repeat, hi)
		if k.Rows == 1 {
			end = hi
		}
		f(row-k.first, lo, end)
		lo = end
	}
}

// ready computes the knots of up to so many rows, as many as there is room for; all if there is room for all.
func (k *knots[T]) ready(params []T, first, wanted int) {
	room := len(k.x) / (k.Bins + 1)
	if room == k.Rows {
		first, wanted = 0, room
	}
	k.first, k.count = first, min(room, wanted, k.Rows-first)
	bins, stride := k.Bins, k.Parameters()
	block := params[k.first*stride:][:k.count*stride]
	exps := k.exps[:len(block)]
	Exp(exps, block)
	for r := range k.count {
		rises := k.rises[r*(bins-1):][:bins-1]
		for j, v := range block[r*stride+2*bins:][:bins-1] {
			rises[j] = v + T(SplineShift)
		}
	}
	rises := k.rises[:k.count*(bins-1)]
	Softplus(rises, rises)
	for r := range k.count {
		k.place(r, block[r*stride:][:2*bins])
	}
}

// place puts the knots of a row where its widths and heights add up to, and notes the slopes.
func (k *knots[T]) place(r int, logits []T) {
	widths, heights := k.weights(r)
	x, y, d := k.of(r)
	if !addUp(x, y, widths, heights) {
		below(widths, logits[:k.Bins])
		below(heights, logits[k.Bins:])
		Exp(widths, widths)
		Exp(heights, heights)
		addUp(x, y, widths, heights)
	}
	k.scale[2*r], k.scale[2*r+1] = k.stretch(x), k.stretch(y)
	sum := x[1] + y[1]
	rises := k.rises[r*(k.Bins-1):][:k.Bins-1]
	d[0], d[k.Bins] = 1, 1
	d = d[1:][:len(rises)]
	for j, v := range rises {
		d[j] = SplineFloor + float64(v)
		sum += d[j]
	}
	if sum-sum != 0 {
		Fill(x, math.NaN()) // all of the row is
		Fill(y, math.NaN())
	}
}

// addUp sums exponentials of logits from the first on, side by side, since each sum waits for the one before. It is false if one of
// both is too large or too small for that, and the logits must be shifted first.
func addUp[T Float](x, y []float64, widths, heights []T) bool {
	a, b := 0., 0.
	x, y, heights = x[1:][:len(widths)], y[1:][:len(widths)], heights[:len(widths)]
	for j, v := range widths {
		a += float64(v)
		b += float64(heights[j])
		x[j], y[j] = a, b
	}
	return min(a, b) > 1e-25 && max(a, b) < 1e30
}

// stretch makes knots of the sums up to them, and returns the width of an exponential of 1 above the floor.
func (k *knots[T]) stretch(at []float64) float64 {
	n := len(at) - 1
	least := 2 * k.Bound * k.floor
	scale := (2*k.Bound - float64(n)*least) / at[n]
	at[0] = -k.Bound
	low := least - k.Bound
	for j, sum := range at[1:n] {
		at[j+1] = low + float64(j)*least + scale*sum
	}
	at[n] = k.Bound
	return scale
}

// weights are the exponentials of a row's widths and heights.
func (k *knots[T]) weights(r int) (widths, heights []T) {
	e := k.exps[r*k.Parameters():][:2*k.Bins]
	return e[:k.Bins], e[k.Bins:]
}

// of is the knots of a row.
func (k *knots[T]) of(r int) (x, y, d []float64) {
	n := k.Bins + 1
	return k.x[r*n:][:n:n], k.y[r*n:][:n:n], k.d[r*n:][:n:n]
}

func total[T Float](x []T) float64 {
	sum := 0.
	for _, v := range x {
		sum += float64(v)
	}
	return sum
}

// below is x less its greatest element; a NaN stays one, wherever it is.
func below[T Float](dst, x []T) {
	m := x[0]
	for _, v := range x[1:] {
		if v > m {
			m = v
		}
	}
	for i, v := range x {
		dst[i] = v - m
	}
}
