package distributions

import (
	"github.com/deepprob/deepprob/internal/density"
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
	n       int
	values  []paramValues // by parameter
	cache   *numberCache  // what the direct density needs; nil if there is none
	moments *rowMoments   // nil if not kept
	forms   density.Closed
}

var (
	_ density.Family = (*nodeFamily)(nil)
	_ density.Charts = (*nodeFamily)(nil)
)

// family binds the programs to the values of the parameter nodes, given by each of S draws for the same n rows. It has
// n*S rows, of which i*S + k is row i of draw k.
func (p *nodePrograms) family(draws ...func(n *G.Node) G.Value) (*nodeFamily, error) {
	values, n, err := p.bound(draws...)
	if err != nil {
		return nil, err
	}
	f := &nodeFamily{nodePrograms: p, n: n * len(draws), values: values}
	if p.direct != nil {
		f.cache = newNumberCache(f.n, p.direct.k)
	}
	return f.specialize(len(draws) == 1)
}

// bound checks the values of the parameter nodes that draws give, all for the same n rows, and puts them side by side.
func (p *nodePrograms) bound(draws ...func(n *G.Node) G.Value) (all []paramValues, n int, err error) {
	given := make([][]givenValue, len(draws))
	for k, values := range draws {
		for _, param := range p.params {
			g, err := param.take(values(param.node))
			if err != nil {
				return nil, 0, ofDraw(k, len(draws), err)
			}
			given[k] = append(given[k], g)
		}
	}
	if n, err = p.stackedRows(given); err != nil {
		return nil, 0, err
	}
	for k, draw := range given {
		if err := p.domain(draw, n); err != nil {
			return nil, 0, ofDraw(k, len(draws), err)
		}
	}
	column := make([]givenValue, len(draws))
	for i, param := range p.params {
		for k := range given {
			column[k] = given[k][i]
		}
		all = append(all, stackDraws(column, n, param.shape.TotalSize()))
	}
	return all, n, nil
}

// specialize says what f's programs can do. Moments are kept if keep.
func (f *nodeFamily) specialize(keep bool) (*nodeFamily, error) {
	f.tried.Do(func() { f.err = f.tryAll() })
	if f.err != nil {
		return nil, f.err
	}
	f.forms = density.Closed{LogProbRows: f.logProbRows}
	if f.cdf {
		f.forms.CDF, f.forms.CDFRows = f.formulaOf(f.cdfs), f.cdfRows
	}
	if f.tails {
		f.forms.LogCDF, f.forms.LogSurvival = f.formulaOf(f.logCDFs), f.formulaOf(f.logSurvivals)
	}
	if f.nodePrograms.moments {
		if f.forms.Moments = f.rowMoments; keep {
			f.moments = new(rowMoments)
		}
	}
	switch {
	case f.atomCount != 0:
		f.forms.Atoms = f.atoms
		return f, nil
	case f.support.Kind == Integers:
		f.forms.Lattice = density.Integers
		return f, nil
	case f.support.AtZero:
		f.forms.Jump = f.atZero
	}
	f.forms.Entropy = f.entropy
	if f.direct != nil {
		f.forms.Charts = f
		if f.direct.beta {
			f.forms.Ends = f
		}
	}
	return f, nil
}

// tryAll runs every program on the first row, so that mistakes show here and what the distribution has in closed form
// is known. It is done once for all families: what can fail is the building, which values do not change.
func (f *nodeFamily) tryAll() error {
	if err := f.try(f.logProbs); err != nil {
		return err
	}
	if f.edges != nil {
		if err := f.try(f.edges); err != nil {
			return err
		}
	}
	err := f.try(f.bumps)
	if f.bumpy = err == nil; f.atomCount == atLoc && err != nil { // they are where the points are
		return err
	}
	f.cdf, f.nodePrograms.moments = f.try(f.cdfs) == nil, f.try(f.meanVar) == nil
	f.tails = f.try(f.logCDFs) == nil && f.try(f.logSurvivals) == nil
	return nil
}

// atZero is the point mass of row i.
func (f *nodeFamily) atZero(i int) (at, logMass float64) {
	var in, out [1]float64
	f.LogProb(i, in[:], out[:])
	return 0, out[0]
}

func (f *nodeFamily) Has() *density.Closed { return &f.forms }

func (f *nodeFamily) Rows() int { return f.n }

func (f *nodeFamily) Support(i int) (lo, hi float64) {
	switch {
	case f.forms.Atoms == nil:
		return f.ends(i, 1)
	case f.atomCount > 0:
		return 0, float64(f.atomCount - 1)
	}
	at := f.atoms(i, nil)
	return at[0], at[len(at)-1]
}

func (f *nodeFamily) Breaks(i int, dst []float64) []float64 { return f.breaks(i, 1, dst) }

// Features is the bump of each component of a mixture, or of the distribution itself.
func (f *nodeFamily) Features(i int, dst []density.Feature) []density.Feature {
	return f.featuresOf(i, 1, dst)
}

// featuresOf appends those of n rows.
func (f *nodeFamily) featuresOf(first, n int, dst []density.Feature) []density.Feature {
	switch {
	case f.direct != nil:
		return f.directFeatures(first, n, dst)
	case f.bumpy:
		f.each(f.bumps, first, n, func(_ int, at, width []float64) { dst = features(dst, at, width) })
	}
	return dst
}

func (f *nodeFamily) LogProb(i int, y, out []float64) { f.table(f.logProbs, i, 1, y, out) }
