package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

// LogCDF is log P(Y <= y) of each row at its y, also where the probability underflows if the distribution has that in closed
// form; else the logarithm of CDF. It panics unless len(y) is Rows().
func (q Posterior) LogCDF(y []float64) []float64 {
	return q.tail("LogCDF", q.has().LogCDF, y, kernel.Log64)
}

// LogSurvival is log P(Y > y) of each row at its y, as LogCDF is of the other side.
func (q Posterior) LogSurvival(y []float64) []float64 {
	return q.tail("LogSurvival", q.has().LogSurvival, y, func(p float64) float64 { return math.Log1p(-p) })
}

func (q Posterior) tail(method string, closed func(i int, y, out []float64), y []float64, of func(cdf float64) float64) []float64 {
	q.check(method, y)
	if closed != nil {
		return q.number(func(_ *density.Solver, i int) float64 {
			in, out := [1]float64{y[i]}, [1]float64{}
			closed(q.first+i, in[:], out[:])
			return min(out[0], 0)
		})
	}
	out := q.CDF(y)
	for i, p := range out {
		out[i] = of(p)
	}
	return out
}

// InterQuantile is how far apart the quantiles (1-mass)/2 and (1+mass)/2 of each row are: the interquartile range for mass .5.
// It panics unless the mass is in [0, 1].
func (q Posterior) InterQuantile(mass float64) []float64 {
	checkFraction("InterQuantile", "a mass", mass)
	lo, out := q.Quantile((1-mass)/2), q.Quantile((1+mass)/2)
	for i := range out {
		out[i] -= lo[i]
	}
	return out
}

// ExpectedShortfall is the mean of the lowest part p of each row, E[Y | Y <= Quantile(p)] where there are no masses, for 0 < p
// <= 1: the conditional value at risk of a return (Acerbi and Tasche 2002, Journal of Banking & Finance 26, 1487). It panics
// unless p is in [0, 1], and is the lower end of the support at 0.
func (q Posterior) ExpectedShortfall(p float64) []float64 {
	checkFraction("ExpectedShortfall", "a probability", p)
	at, mean := q.Quantile(p), q.Mean()
	return q.answer(func(r density.Row, i int) float64 {
		switch {
		case p == 0:
			return at[i]
		case p == 1 || math.IsNaN(mean[i]) || math.IsInf(mean[i], -1):
			return mean[i]
		}
		return at[i] - r.Below(at[i])/p
	})
}
