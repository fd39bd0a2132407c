package density

// A panelRow is a solved row: panels in ascending order that cover the support, or all of it that matters, and the
// values at their points. Densities are in units of e^shift, so a row far outside the range of floats is none the
// worse. Everything is relative to mass: the density need not be normalized.
type panelRow struct {
	f      Family
	has    *Closed // of f
	row    int
	lo, hi float64 // support
	panels []panel
	y      []float64 // points
	logp   []float64 // log-density there
	g      []float64 // e^(logp - shift) y'(t)
	c      []float64 // Chebyshev coefficients of g
	shift  float64
	mass   float64
	state  State

	skeleton
	charted Charts  // f, if it has charts
	ended   Ends    // f, if it knows its ends
	numbers Numbers // of the row, then
	frame   *frame  // of f, or nil
	kept    *sketch // what the row is made from again, panel by panel as they are asked for; nil if all are here
	scratch Chart
	shared  bool // by several goroutines: it must not change any more
	slopes  []slope
	works   []float64
}

// A State is what is wrong with a row.
type State uint8

const (
	Fine       State = iota
	Unresolved       // the density could not be followed to full accuracy
	Unnormal         // the mass of a density that should integrate to 1 does not
	Lost             // the density is rounding: its integral is not the cdf that is known
	Empty            // the density is 0 everywhere
	Invalid          // the density is NaN or infinite inside the support
)

// Broken rows have no answers but NaN, except for those in closed form.
func (s State) Broken() bool { return s >= Lost }

// at returns the values of panel k: points, log-densities, g, coefficients.
func (r *panelRow) at(k int) (y, logp, g, c []float64) { return r.slabs(&r.panels[k]) }

// find returns the panel of the skeleton that holds y.
func (r *panelRow) find(y float64) int {
	lo, hi := 0, len(r.low)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; r.edges[mid] <= y {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// clone returns a copy that shares nothing with the solver that made r.
func (r *panelRow) clone() *panelRow {
	c := *r
	c.numbers, c.skeleton = r.numbers.clone(), r.skeleton.clone()
	c.scratch, c.slopes, c.works, c.shared = Chart{}, nil, nil, true
	c.panels = append([]panel(nil), r.panels...)
	for _, s := range []*[]float64{&c.y, &c.logp, &c.g, &c.c} {
		*s = append([]float64(nil), *s...)
	}
	return &c
}
