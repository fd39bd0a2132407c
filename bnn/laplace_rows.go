package bnn

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mat"
)

// curvature is minus the log-likelihood at some weights, and its derivatives.
type curvature struct {
	loss   float64
	grad   []float64     // (d)
	fisher *mat.SymDense // (d, d)
}

// at computes the curvature at weights w, block by block.
func (h *head) at(w []float64) (c curvature, err error) {
	c = curvature{grad: make([]float64, h.dim), fisher: mat.NewSymDense(h.dim, nil)}
	for lo := 0; lo < h.n; lo += h.block {
		rows := h.load(lo)
		for _, l := range h.lasts {
			l.apply(w, lo, rows)
		}
		if err := h.program.RunAll(); err != nil {
			return c, err
		}
		for _, v := range ops.Data[float64](h.program.Value(h.nll))[:rows] {
			c.loss += v
		}
		for _, l := range h.lasts {
			l.addGrad(c.grad, mat.NewDense(h.block, l.out, ops.Data[float64](h.program.Value(l.grad))), lo, rows)
		}
		h.addFisher(c.fisher, lo, rows)
	}
	if math.IsNaN(c.loss) {
		c.loss = math.Inf(1)
	}
	return c, nil
}

// apply sets the layer's outputs for rows from lo on.
func (l *last) apply(w []float64, lo, rows int) {
	kernel := mat.NewDense(l.in, l.out, w[l.at:l.at+l.size()])
	z := mat.NewDense(l.outputs.Shape()[0], l.out, ops.Data[float64](l.outputs))
	z.Slice(0, rows, 0, l.out).(*mat.Dense).Mul(l.inputs.Slice(lo, lo+rows, 0, l.in), kernel)
	for i := rows; i < l.outputs.Shape()[0]; i++ {
		z.SetRow(i, z.RawRowView(0))
	}
}

// addGrad adds inputs' · (the gradient by outputs).
func (l *last) addGrad(grad []float64, byZ *mat.Dense, lo, rows int) {
	var g mat.Dense
	g.Mul(l.inputs.Slice(lo, lo+rows, 0, l.in).T(), byZ.Slice(0, rows, 0, l.out))
	for i, v := range g.RawMatrix().Data {
		grad[l.at+i] += v
	}
}

// load takes a block of rows from lo on and returns how many there are. What is left over repeats the first one.
func (h *head) load(lo int) (rows int) {
	x, y := ops.Data[float64](h.x), ops.Data[float64](h.y)
	d := len(x) / h.block
	rows = min(h.block, h.n-lo)
	copy(x, h.xs[lo*d:(lo+rows)*d])
	copy(y, h.ys[lo:lo+rows])
	for i := rows; i < h.block; i++ {
		copy(x[i*d:(i+1)*d], h.xs[:d])
		y[i] = h.ys[0]
	}
	return rows
}

// keep stores the inputs of rows from lo on, beside a 1 for the bias.
func (l *last) keep(phi []float64, lo, rows int) {
	width := len(phi) / l.phi.Shape()[0]
	for i := range rows {
		row := l.inputs.RawRowView(lo + i)
		copy(row, phi[i*width:(i+1)*width])
		if l.bias {
			row[width] = 1
		}
	}
}
