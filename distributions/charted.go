package distributions

import "math"

// A chartedFamily can say what the log-densities of all its rows at some points have in common, so that it is computed
// once for rows that are asked at the same points, and evaluates a row's density on such a chart without a graph.
//
// Laws: support and breaks are the same for every row; logChart on a chart of y is logProb at y but for rounding, with
// the bits of each point whatever the others are.
type chartedFamily interface {
	family
	// columns is how many numbers a point has in a chart.
	columns() int
	// chart sets what the points y of rows like row i have in common.
	chart(i int, y []float64, c chart)
	// logChart sets out[j] to the log-density of row i at point j of the chart; t is the row's own numbers.
	logChart(t *rowNumbers, c chart, out []float64)
	// numbers gives the numbers that the density of row i needs, valid until the next call with the same memory.
	numbers(i int, t *rowNumbers)
}

// A chart is what is the same for all rows at some points: columns of the family's own, and what is added to the
// log-density, -Inf where it is 0.
type chart struct {
	x, z []float64 // z has points only if the family has two columns
	add  []float64
}

// rowNumbers is three numbers a component of a row, and where its log-density is about largest, NaN if a number is.
type rowNumbers struct {
	a, b, c []float64
	top     float64
	room    []float64 // memory of the caller's
}

// size gives t memory of its own for k components.
func (t *rowNumbers) size(k int) {
	if cap(t.room) < 3*k {
		t.room = make([]float64, 3*k)
	}
	r := t.room[:3*k]
	t.a, t.b, t.c = r[:k:k], r[k:2*k:2*k], r[2*k:]
}

// clone has memory of its own.
func (t *rowNumbers) clone() rowNumbers {
	var own rowNumbers
	own.size(len(t.a))
	own.top = t.top
	copy(own.a, t.a)
	copy(own.b, t.b)
	copy(own.c, t.c)
	return own
}

// slice is the points from to to.
func (c chart) slice(from, to int) chart {
	s := chart{x: c.x[from:to], add: c.add[from:to]}
	if len(c.z) > 0 {
		s.z = c.z[from:to]
	}
	return s
}

// resize gives c room for n points, keeping those it has, in families of so many columns.
func (c *chart) resize(n, columns int) {
	c.x, c.add = resized(c.x, n), resized(c.add, n)
	if columns > 1 {
		c.z = resized(c.z, n)
	} else {
		c.z = c.z[:0]
	}
}

func resized(s []float64, n int) []float64 {
	if n > cap(s) {
		grown := make([]float64, n, max(2*cap(s), n, 256))
		copy(grown, s)
		return grown
	}
	return s[:n]
}

// copyTo copies all points to those of d from at on.
func (c chart) copyTo(d chart, at int) {
	copy(d.x[at:], c.x)
	copy(d.add[at:], c.add)
	if len(c.z) > 0 {
		copy(d.z[at:], c.z)
	}
}

// chartedOf returns f if it has charts, or nil.
func chartedOf(f family) chartedFamily {
	if !hasCharts(f) {
		return nil
	}
	return f.(chartedFamily) // not what it was unpacked to, which would be boxed anew for each row
}

func hasCharts(f family) bool {
	switch f := f.(type) {
	case scaled:
		return !f.atomic && hasCharts(f.base)
	case swapKernel:
		return hasCharts(f.base)
	case redirected:
		return hasCharts(f.like)
	case endTail:
		return hasCharts(f.family)
	case closedFamily:
		return f.direct != nil
	case nodeFamily:
		return f.direct != nil
	}
	return false
}

func (s scaled) columns() int { return s.base.(chartedFamily).columns() }

func (s scaled) chart(i int, y []float64, c chart) {
	u := borrow(len(y))
	defer giveBack(u)
	s.down(i, y, *u)
	s.base.(chartedFamily).chart(i, *u, c)
	log := math.Log(s.scale)
	for j := range c.add {
		c.add[j] -= log
	}
}

func (s scaled) numbers(i int, t *rowNumbers) { s.base.(chartedFamily).numbers(i, t) }

func (s scaled) logChart(t *rowNumbers, c chart, out []float64) {
	s.base.(chartedFamily).logChart(t, c, out)
}

func (s swapKernel) columns() int { return s.base.(chartedFamily).columns() }

func (s swapKernel) chart(i int, y []float64, c chart) {
	s.base.(chartedFamily).chart(i, y, c)
	s.ratio.add(y, c.add, false)
}

func (s swapKernel) numbers(i int, t *rowNumbers) { s.base.(chartedFamily).numbers(i, t) }

func (s swapKernel) logChart(t *rowNumbers, c chart, out []float64) {
	s.base.(chartedFamily).logChart(t, c, out)
}

func (r redirected) columns() int { return r.like.(chartedFamily).columns() }

func (r redirected) chart(i int, y []float64, c chart) { r.like.(chartedFamily).chart(i, y, c) }

// numbers is NaN for rows that could not be loaded.
func (r redirected) numbers(i int, t *rowNumbers) {
	f, row := r.at(i)
	if c, ok := f.(chartedFamily); ok {
		c.numbers(row, t)
		return
	}
	t.size(1)
	t.top = math.NaN()
}

func (r redirected) logChart(t *rowNumbers, c chart, out []float64) {
	r.like.(chartedFamily).logChart(t, c, out)
}
