package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

func (m *mixed) logDraws(i int, y, out []float64) {
	if m.nodes != nil {
		m.nodes.table(m.nodes.logProbs, i*m.s, m.s, y, out)
		return
	}
	for k := range m.s {
		m.inner.LogProb(i*m.s+k, y, out[k*len(y):(k+1)*len(y)])
	}
}

// mixedPoints is how many points of a row are asked of all draws at a time.
const mixedPoints = 256

// LogProb is log-sum-exp over the draws less log S: the log of the mean density.
func (m *mixed) LogProb(i int, y, out []float64) {
	room := density.Borrow(m.s * min(len(y), mixedPoints))
	defer density.GiveBack(room)
	for len(y) > 0 {
		p := min(len(y), mixedPoints)
		logs := (*room)[:m.s*p]
		m.logDraws(i, y[:p], logs)
		logMeanExp(logs, out[:p])
		y, out = y[p:], out[p:]
	}
}

// logMeanExp sets out[j] to the log of the mean over k of exp(logs[k*len(out)+j]), without overflow. It overwrites logs.
func logMeanExp(logs, out []float64) {
	p := len(out)
	copy(out, logs)
	for k := p; k < len(logs); k += p {
		for j, l := range logs[k : k+p] {
			out[j] = max(out[j], l) // NaN if one is
		}
	}
	for k := 0; k < len(logs); k += p {
		for j, top := range out {
			logs[k+j] -= top
		}
	}
	kernel.Exp(logs, logs)
	for k := p; k < len(logs); k += p {
		for j, e := range logs[k : k+p] {
			logs[j] += e
		}
	}
	draws := float64(len(logs) / max(p, 1))
	for j, top := range out {
		if !math.IsInf(top, 0) {
			out[j] = top + math.Log(logs[j]/draws)
		}
	}
}

// logMean is the logarithm of the mean over draws of exp of f of each; nil if f is.
func (m *mixed) logMean(f func(i int, y, out []float64)) func(i int, y, out []float64) {
	if f == nil {
		return nil
	}
	return func(i int, y, out []float64) {
		room := density.Borrow(m.s * len(y))
		defer density.GiveBack(room)
		for k := range m.s {
			f(i*m.s+k, y, (*room)[k*len(y):(k+1)*len(y)])
		}
		logMeanExp(*room, out)
	}
}

// cdf is the mean of the draws'.
func (m *mixed) cdf(i int, y, out []float64) {
	room := density.Borrow(m.s * min(len(y), mixedPoints))
	defer density.GiveBack(room)
	for len(y) > 0 {
		p := min(len(y), mixedPoints)
		each := (*room)[:m.s*p]
		m.cdfDraws(i, y[:p], each)
		for j := range p {
			sum := 0.
			for k := j; k < len(each); k += p {
				sum += each[k]
			}
			out[j] = sum / float64(m.s)
		}
		y, out = y[p:], out[p:]
	}
}

func (m *mixed) cdfDraws(i int, y, out []float64) {
	if m.nodes != nil {
		m.nodes.table(m.nodes.cdfs, i*m.s, m.s, y, out)
		return
	}
	cdf := m.inner.Has().CDF
	for k := range m.s {
		cdf(i*m.s+k, y, out[k*len(y):(k+1)*len(y)])
	}
}
