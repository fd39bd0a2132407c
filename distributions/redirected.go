package distributions

import "math"

// redirected has the rows of other families: row i is where at says. They are all of the kind of like, which says what
// has a closed form.
type redirected struct {
	n      int
	like   family
	at     func(i int) (f family, row int)
	stream *stream // where the rows are loaded from, or nil
}

var (
	_ drawnFamily  = redirected{}
	_ cdfFamily    = redirected{}
	_ momentFamily = redirected{}
	_ atomFamily   = redirected{}
	_ partFamily   = redirected{}
)

// drawOfRow is where draw k of row i of f is.
func drawOfRow(f family, i, k int) (family, int) {
	switch f := f.(type) {
	case mixed:
		return f.inner, i*f.s + k
	case redirected:
		g, row := f.at(i)
		return drawOfRow(g, row, k)
	}
	return f, i
}

// likeDraw is a family of the kind of a draw of f.
func likeDraw(f family) family {
	if r, ok := f.(redirected); ok {
		return likeDraw(r.like)
	}
	return f.(mixed).inner
}

func (r redirected) inside() family { return r.like }

func (r redirected) rows() int { return r.n }

func (r redirected) support(i int) (lo, hi float64) {
	f, row := r.at(i)
	return f.support(row)
}

func (r redirected) breaks(i int, dst []float64) []float64 {
	f, row := r.at(i)
	return f.breaks(row, dst)
}

func (r redirected) features(i int, dst []feature) []feature {
	f, row := r.at(i)
	return f.features(row, dst)
}

func (r redirected) logProb(i int, y, out []float64) {
	f, row := r.at(i)
	f.logProb(row, y, out)
}

func (r redirected) cdf(i int, y, out []float64) {
	f, row := r.at(i)
	f.(cdfFamily).cdf(row, y, out)
}

func (r redirected) moments(i int) (mean, variance float64) {
	f, row := r.at(i)
	return f.(momentFamily).moments(row)
}

func (r redirected) hasEntropy() bool { return entropyOf(r.like) != nil }

// entropy is NaN for rows that could not be loaded.
func (r redirected) entropy(i int) float64 {
	f, row := r.at(i)
	if e := entropyOf(f); e != nil {
		return e.entropy(row)
	}
	return math.NaN()
}

func (r redirected) atoms(i int, dst []float64) []float64 {
	f, row := r.at(i)
	return f.(atomFamily).atoms(row, dst)
}

func (r redirected) draws() int { return drawnOf(r.like).draws() }

func (r redirected) logDraws(i int, y, out []float64) {
	f, row := r.at(i)
	f.(drawnFamily).logDraws(row, y, out)
}

func (r redirected) parts(i int) (aleatoric, epistemic float64) {
	f, row := r.at(i)
	return f.(partFamily).parts(row)
}

// unknown is rows that could not be had: everything is NaN.
type unknown struct{ n, s int }

func (u unknown) rows() int                               { return u.n }
func (u unknown) draws() int                              { return u.s }
func (u unknown) support(int) (lo, hi float64)            { return math.NaN(), math.NaN() }
func (u unknown) breaks(_ int, dst []float64) []float64   { return dst }
func (u unknown) features(_ int, dst []feature) []feature { return dst }
func (u unknown) atoms(_ int, dst []float64) []float64    { return append(dst, math.NaN()) }
func (u unknown) moments(int) (mean, variance float64)    { return math.NaN(), math.NaN() }
func (u unknown) parts(int) (aleatoric, epistemic float64) {
	return math.NaN(), math.NaN()
}
func (u unknown) logProb(_ int, _, out []float64)  { fill(out, math.NaN()) }
func (u unknown) cdf(_ int, _, out []float64)      { fill(out, math.NaN()) }
func (u unknown) logDraws(_ int, _, out []float64) { fill(out, math.NaN()) }

func fill(dst []float64, v float64) {
	for i := range dst {
		dst[i] = v
	}
}
