package density

// Charts say what the log-densities of all rows of a family at some points have in common, so that it is computed
// once for rows that are asked at the same points, and evaluate a row's density on such a chart.
//
// Laws: support and breaks are the same for every row; LogChart on a chart of y is LogProb at y but for rounding, with
// the bits of each point whatever the others are.
type Charts interface {
	// Columns is how many numbers a point has in a chart: one or two.
	Columns() int
	// Chart sets what the points y of rows like row i have in common.
	Chart(i int, y []float64, c Chart)
	// LogChart sets out[j] to the log-density of a row at point j of the chart; t is the row's own numbers.
	LogChart(t *Numbers, c Chart, out []float64)
	// Numbers gives the numbers that the density of row i needs, valid until the next call with the same memory.
	Numbers(i int, t *Numbers)
}

// A Chart is what is the same for all rows at some points: columns of the family's own, and what is added to the
// log-density, -Inf where it is 0.
type Chart struct {
	X, Z []float64 // Z has points only if the family has two columns
	Add  []float64
}

// Numbers is three numbers a component of a row, and where its log-density is about largest, NaN if a number is.
type Numbers struct {
	A, B, C []float64
	Top     float64
	room    []float64 // memory of the caller's
}

// Size gives t memory of its own for k components.
func (t *Numbers) Size(k int) {
	if cap(t.room) < 3*k {
		t.room = make([]float64, 3*k)
	}
	r := t.room[:3*k]
	t.A, t.B, t.C = r[:k:k], r[k:2*k:2*k], r[2*k:]
}

// clone has memory of its own.
func (t *Numbers) clone() Numbers {
	var own Numbers
	own.Size(len(t.A))
	own.Top = t.Top
	copy(own.A, t.A)
	copy(own.B, t.B)
	copy(own.C, t.C)
	return own
}

// slice is the points from to to.
func (c Chart) slice(from, to int) Chart {
	s := Chart{X: c.X[from:to], Add: c.Add[from:to]}
	if len(c.Z) > 0 {
		s.Z = c.Z[from:to]
	}
	return s
}

// resize gives c room for n points, keeping those it has, in families of so many columns.
func (c *Chart) resize(n, columns int) {
	c.X, c.Add = resized(c.X, n), resized(c.Add, n)
	if columns > 1 {
		c.Z = resized(c.Z, n)
	} else {
		c.Z = c.Z[:0]
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
func (c Chart) copyTo(d Chart, at int) {
	copy(d.X[at:], c.X)
	copy(d.Add[at:], c.Add)
	if len(c.Z) > 0 {
		copy(d.Z[at:], c.Z)
	}
}
