package density

// A Family is one univariate distribution a row, as float64 numbers: all that the numerics must know about a density.
// Indices i run over [0, Rows()). Every method is called from several goroutines at once.
//
// Laws: LogProb is -Inf outside the support and smooth (analytic, say) between neighbouring breaks; it may be
// +Inf or any limit at a break or at an end of the support, where it is never relied upon. Rows may differ in support and
// breaks. What a family knows besides its density it says in Has, and only there.
type Family interface {
	Rows() int
	// Support is the closed interval that holds all mass of row i; its ends may be infinite.
	Support(i int) (lo, hi float64)
	// Breaks appends to dst the points inside the support where the density of row i, or a low derivative of it, jumps.
	Breaks(i int, dst []float64) []float64
	// Features appends to dst a feature for each bump that may be narrow against the support, such as the mean and
	// standard deviation of each component of a mixture. A bump that is announced is never missed.
	Features(i int, dst []Feature) []Feature
	// LogProb sets out[j] to the log-density, in nats, of row i at y[j]; the log-mass if the rows are atoms.
	LogProb(i int, y, out []float64)
	// Has is what the family knows besides: the same pointer at every call, which is made for every row, to what does not change.
	Has() *Closed
}

// A Feature is a bump of a density: where it is and about how wide (one standard deviation).
type Feature struct{ At, Width float64 }

// Closed is what a family has in closed form, or beside its density. A field is nil if the family lacks it; then the numerics make it
// of the density, or do without. A family made of another one (scaled, swapped) fills its own fields from those of that one.
type Closed struct {
	// LogProbRows sets out[j] to the log-density of row first+j at y[j].
	LogProbRows func(first int, y, out []float64)
	// CDF is P(Y <= y) of row i, accurate in both tails; CDFRows that of row first+j at y[j], never without CDF.
	CDF     func(i int, y, out []float64)
	CDFRows func(first int, y, out []float64)
	// LogCDF and LogSurvival are log P(Y <= y) and log P(Y > y), also where these underflow.
	LogCDF, LogSurvival func(i int, y, out []float64)
	// Moments is mean and variance, NaN or Inf where they do not exist.
	Moments func(i int) (mean, variance float64)
	// Entropy returns the entropies by row, in nats, nil if there are none: to know it may take compiling them. Atoms have none,
	// as the sum over them is as good.
	Entropy func() func(i int) float64
	// Atoms appends the points on which all mass of a row lies to dst, ascending. LogProb is then the log-mass, -Inf off the atoms,
	// and Breaks and Features are not asked.
	Atoms func(i int, dst []float64) []float64
	// Lattice says that all mass of every row lies on an evenly spaced grid between the ends of its support, however far apart these
	// are. There are no Atoms then, LogProb is the log-mass, -Inf off the grid, and Features tell where to look.
	Lattice *Lattice
	// Jump says where every row has a point mass amid its density; nil if none has one. There are no Atoms and no Lattice then.
	Jump Jump

	Charts  Charts  // densities of many rows at the same points
	Ends    Ends    // the density nearer to an end of the support than floats are
	Draws   *Draws  // what the rows are mixtures of
	Wrapper Wrapper // what the family is made of
	Loader  Loader  // where the rows come from

	// LogMass is the log of the mass of row i that the Wrapper itself normalizes, -Inf if there is none, NaN if it is not known; nil of
	// one that keeps all mass as it is.
	LogMass func(i int) float64

	// Kernel is what is integrated in place of a family that has to be normalized for it, and Fraction the effective sample size of
	// row i relative to that of the family which weights made it from.
	Kernel   Family
	Fraction func(i int) float64

	frame *frame // of its rows
}

// Discrete reports whether the rows are made of masses.
func (c *Closed) Discrete() bool { return c.Atoms != nil || c.Lattice != nil }

// HasMasses reports whether there are points that have mass, alone or amid a density.
func (c *Closed) HasMasses() bool { return c.Discrete() || c.Jump != nil }

// A Wrapper makes a family of another one, row by row.
type Wrapper interface {
	// Inside is that other one.
	Inside() Family
	// Again makes rows [first, first+n), at least, of another family in the same way.
	Again(inside Family, first, n int) Family
}

// Draws is the equally weighted mixture of N draws of a family, those of a network's weights.
//
// Law: LogProb is the logarithm of the mean over draws of exp of Draws.LogProb, but for the factor that normalizes a row.
type Draws struct {
	N int
	// LogProb sets out[k*len(y)+j] to the log-density of draw k of row i at y[j].
	LogProb func(i int, y, out []float64)
	// Parts is the mean of the draws' variances and the variance of their means; nil without a closed form.
	Parts func(i int) (aleatoric, epistemic float64)
	// Alone is draw k as rows of their own; nil of a Wrapper, which is made again around the draw.
	Alone func(k int) Family
}

// A Loader is a family's rows that are loaded when they are needed, and forgotten.
type Loader interface {
	// Each is the function Each for rows first to first+n, in an order that loads each once; do is given i from 0 on.
	Each(first, n int, do func(s *Solver, i int))
	// Failure is why row i could not be loaded, or nil. Such rows are NaN.
	Failure(i int) error
	// Warnings names the rows among first to first+n that could not be loaded.
	Warnings(first, n int) []string
}

// kernelOf is what the numerics integrate for f.
func kernelOf(f Family) Family {
	if k := f.Has().Kernel; k != nil {
		return k
	}
	return f
}

// EachOf calls do for rows first to first+n of f, from as many goroutines as there are cores.
func EachOf(f Family, first, n int, do func(s *Solver, i int)) {
	if n == 0 {
		return
	}
	if l := f.Has().Loader; l != nil {
		l.Each(first, n, do)
		return
	}
	Each(n, do)
}
