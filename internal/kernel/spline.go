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
	exps    []T       // (block, 2 bins): e^(logit - greatest) of widths and heights
	rises   []T       // (block, bins-1): softplus of the logits of slopes
	x, y, d []float64 // (block, bins+1): places and slopes of the knots
	scale   []float64 // (block, 2): what a unit of exps is worth in width and in height
	first   int       // row of the first
	count   int       // rows that are ready
}

func newKnots[T Float](s *Spline) knots[T] {
	n, width := min(splineBlock, s.Rows), s.Bins+1
	numbers, few := n*(3*width+2), n*s.Parameters()
	w := borrow(8 * (numbers + few))
	all := scratch[float64](w, numbers+few)
	k := knots[T]{Spline: s, space: w, x: all[:n*width], y: all[n*width : 2*n*width], d: all[2*n*width : 3*n*width], scale: all[3*n*width : numbers]}
	each := in64[T]()
	t := scratch[T](w, (numbers+few)*each)[numbers*each:]
	k.exps, k.rises = t[:n*2*s.Bins], t[n*2*s.Bins:][:n*(s.Bins-1)]
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
	for r := range k.count {
		p := params[(first+r)*stride:][:stride]
		e := k.exps[r*2*bins:][:2*bins]
		below(e[:bins], p[:bins])
		below(e[bins:], p[bins:2*bins])
		rises := k.rises[r*(bins-1):][:bins-1]
		for j, v := range p[2*bins:] {
			rises[j] = v + T(SplineShift)
		}
	}
	exps, rises := k.exps[:k.count*2*bins], k.rises[:k.count*(bins-1)]
	Exp(exps, exps)
	Softplus(rises, rises)
	for r := range k.count {
		k.place(r)
	}
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

// place adds up the widths and heights of a row, and notes the slopes.
func (k *knots[T]) place(r int) {
	e := k.exps[r*2*k.Bins:][:2*k.Bins]
	x, y, d := k.of(r)
	k.scale[2*r] = k.along(x, e[:k.Bins])
	k.scale[2*r+1] = k.along(y, e[k.Bins:])
	d[0], d[k.Bins] = 1, 1
	sum := x[1] + y[1]
	for j, v := range k.rises[r*(k.Bins-1):][:k.Bins-1] {
		d[j+1] = SplineFloor + float64(v)
		sum += d[j+1]
	}
	if sum-sum != 0 {
		Fill(x, math.NaN())
		Fill(y, math.NaN())
	}
}

// of is the knots of a row.
func (k *knots[T]) of(r int) (x, y, d []float64) {
	n := k.Bins + 1
	return k.x[r*n:][:n:n], k.y[r*n:][:n:n], k.d[r*n:][:n:n]
}

// along places the knots of bins whose widths go as e, and returns the width of e = 1 above the floor.
func (k *knots[T]) along(at []float64, e []T) float64 {
	sum := 0.
	for _, v := range e {
		sum += float64(v)
	}
	floor := k.Floor()
	scale := 2 * k.Bound * (1 - float64(k.Bins)*floor) / sum
	least := 2 * k.Bound * floor
	z := -k.Bound
	at = at[:len(e)+1]
	at[0] = z
	for j, v := range e {
		z += least + scale*float64(v)
		at[j+1] = z
	}
	if z == z {
		at[len(e)] = k.Bound
	}
	return scale
}
