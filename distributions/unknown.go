package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
)

// unknown is rows that could not be had: everything is NaN, of as many draws as the rows have that could.
type unknown struct {
	n     int
	forms density.Closed
}

var _ density.Family = (*unknown)(nil)

func newUnknown(n, draws int) *unknown {
	u := &unknown{n: n}
	nan := func(int) (a, b float64) { return math.NaN(), math.NaN() }
	u.forms = density.Closed{
		CDF: u.LogProb, LogCDF: u.LogProb, LogSurvival: u.LogProb,
		Moments: nan,
		Atoms:   func(_ int, dst []float64) []float64 { return append(dst, math.NaN()) },
		Draws:   &density.Draws{N: draws, LogProb: u.LogProb, Parts: nan},
	}
	return u
}

func (u *unknown) Has() *density.Closed { return &u.forms }

func (u *unknown) Rows() int { return u.n }

func (u *unknown) Support(int) (lo, hi float64) { return math.NaN(), math.NaN() }

func (u *unknown) Breaks(_ int, dst []float64) []float64 { return dst }

func (u *unknown) Features(_ int, dst []density.Feature) []density.Feature { return dst }

func (u *unknown) LogProb(_ int, _, out []float64) { fill(out, math.NaN()) }

func (u *unknown) drawAt(i, _ int) (density.Family, int) { return u, i }

func fill(dst []float64, v float64) {
	for i := range dst {
		dst[i] = v
	}
}
