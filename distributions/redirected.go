package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// redirected has the rows of other families: row i is where at says. They are all of the kind of like, which says what
// has a closed form.
type redirected struct {
	n      int
	like   density.Family
	at     func(i int) (f density.Family, row int)
	stream *stream // where the rows are loaded from, or nil
	forms  density.Closed
}

var (
	_ density.Family = (*redirected)(nil)
	_ density.Charts = (*redirected)(nil)
	_ density.Ends   = (*redirected)(nil)
)

// drawn is rows that are mixtures of draws.
type drawn interface {
	// drawAt is where draw k of row i is.
	drawAt(i, k int) (density.Family, int)
}

func newRedirected(n int, like density.Family, at func(i int) (density.Family, int), s *stream) *redirected {
	r := &redirected{n: n, like: like, at: at, stream: s}
	if s != nil {
		r.forms.Loader = s
	}
	has := like.Has()
	if has.CDF != nil {
		r.forms.CDF = r.cdf
	}
	if has.Moments != nil {
		r.forms.Moments = r.moments
	}
	if has.Entropy != nil {
		r.forms.Entropy = r.entropy
	}
	if has.Atoms != nil {
		r.forms.Atoms = r.atoms
	}
	r.forms.Lattice = has.Lattice
	if has.Jump != nil {
		r.forms.Jump = r.jump
	}
	if has.LogCDF != nil && has.LogSurvival != nil {
		r.forms.LogCDF, r.forms.LogSurvival = r.logCDF, r.logSurvival
	}
	if has.Charts != nil {
		r.forms.Charts = r
	}
	if has.Ends != nil {
		r.forms.Ends = r
	}
	if d := has.Draws; d != nil {
		r.forms.Draws = &density.Draws{N: d.N, LogProb: r.logDraws, Alone: r.alone}
		if d.Parts != nil {
			r.forms.Draws.Parts = r.parts
		}
	}
	return r
}

func (r *redirected) Has() *density.Closed { return &r.forms }

func (r *redirected) Rows() int { return r.n }

func (r *redirected) Support(i int) (lo, hi float64) {
	f, row := r.at(i)
	return f.Support(row)
}

func (r *redirected) Breaks(i int, dst []float64) []float64 {
	f, row := r.at(i)
	return f.Breaks(row, dst)
}

func (r *redirected) Features(i int, dst []density.Feature) []density.Feature {
	f, row := r.at(i)
	return f.Features(row, dst)
}

func (r *redirected) LogProb(i int, y, out []float64) {
	f, row := r.at(i)
	f.LogProb(row, y, out)
}

func (r *redirected) cdf(i int, y, out []float64) {
	f, row := r.at(i)
	f.Has().CDF(row, y, out)
}

func (r *redirected) logCDF(i int, y, out []float64) {
	f, row := r.at(i)
	f.Has().LogCDF(row, y, out)
}

func (r *redirected) logSurvival(i int, y, out []float64) {
	f, row := r.at(i)
	f.Has().LogSurvival(row, y, out)
}

func (r *redirected) moments(i int) (mean, variance float64) {
	f, row := r.at(i)
	return f.Has().Moments(row)
}

// entropy is NaN for rows that could not be loaded.
func (r *redirected) entropy() func(i int) float64 {
	if r.like.Has().Entropy() == nil {
		return nil
	}
	return func(i int) float64 {
		f, row := r.at(i)
		if has := f.Has(); has.Entropy != nil {
			if h := has.Entropy(); h != nil {
				return h(row)
			}
		}
		return math.NaN()
	}
}

func (r *redirected) atoms(i int, dst []float64) []float64 {
	f, row := r.at(i)
	return f.Has().Atoms(row, dst)
}

func (r *redirected) jump(i int) (at, logMass float64) {
	f, row := r.at(i)
	return f.Has().Jump(row)
}

func (r *redirected) logDraws(i int, y, out []float64) {
	f, row := r.at(i)
	f.Has().Draws.LogProb(row, y, out)
}

func (r *redirected) parts(i int) (aleatoric, epistemic float64) {
	f, row := r.at(i)
	return f.Has().Draws.Parts(row)
}

// alone is draw k of each row's mixture.
func (r *redirected) alone(k int) density.Family {
	at := func(i int) (density.Family, int) { return r.drawAt(i, k) }
	return newRedirected(r.n, r.like.(*mixed).inner, at, r.stream)
}

func (r *redirected) drawAt(i, k int) (density.Family, int) {
	f, row := r.at(i)
	return f.(drawn).drawAt(row, k)
}
