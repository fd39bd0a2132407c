package distributions

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// paramValues is a parameter of all rows, in the network's own float type, converted when it is bound: row i starts at
// element (i mod period)*width. The period is the number of rows, less for values that rows share: 1 if all do.
type paramValues struct {
	wide   []float64
	narrow []float32 // instead of wide
	width  int
	period int
}

// fill sets dst, room for some rows, to take rows from first on, repeating the last one in the room left.
func (v paramValues) fill(dst []float64, first, take int) {
	for left := take; left > 0; {
		at := first % v.period
		n := min(left, v.period-at)
		v.read(dst[:n*v.width], at*v.width)
		dst, first, left = dst[n*v.width:], first+n, left-n
	}
	for last := (first - 1) % v.period; len(dst) > 0; dst = dst[v.width:] {
		v.read(dst[:v.width], last*v.width)
	}
}

// read converts elements from at on.
func (v paramValues) read(dst []float64, at int) {
	if v.narrow == nil {
		copy(dst, v.wide[at:])
		return
	}
	for i, x := range v.narrow[at : at+len(dst)] {
		dst[i] = float64(x)
	}
}

// givenValue is the value of a parameter in one draw: rows of width elements, 1 row if all share it.
type givenValue struct {
	wide   []float64
	narrow []float32
	rows   int
}

// take checks the value of a parameter.
func (p nodeParam) take(v G.Value) (g givenValue, err error) {
	if v == nil {
		return g, fmt.Errorf("parameter %s has no value", p.node.Name())
	}
	if v, err = rowmajor.Of(v); err != nil {
		return g, fmt.Errorf("the value of parameter %s: %w", p.node.Name(), err)
	}
	shape := v.Shape()
	own := shape
	g.rows = 1
	if p.perRow && len(shape) > 0 {
		g.rows, own = shape[0], shape[1:]
	}
	if !build.SameShape(own, p.shape) || p.perRow && len(shape) == 0 {
		return g, fmt.Errorf("parameter %s has shape %s but its value has %s", p.node.Name(), build.ShapeString(p.node.Shape()), build.ShapeString(shape))
	}
	switch v.Dtype() {
	case tensor.Float64:
		g.wide = ops.Data[float64](v)
	case tensor.Float32:
		g.narrow = ops.Data[float32](v)
	default:
		return g, fmt.Errorf("parameter %s is %v, not float32 or float64", p.node.Name(), v.Dtype())
	}
	return g, nil
}

// stackDraws copies a parameter of n rows out of its draws, all draws of a row together: row i of draw k of S is row i*S + k.
func stackDraws(draws []givenValue, n, width int) paramValues {
	v := paramValues{width: width, period: len(draws)}
	wide := false
	for _, d := range draws {
		wide = wide || d.wide != nil
		if d.rows > 1 {
			v.period = n * len(draws)
		}
	}
	if wide {
		v.wide = make([]float64, v.period*width)
	} else {
		v.narrow = make([]float32, v.period*width)
	}
	density.Parcels(v.period/len(draws), rowBlock, func(_ *density.Solver, from, to int) { // so many rows of all draws fit in cache
		for k, d := range draws {
			p := place{from: from, to: to, draw: k, draws: len(draws), width: width, rows: d.rows}
			switch {
			case !wide:
				scatter(v.narrow, d.narrow, p)
			case d.wide != nil:
				scatter(v.wide, d.wide, p)
			default:
				scatter(v.wide, d.narrow, p)
			}
		}
	})
	return v
}

// place is where some rows of a draw go.
type place struct{ from, to, draw, draws, width, rows int }

// scatter copies them.
func scatter[T, U kernel.Float](dst []T, src []U, p place) {
	if p.width == 1 && p.rows > 1 {
		for r, x := range src[p.from:p.to] {
			dst[(p.from+r)*p.draws+p.draw] = T(x)
		}
		return
	}
	for r := p.from; r < p.to; r++ {
		to, from := (r*p.draws+p.draw)*p.width, min(r, p.rows-1)*p.width
		for i, x := range src[from : from+p.width] {
			dst[to+i] = T(x)
		}
	}
}

// stackedRows is the rows that all draws have, given by draw and parameter.
func (p *nodePrograms) stackedRows(given [][]givenValue) (n int, err error) {
	for k, draw := range given {
		own, err := p.rowsOf(draw)
		switch {
		case err != nil:
			return 0, ofDraw(k, len(given), err)
		case k > 0 && own != n:
			return 0, fmt.Errorf("draw %d has %d rows but draw 0 has %d", k, own, n)
		}
		n = own
	}
	return n, nil
}

// rowsOf is the rows of one draw: those of the parameters that have more than one.
func (p *nodePrograms) rowsOf(draw []givenValue) (n int, err error) {
	for i, g := range draw {
		switch {
		case !p.params[i].perRow:
		case n <= 1:
			n = g.rows
		case g.rows != n && g.rows != 1:
			return 0, fmt.Errorf("parameter %s has %d rows but one before it has %d", p.params[i].node.Name(), g.rows, n)
		}
	}
	if n < 1 {
		return 0, fmt.Errorf("the values have no rows")
	}
	return n, nil
}

// ofDraw says in which of several draws the error is.
func ofDraw(k, draws int, err error) error {
	if err == nil || draws == 1 {
		return err
	}
	return fmt.Errorf("draw %d: %w", k, err)
}
