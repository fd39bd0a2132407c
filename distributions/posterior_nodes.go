package distributions

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NewPosterior makes numbers of a distribution of nodes, one scalar distribution a row: values gives the value of each
// of its parameter nodes for n rows, float32 or float64. The rows need not be those that the nodes were made for: a
// network run in blocks of 1000 rows gives values of all its rows put together. A parameter without the rows' axis is
// shared by them.
//
// The distribution is rebuilt by Map on float64 inputs of graphs of its own, so the formula of the density that the
// network was trained with is the one that answers. It returns an error that names the node whose value is missing or
// of the wrong shape, and a graph.BuildError for a distribution of vectors.
func NewPosterior(d Distribution, values func(n *G.Node) G.Value) (q Posterior, err error) {
	defer build.Recover(&err)
	p := newNodePrograms(d)
	f, err := p.family(values)
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: posterior: %w", err)
	}
	return newPosterior(f), nil
}

// nodeFamily is the rows of a Posterior whose formulas are nodes. Several families may share their programs: the draws
// of a Bayesian network's weights differ in values only.
type nodeFamily struct {
	*nodePrograms
	n      int
	values []paramValues // by parameter
}

// paramValues is a parameter of all rows: row i at data[i*stride:]. The stride is 0 if they share it.
type paramValues struct {
	data   []float64
	width  int
	stride int
}

func (v paramValues) row(i int) []float64 { return v.data[i*v.stride : i*v.stride+v.width] }

var (
	_ bulkFamily   = nodeFamily{}
	_ cdfFamily    = closedFamily{}
	_ momentFamily = closedFamily{}
	_ atomFamily   = discreteFamily{}
)

// family binds the programs to the values of the parameter nodes.
func (p *nodePrograms) family(values func(n *G.Node) G.Value) (family, error) {
	f := nodeFamily{nodePrograms: p, n: -1}
	for _, param := range p.params {
		v := values(param.node)
		if v == nil {
			return nil, fmt.Errorf("parameter %s has no value", param.node.Name())
		}
		s, err := param.take(v)
		if err != nil {
			return nil, err
		}
		if param.perRow {
			switch rows := v.Shape()[0]; {
			case f.n < 0 || f.n == 1:
				f.n = rows
			case rows != f.n && rows != 1:
				return nil, fmt.Errorf("parameter %s has %d rows but one before it has %d", param.node.Name(), rows, f.n)
			}
		}
		f.values = append(f.values, s)
	}
	if f.n < 1 {
		return nil, fmt.Errorf("the values have no rows")
	}
	return f.specialize()
}

// take reads a value as float64.
func (p nodeParam) take(v G.Value) (s paramValues, err error) {
	shape := v.Shape()
	own := shape
	if p.perRow && len(shape) > 0 {
		own = shape[1:]
	}
	if !build.SameShape(own, p.shape) || p.perRow && len(shape) == 0 {
		return s, fmt.Errorf("parameter %s has shape %s but its value has %s", p.node.Name(), build.ShapeString(p.node.Shape()), build.ShapeString(shape))
	}
	if d, ok := v.(*tensor.Dense); ok && d.RequiresIterator() {
		v = d.Materialize().(*tensor.Dense)
	}
	s.width = p.shape.TotalSize()
	if p.perRow && shape[0] != 1 {
		s.stride = s.width
	}
	switch v.Dtype() {
	case tensor.Float64:
		s.data = slices.Clone(ops.Data[float64](v))
	case tensor.Float32:
		narrow := ops.Data[float32](v)
		s.data = make([]float64, len(narrow))
		for i, x := range narrow {
			s.data[i] = float64(x)
		}
	default:
		return s, fmt.Errorf("parameter %s is %v, not float32 or float64", p.node.Name(), v.Dtype())
	}
	return s, nil
}

// specialize tries every program on the first row, so that mistakes show here and what the distribution has in closed
// form is known.
func (f nodeFamily) specialize() (family, error) {
	if err := f.try(f.logProbs); err != nil {
		return nil, err
	}
	f.bumpy = f.try(f.bumps) == nil
	if f.try(f.cdfs) != nil || f.try(f.meanVar) != nil {
		return f, nil
	}
	closed := closedFamily{f, new(rowMoments)}
	if f.atomCount != 0 {
		return discreteFamily{closed}, nil
	}
	return closed, nil
}

func (f nodeFamily) rows() int { return f.n }

func (f nodeFamily) support(int) (lo, hi float64) { return f.lo, f.hi }

// breaks is none: the densities of this package are smooth inside their support.
func (f nodeFamily) breaks(_ int, dst []float64) []float64 { return dst }

// features is mean and standard deviation of each component of a mixture, or of the distribution itself.
func (f nodeFamily) features(i int, dst []feature) []feature {
	if !f.bumpy {
		return dst
	}
	f.single(f.bumps, i, func(mean, variance []float64) {
		for k, m := range mean {
			dst = append(dst, feature{m, math.Sqrt(variance[k])})
		}
	})
	return dst
}

func (f nodeFamily) logProb(i int, y, out []float64) { f.points(f.logProbs, i, y, out) }

// logProbRows evaluates blocks of rows on all cores.
func (f nodeFamily) logProbRows(first int, y, out []float64) {
	eachRow((len(y)+maxBlock-1)/maxBlock, func(_ *solver, b int) {
		from, to := b*maxBlock, min((b+1)*maxBlock, len(y))
		f.blocks(f.logProbs, first+from, y[from:to], out[from:to])
	})
}

// closedFamily also has its cdf, mean and variance as nodes.
type closedFamily struct {
	nodeFamily
	*rowMoments
}

// rowMoments is mean and variance of every row, computed when first asked for.
type rowMoments struct {
	once           sync.Once
	mean, variance []float64
}

func (f closedFamily) cdf(i int, y, out []float64) { f.points(f.cdfs, i, y, out) }

func (f closedFamily) moments(i int) (mean, variance float64) {
	f.once.Do(func() {
		f.mean, f.variance = make([]float64, f.n), make([]float64, f.n)
		f.allMoments(f.mean, f.variance)
	})
	return f.mean[i], f.variance[i]
}

// discreteFamily has point masses: classes 0, 1, ..., or the locations of Deterministic components.
type discreteFamily struct{ closedFamily }

func (f discreteFamily) atoms(i int, dst []float64) []float64 {
	if f.atomCount > 0 {
		for c := range f.atomCount {
			dst = append(dst, float64(c))
		}
		return dst
	}
	from := len(dst)
	f.single(f.bumps, i, func(mean, _ []float64) { dst = append(dst, mean...) })
	slices.Sort(dst[from:])
	return dst[:from+len(slices.Compact(dst[from:]))]
}

func (f discreteFamily) support(i int) (lo, hi float64) {
	if f.atomCount > 0 {
		return 0, float64(f.atomCount - 1)
	}
	at := f.atoms(i, nil)
	return at[0], at[len(at)-1]
}
