package bnn

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// kronLayer is the factors of a layer.
type kronLayer struct {
	rows       *G.Node // what the layer sees at each position (positions·in)
	identity   *G.Node // input of it; nil for none
	z          *G.Node
	in, out    int        // in counts the 1 of the bias
	kernel     int        // where the kernel begins in the vector; -1 if it is not of the subset
	bias       int        // where the bias begins; -1
	column     int        // of z in the jacobian
	a, b       *mat.Dense // sums
	count      float64    // of what is summed in a
	ea, eb     []float64  // eigenvalues of a and b
	ua, ub     *mat.Dense // eigenvectors
	decomposed bool
}

// see makes the node of the layer's inputs. A convolution, or any product, shows the patches that it sees when its kernel is
// the identity, since it is linear in the kernel.
func (l *kronLayer) see(r *oneRow, seen *last) {
	shape := seen.linear.Shape
	l.in = tensor.Shape(shape[:len(shape)-1]).TotalSize()
	if len(shape) == 2 {
		l.rows = ops.Reshape(seen.phi, seen.phi.Shape().TotalSize())
		return
	}
	l.identity = build.Input(r.pass.Graph, tensor.Float64, seen.path+"/laplace/identity", append(slices.Clone(shape[:len(shape)-1]), l.in)...)
	patches := seen.linear.Product(seen.phi, l.identity, nil, layers.None)
	l.rows = ops.Reshape(patches, patches.Shape().TotalSize())
}

// add adds a row to the layer's factors; of what it sees nothing more with the sign -1.
func (l *kronLayer) add(j *jacobian, r *mat.Dense, reduce bool, sign float64) {
	if sign > 0 {
		l.addSeen(j, reduce)
	}
	positions := l.z.Shape().TotalSize() / l.out
	n, _ := r.Dims()
	for i := range n {
		g := mat.NewDense(positions, l.out, r.RawRowView(i)[l.column:l.column+positions*l.out])
		if reduce {
			g = columnMeans(g)
			g.Scale(float64(positions), g)
		}
		addGram(l.b, g, sign)
	}
}

// addSeen adds what the layer sees in a row.
func (l *kronLayer) addSeen(j *jacobian, reduce bool) {
	positions := l.z.Shape().TotalSize() / l.out
	seen := mat.NewDense(positions, l.in, nil)
	width := l.in
	if l.bias >= 0 {
		width--
	}
	for t := range positions {
		row := seen.RawRowView(t)
		if width > 0 {
			copy(row, j.data(l.rows)[t*width:(t+1)*width])
		}
		if l.bias >= 0 {
			row[width] = 1
		}
	}
	if reduce {
		seen = columnMeans(seen)
	}
	addGram(l.a, seen, 1)
	l.count += float64(seen.RawMatrix().Rows)
}

// addGram adds sign x'x.
func addGram(sum, x *mat.Dense, sign float64) {
	n, d := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		for p := range d {
			if row[p] != 0 {
				floats.AddScaled(sum.RawRowView(p), sign*row[p], row)
			}
		}
	}
}

// columnMeans is the mean row, (1, d).
func columnMeans(x *mat.Dense) *mat.Dense {
	n, d := x.Dims()
	out := mat.NewDense(1, d, nil)
	for i := range n {
		floats.AddScaled(out.RawRowView(0), 1/float64(n), x.RawRowView(i))
	}
	return out
}

// decompose finds the eigenvectors of the factors, once. Rounding makes eigenvalues negative that are none; others of a factor, which
// second derivatives at the targets may have, are refused.
func (l *kronLayer) decompose() bool {
	if l.decomposed {
		return true
	}
	eigen := func(m *mat.Dense) ([]float64, *mat.Dense, bool) {
		d, _ := m.Dims()
		var e mat.EigenSym
		if !e.Factorize(mat.NewSymDense(d, m.RawMatrix().Data), true) {
			return nil, nil, false
		}
		var u mat.Dense
		e.VectorsTo(&u)
		values := e.Values(nil)
		lost := values[0] < -1e-8*values[d-1]
		for i, v := range values {
			values[i] = math.Max(v, 0)
		}
		return values, &u, !lost
	}
	var okA, okB bool
	l.ea, l.ua, okA = eigen(l.a)
	l.eb, l.ub, okB = eigen(l.b)
	l.decomposed = okA && okB
	return l.decomposed
}
