package distributions

import (
	"sync"

	"github.com/deepprob/deepprob/internal/density"
)

// mixedMoments is mean and both parts of the variance of every row, computed when first asked for.
type mixedMoments struct {
	once                       sync.Once
	mean, aleatoric, epistemic []float64
}

// moments is the mean of the means, and the variance by the law of total variance.
func (m *mixed) moments(i int) (mean, variance float64) {
	aleatoric, epistemic := m.parts(i)
	return m.mean[i], aleatoric + epistemic
}

// parts is the mean of the draws' variances and the variance of their means.
func (m *mixed) parts(i int) (aleatoric, epistemic float64) {
	m.once.Do(func() {
		m.mean, m.aleatoric, m.epistemic = make([]float64, m.n), make([]float64, m.n), make([]float64, m.n)
		density.Each(m.n, func(_ *density.Solver, i int) {
			room := density.Borrow(2 * m.s)
			defer density.GiveBack(room)
			means, variances := (*room)[:m.s], (*room)[m.s:]
			m.drawMoments(i, means, variances)
			m.mean[i], m.aleatoric[i], m.epistemic[i] = totalVariance(means, variances, nil)
		})
	})
	return m.aleatoric[i], m.epistemic[i]
}

// drawMoments is mean and variance of each draw of row i.
func (m *mixed) drawMoments(i int, means, variances []float64) {
	if m.nodes != nil {
		m.nodes.each(m.nodes.meanVar, i*m.s, m.s, func(at int, mean, variance []float64) {
			copy(means[at:], mean)
			copy(variances[at:], variance)
		})
		return
	}
	moments := m.inner.Has().Moments
	for k := range m.s {
		means[k], variances[k] = moments(i*m.s + k)
	}
}

// totalVariance is the mean of a mixture, the mean of its parts' variances and the variance of their means, which add
// up to its variance: nothing cancels, and equal parts have epistemic variance 0 to the bit. Weights sum to 1; nil are
// equal ones.
func totalVariance(means, variances, weights []float64) (mean, aleatoric, epistemic float64) {
	weight := func(int) float64 { return 1 / float64(len(means)) }
	if weights != nil {
		weight = func(k int) float64 { return weights[k] }
	}
	origin, shift := means[0], 0.
	for k := range means {
		shift += weight(k) * (means[k] - origin)
		aleatoric += weight(k) * variances[k]
	}
	mean = origin + shift
	for k := range means {
		epistemic += weight(k) * (means[k] - mean) * (means[k] - mean)
	}
	return mean, aleatoric, epistemic
}
