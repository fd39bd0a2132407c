package distributions

import (
	"math"
	"slices"
	"sync"

	G "gorgonia.org/gorgonia"
)

// NewPosterior makes numbers of a distribution of nodes, one scalar distribution a row: values gives the value of each
// of its parameter nodes for n rows, float32 or float64. The rows need not be those that the nodes were made for: a
// network run in blocks of 1000 rows gives values of all its rows put together. A parameter without the rows' axis is
// shared by them. The values are copied.
//
// The distribution is rebuilt by Map on float64 inputs of graphs of its own, so the formula of the density that the
// network was trained with is the one that answers. (Rows of Normals or Betas and mixtures of such are solved by a loop that
// has no graph, and laws hold to that formula.) It returns an error that names the node whose value is missing or
// of the wrong shape, or a scale or shape that is not positive and finite with its row (a NaN is let through: that row answers
// NaN), and a graph.BuildError for a distribution of vectors. See Formulas to do this many times.
func NewPosterior(d Distribution, values func(n *G.Node) G.Value) (Posterior, error) {
	f, err := NewFormulas(d)
	if err != nil {
		return Posterior{}, err
	}
	return f.Posterior(values)
}

// nodeFamily is the rows of a Posterior whose formulas are nodes. Several families may share their programs: the blocks
// of a long prediction differ in values only.
type nodeFamily struct {
	*nodePrograms
	n      int
	values []paramValues // by parameter
	cache  *numberCache  // what the direct density needs; nil if there is none
}

var (
	_ bulkFamily    = nodeFamily{}
	_ bulkCDFFamily = closedFamily{}
	_ momentFamily  = closedFamily{}
	_ atomFamily    = discreteFamily{}
)

// family binds the programs to the values of the parameter nodes, given by each of S draws for the same n rows. It has
// n*S rows, of which i*S + k is row i of draw k.
func (p *nodePrograms) family(draws ...func(n *G.Node) G.Value) (family, error) {
	given := make([][]givenValue, len(draws))
	for k, values := range draws {
		for _, param := range p.params {
			g, err := param.take(values(param.node))
			if err != nil {
				return nil, ofDraw(k, len(draws), err)
			}
			given[k] = append(given[k], g)
		}
	}
	n, err := p.stackedRows(given)
	if err != nil {
		return nil, err
	}
	for k, draw := range given {
		if err := p.domain(draw, n); err != nil {
			return nil, ofDraw(k, len(draws), err)
		}
	}
	f := nodeFamily{nodePrograms: p, n: n * len(draws)}
	column := make([]givenValue, len(draws))
	for i, param := range p.params {
		for k := range given {
			column[k] = given[k][i]
		}
		f.values = append(f.values, stackDraws(column, n, param.shape.TotalSize()))
	}
	if p.direct != nil {
		f.cache = newNumberCache(f.n, p.direct.k)
	}
	return f.specialize(len(draws) == 1)
}

// specialize makes f what its programs can do. Moments are kept if keep.
func (f nodeFamily) specialize(keep bool) (family, error) {
	f.tried.Do(func() { f.err = f.tryAll() })
	if f.err != nil || !f.closed {
		return f, f.err
	}
	closed := closedFamily{nodeFamily: f}
	if keep {
		closed.rowMoments = new(rowMoments)
	}
	if f.atomCount != 0 {
		return discreteFamily{closed}, nil
	}
	return closed, nil
}

// tryAll runs every program on the first row, so that mistakes show here and what the distribution has in closed form
// is known. It is done once for all families: what can fail is the building, which values do not change.
func (f nodeFamily) tryAll() error {
	if err := f.try(f.logProbs); err != nil {
		return err
	}
	if f.breakPoints != nil {
		if err := f.try(f.breakPoints); err != nil {
			return err
		}
	}
	f.bumpy = f.try(f.bumps) == nil
	f.closed = f.try(f.cdfs) == nil && f.try(f.meanVar) == nil
	return nil
}

func (f nodeFamily) rows() int { return f.n }

func (f nodeFamily) support(int) (lo, hi float64) { return f.lo, f.hi }

// breaks is those that the distribution, or the components of a mixture, say they have.
func (f nodeFamily) breaks(i int, dst []float64) []float64 {
	if f.breakPoints == nil {
		return dst
	}
	from := len(dst)
	f.each(f.breakPoints, i, 1, func(_ int, at, _ []float64) { dst = append(dst, at...) })
	slices.Sort(dst[from:])
	return dst
}

// features is mean and standard deviation of each component of a mixture, or of the distribution itself.
func (f nodeFamily) features(i int, dst []feature) []feature { return f.featuresOf(i, 1, dst) }

// featuresOf appends those of n rows.
func (f nodeFamily) featuresOf(first, n int, dst []feature) []feature {
	switch {
	case f.direct != nil:
		return f.directFeatures(first, n, dst)
	case f.bumpy:
		f.each(f.bumps, first, n, func(_ int, mean, variance []float64) {
			for k, m := range mean {
				dst = append(dst, feature{m, math.Sqrt(variance[k])})
			}
		})
	}
	return dst
}

func (f nodeFamily) logProb(i int, y, out []float64) { f.table(f.logProbs, i, 1, y, out) }

func (f nodeFamily) logProbRows(first int, y, out []float64) { f.rowByRow(f.logProbs, first, y, out) }

// rowByRow evaluates fn at one point of each row, in blocks of rows on all cores.
func (f nodeFamily) rowByRow(fn *nodeFunc, first int, y, out []float64) {
	eachParcel(len(y), maxBlock, func(_ *solver, from, to int) { f.blocks(fn, first+from, y[from:to], out[from:to]) })
}

// closedFamily also has its cdf, mean and variance as nodes.
type closedFamily struct {
	nodeFamily
	*rowMoments // nil if not kept
}

// hasEntropy reports whether the distribution has its entropy as nodes.
func (f closedFamily) hasEntropy() bool {
	f.triedEntropy.Do(func() { f.entropic = f.try(f.entropies) == nil })
	return f.entropic
}

func (f closedFamily) entropy(i int) (h float64) {
	f.each(f.entropies, i, 1, func(_ int, a, _ []float64) { h = a[0] })
	return h
}

// rowMoments is mean and variance of every row, computed when first asked for.
type rowMoments struct {
	once           sync.Once
	mean, variance []float64
}

func (f closedFamily) cdf(i int, y, out []float64) { f.table(f.cdfs, i, 1, y, out) }

func (f closedFamily) cdfRows(first int, y, out []float64) { f.rowByRow(f.cdfs, first, y, out) }

func (f closedFamily) moments(i int) (mean, variance float64) {
	if f.rowMoments == nil {
		f.each(f.meanVar, i, 1, func(_ int, m, v []float64) { mean, variance = m[0], v[0] })
		return mean, variance
	}
	f.once.Do(func() {
		f.mean, f.variance = make([]float64, f.n), make([]float64, f.n)
		f.allMoments(f.mean, f.variance)
	})
	return f.mean[i], f.variance[i]
}

// discreteFamily has point masses: classes 0, 1, ..., or the locations of Deterministic components.
type discreteFamily struct{ closedFamily }

// hasEntropy is no: the sum over the atoms is as good.
func (f discreteFamily) hasEntropy() bool { return false }

func (f discreteFamily) atoms(i int, dst []float64) []float64 { return f.atomsOf(i, 1, dst) }

// atomsOf appends the distinct atoms of n rows.
func (f discreteFamily) atomsOf(first, n int, dst []float64) []float64 {
	if f.atomCount > 0 {
		for c := range f.atomCount {
			dst = append(dst, float64(c))
		}
		return dst
	}
	from := len(dst)
	f.each(f.bumps, first, n, func(_ int, mean, _ []float64) { dst = append(dst, mean...) })
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
