package bnn

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// keptAround is a normal around weights: what draws need of it. LaplaceFit, with the evidence and the linearized predictions, which need
// the network and the rows, is not part of a model.
type keptAround struct {
	Params *layers.Params // all weights, at the mode
	Paths  []string       // of those that are drawn, in their order
	Pick   []int          // elements of them; nil: all
	Mean   []float64

	// One of these is the inverse of the covariance.
	Root      []float64 // the upper triangle R, row after row, of R'R
	Diagonal  []float64
	Kronecker *keptKronecker
}

// keptKronecker is the precision of layers, by eigenvectors of factors, and of the elements of no layer (0 elsewhere).
type keptKronecker struct {
	Layers []keptBlock
	Rest   []float64
}

type keptBlock struct {
	In, Out      int
	Kernel, Bias int       // where they begin; -1 for none
	Left, Right  []float64 // eigenvectors, (in, in) and (out, out)
	Precision    []float64 // (in, out)
}

func keepAround(a *around) (k keptAround, err error) {
	k = keptAround{Params: a.params, Pick: a.pick, Mean: a.mean}
	for _, s := range a.slots {
		k.Paths = append(k.Paths, s.path)
	}
	if slots, _, err := k.slots(); err != nil || !slices.Equal(slots, a.slots) {
		return k, errors.Join(errors.New("the weights are not one after the other"), err)
	}
	switch c := a.cov.(type) {
	case *fullCovariance:
		r := c.root.RawTriangular()
		for i := range r.N {
			k.Root = append(k.Root, r.Data[i*r.Stride+i:i*r.Stride+r.N]...)
		}
	case *diagonalCovariance:
		k.Diagonal = c.precision
	case *kronCovariance:
		k.Kronecker = &keptKronecker{Rest: c.rest}
		for _, b := range c.blocks {
			k.Kronecker.Layers = append(k.Kronecker.Layers, keptBlock{b.in, b.out, b.kernel, b.bias, numbersIn(b.ua), numbersIn(b.ub), numbersIn(b.precision)})
		}
	default:
		err = fmt.Errorf("a %T has no form in files", c)
	}
	return k, err
}

// numbersIn are the elements of a matrix, row after row.
func numbersIn(m *mat.Dense) []float64 {
	if m == nil || m.IsEmpty() {
		return nil
	}
	r := m.RawMatrix()
	if r.Stride == r.Cols {
		return r.Data[:r.Rows*r.Cols]
	}
	return mat.DenseCopyOf(m).RawMatrix().Data
}

// slots lays the weights out one after the other.
func (k keptAround) slots() (slots []slot, wide int, err error) {
	for _, path := range k.Paths {
		v := k.Params.Get(path)
		if v == nil || slices.ContainsFunc(slots, func(s slot) bool { return s.path == path }) {
			return nil, 0, fmt.Errorf("there is no weight %s, or it is there twice", path)
		}
		slots = append(slots, slot{path, wide, wide + v.Size()})
		wide += v.Size()
	}
	return slots, wide, nil
}

func (k keptAround) around() (*around, error) {
	slots, wide, err := k.slots()
	if err != nil {
		return nil, err
	}
	d := wide
	if k.Pick != nil {
		d = len(k.Pick)
		for i, e := range k.Pick {
			if e < 0 || e >= wide || i > 0 && e <= k.Pick[i-1] {
				return nil, fmt.Errorf("element %d of the subset is number %d of %d weights", i, e, wide)
			}
		}
	}
	if d == 0 || len(k.Mean) != d {
		return nil, fmt.Errorf("a mean of %d numbers for %d weights", len(k.Mean), d)
	}
	s := &subset{slots: slots, wide: wide, pick: k.Pick, group: make([]int, d)}
	cov, err := k.covariance(s)
	if err != nil {
		return nil, err
	}
	return &around{subset: s, mean: k.Mean, cov: cov, params: k.Params}, nil
}

func (k keptAround) covariance(s *subset) (covariance, error) {
	d := s.dim()
	switch {
	case len(k.Root) == d*(d+1)/2 && k.Diagonal == nil && k.Kronecker == nil:
		root := blas64.Triangular{N: d, Stride: d, Data: make([]float64, d*d), Uplo: blas.Upper, Diag: blas.NonUnit}
		for i, from := 0, k.Root; i < d; i++ {
			from = from[copy(root.Data[i*d+i:(i+1)*d], from):]
		}
		c := &fullCovariance{group: s.group}
		c.root.SetRawTriangular(root)
		return c, nil
	case len(k.Diagonal) == d && k.Root == nil && k.Kronecker == nil:
		return &diagonalCovariance{group: s.group, precision: k.Diagonal}, allPositive(k.Diagonal)
	case k.Kronecker != nil && len(k.Kronecker.Rest) == d && k.Root == nil && k.Diagonal == nil:
		return k.Kronecker.covariance(s)
	}
	return nil, fmt.Errorf("no precision, or several, for %d weights: a root of %d numbers, a diagonal of %d", d, len(k.Root), len(k.Diagonal))
}

func (k keptKronecker) covariance(s *subset) (covariance, error) {
	c := &kronCovariance{kronecker: &kronecker{subset: s}, rest: k.Rest}
	for i, b := range k.Layers {
		rows := b.In
		if b.Bias >= 0 {
			rows--
		}
		d := s.dim()
		if b.In < 1 || b.Out < 1 || b.In > len(b.Left) || b.In*b.In != len(b.Left) || b.Out > len(b.Right) || b.Out*b.Out != len(b.Right) || b.In*b.Out != len(b.Precision) ||
			rows > 0 && (b.Kernel < 0 || b.Kernel > d-rows*b.Out) || b.Bias > d-b.Out {
			return nil, fmt.Errorf("layer %d, of %d inputs and %d outputs at %d and %d of %d weights, has %d, %d and %d numbers: they do not fit",
				i, b.In, b.Out, b.Kernel, b.Bias, d, len(b.Left), len(b.Right), len(b.Precision))
		}
		if err := allPositive(b.Precision); err != nil {
			return nil, fmt.Errorf("layer %d: %w", i, err)
		}
		l := &kronLayer{in: b.In, out: b.Out, kernel: b.Kernel, bias: b.Bias, ua: mat.NewDense(b.In, b.In, b.Left), ub: mat.NewDense(b.Out, b.Out, b.Right)}
		c.blocks = append(c.blocks, kronBlock{kronLayer: l, precision: mat.NewDense(b.In, b.Out, b.Precision)})
	}
	return c, nil
}

func allPositive(precision []float64) error {
	for i, p := range precision {
		if !(p > 0) || math.IsInf(p, 1) {
			return fmt.Errorf("precision %d is %v", i, p)
		}
	}
	return nil
}
