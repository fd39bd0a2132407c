package distributions

// A family is what a Posterior must know about its rows: one univariate distribution a row, as float64 numbers.
// Indices i run over [0, rows()). Every method is called from several goroutines at once.
//
// Laws: logProb is -Inf outside the support and smooth (analytic, say) between neighbouring breaks; it may be
// +Inf or any limit at a break or at an end of the support, where it is never relied upon. What a family knows in
// closed form it says by also being a cdfFamily, a momentFamily, a bulkFamily; one whose rows are made of point
// masses is an atomFamily.
type family interface {
	rows() int
	// support is the closed interval that holds all mass of row i; its ends may be infinite.
	support(i int) (lo, hi float64)
	// breaks appends to dst the points inside the support where the density of row i, or a low derivative of it, jumps.
	breaks(i int, dst []float64) []float64
	// features appends to dst a feature for each bump that may be narrow against the support, such as the mean and
	// standard deviation of each component of a mixture. A bump that is announced is never missed.
	features(i int, dst []feature) []feature
	// logProb sets out[j] to the log-density, in nats, of row i at y[j]; the log-mass if the rows are atoms.
	logProb(i int, y, out []float64)
}

// A feature is a bump of a density: where it is and about how wide (one standard deviation).
type feature struct{ at, width float64 }

// A cdfFamily has an exact cumulative distribution function P(Y <= y), accurate in both tails.
type cdfFamily interface {
	cdf(i int, y, out []float64)
}

// A momentFamily has mean and variance in closed form; NaN or Inf where they do not exist.
type momentFamily interface {
	moments(i int) (mean, variance float64)
}

// An entropyFamily may have entropies in closed form.
type entropyFamily interface {
	hasEntropy() bool
	entropy(i int) float64
}

// A bulkFamily evaluates one point of each of many rows at once: out[j] is the log-density of row first+j at y[j].
type bulkFamily interface {
	logProbRows(first int, y, out []float64)
}

// A bulkCDFFamily is a cdfFamily that evaluates one point of each of many rows at once, as bulkFamily does.
type bulkCDFFamily interface {
	cdfFamily
	cdfRows(first int, y, out []float64)
}

// An atomFamily puts all mass of a row on finitely many points. Its logProb is the log-mass, -Inf off the atoms;
// breaks and features are not asked.
type atomFamily interface {
	// atoms appends the points of row i to dst, ascending.
	atoms(i int, dst []float64) []float64
}

// A wrapper is a family made of another one, which has in closed form, or as atoms, what that has.
type wrapper interface{ inside() family }

// cdfOf returns the exact cdf of f, or nil; of scaled atoms the way back would miss the jumps by rounding.
func cdfOf(f family) cdfFamily {
	if s, ok := f.(scaled); ok && s.atomic {
		return nil
	}
	if w, ok := f.(wrapper); ok && cdfOf(w.inside()) == nil {
		return nil
	}
	c, _ := f.(cdfFamily)
	return c
}

// momentsOf returns the closed-form moments of f, or nil.
func momentsOf(f family) momentFamily {
	if w, ok := f.(wrapper); ok && momentsOf(w.inside()) == nil {
		return nil
	}
	m, _ := f.(momentFamily)
	return m
}

// entropyOf returns the closed-form entropy of f, which is no family of atoms, or nil.
func entropyOf(f family) entropyFamily {
	if e, ok := f.(entropyFamily); ok && e.hasEntropy() {
		return e
	}
	return nil
}

// bulkOf returns f if it evaluates many rows at once, or nil.
func bulkOf(f family) bulkFamily {
	switch f := f.(type) {
	case scaled:
		if bulkOf(f.base) == nil {
			return nil
		}
		return f
	case swapped:
		if bulkOf(f.base) == nil {
			return nil
		}
		return f
	case bulkFamily:
		return f
	}
	return nil
}

// bulkCDFOf returns f if it evaluates the cdf of many rows at once, or nil.
func bulkCDFOf(f family) bulkCDFFamily {
	if s, ok := f.(scaled); ok && (s.atomic || bulkCDFOf(s.base) == nil) {
		return nil
	}
	b, _ := f.(bulkCDFFamily)
	return b
}

// atomsOf returns f if its rows are atoms, or nil.
func atomsOf(f family) atomFamily {
	switch f := f.(type) {
	case wrapper:
		if atomsOf(f.inside()) == nil {
			return nil
		}
	case swapped:
		return atomsOf(f.swapKernel)
	case swapKernel:
		if atomsOf(f.base) == nil {
			return nil
		}
		return f
	}
	a, _ := f.(atomFamily)
	return a
}

// kernelOf returns what the numerics integrate in place of f: a reweighted density before it is normalized.
func kernelOf(f family) family {
	switch f := f.(type) {
	case scaled:
		return scaled{base: kernelOf(f.base), shift: f.shift, scale: f.scale, atomic: f.atomic}
	case swapped:
		return f.swapKernel
	}
	return f
}

// isReweighted reports whether f is made by SwapPrior.
func isReweighted(f family) bool {
	switch f := f.(type) {
	case scaled:
		return isReweighted(f.base)
	case swapped:
		return true
	}
	return false
}
