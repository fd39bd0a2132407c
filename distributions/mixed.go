package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
)

// A drawnFamily is the equally weighted mixture of S draws of itself, those of a network's weights.
//
// Law: logProb is the logarithm of the mean over draws of exp(logDraws).
type drawnFamily interface {
	family
	draws() int
	// logDraws sets out[k*len(y)+j] to the log-density of draw k of row i at y[j].
	logDraws(i int, y, out []float64)
}

// mixed is the mixture of S draws: row i is that of rows i*S to i*S + S-1 of inner.
type mixed struct {
	inner family
	nodes *nodeFamily // inner, if it is made of nodes: all draws are asked together
	n, s  int
	*mixedMoments
}

var (
	_ drawnFamily  = mixed{}
	_ cdfFamily    = mixed{}
	_ momentFamily = mixed{}
	_ atomFamily   = mixed{}
)

// mixDraws is the mixture of every s rows of inner.
func mixDraws(inner family, s int) mixed {
	m := mixed{inner: inner, n: inner.rows() / s, s: s, mixedMoments: new(mixedMoments)}
	switch f := inner.(type) {
	case nodeFamily:
		m.nodes = &f
	case closedFamily:
		m.nodes = &f.nodeFamily
	case discreteFamily:
		m.nodes = &f.nodeFamily
	}
	return m
}

func (m mixed) inside() family { return m.inner }

func (m mixed) rows() int { return m.n }

func (m mixed) draws() int { return m.s }

// support is the hull of the draws'.
func (m mixed) support(i int) (lo, hi float64) {
	switch {
	case atomsOf(m.inner) != nil:
		at := m.atoms(i, nil)
		return at[0], at[len(at)-1]
	case m.nodes != nil:
		return m.inner.support(i * m.s)
	}
	lo, hi = m.inner.support(i * m.s)
	for k := 1; k < m.s; k++ {
		a, b := m.inner.support(i*m.s + k)
		lo, hi = min(lo, a), max(hi, b)
	}
	return lo, hi
}

// breaks are those of all draws, and the ends of their supports, where the density of the mixture jumps.
func (m mixed) breaks(i int, dst []float64) []float64 {
	if m.nodes != nil {
		return dst
	}
	for k := range m.s {
		dst = m.inner.breaks(i*m.s+k, dst)
		lo, hi := m.inner.support(i*m.s + k)
		dst = append(dst, lo, hi)
	}
	return dst
}

// features are those of all draws, but one of many that are nearly the same.
func (m mixed) features(i int, dst []feature) []feature {
	from := len(dst)
	if m.nodes != nil {
		dst = m.nodes.featuresOf(i*m.s, m.s, dst)
	} else {
		for k := range m.s {
			dst = m.inner.features(i*m.s+k, dst)
		}
	}
	return dst[:from+len(distinct(dst[from:]))]
}

// atoms are those of all draws.
func (m mixed) atoms(i int, dst []float64) []float64 {
	if f, ok := m.inner.(discreteFamily); ok {
		return f.atomsOf(i*m.s, m.s, dst)
	}
	from, a := len(dst), atomsOf(m.inner)
	for k := range m.s {
		dst = a.atoms(i*m.s+k, dst)
	}
	slices.Sort(dst[from:])
	return dst[:from+len(slices.Compact(dst[from:]))]
}

func (m mixed) logDraws(i int, y, out []float64) {
	if m.nodes != nil {
		m.nodes.table(m.nodes.logProbs, i*m.s, m.s, y, out)
		return
	}
	for k := range m.s {
		m.inner.logProb(i*m.s+k, y, out[k*len(y):(k+1)*len(y)])
	}
}

// mixedPoints is how many points of a row are asked of all draws at a time.
const mixedPoints = 256

// logProb is log-sum-exp over the draws less log S: the log of the mean density.
func (m mixed) logProb(i int, y, out []float64) {
	room := borrow(m.s * min(len(y), mixedPoints))
	defer giveBack(room)
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

// cdf is the mean of the draws'.
func (m mixed) cdf(i int, y, out []float64) {
	room := borrow(m.s * min(len(y), mixedPoints))
	defer giveBack(room)
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

func (m mixed) cdfDraws(i int, y, out []float64) {
	if m.nodes != nil {
		m.nodes.table(m.nodes.cdfs, i*m.s, m.s, y, out)
		return
	}
	f := cdfOf(m.inner)
	for k := range m.s {
		f.cdf(i*m.s+k, y, out[k*len(y):(k+1)*len(y)])
	}
}
