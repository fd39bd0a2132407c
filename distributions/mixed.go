package distributions

import (
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/kernel"
)

// mixed is the mixture of S draws: row i is that of rows i*S to i*S + S-1 of inner.
type mixed struct {
	inner density.Family
	nodes *nodeFamily // inner, if it is made of nodes: all draws are asked together
	n, s  int
	forms density.Closed
	*mixedMoments
}

var _ density.Family = (*mixed)(nil)

// mixDraws is the mixture of every s rows of inner.
func mixDraws(inner density.Family, s int) *mixed {
	m := &mixed{inner: inner, n: inner.Rows() / s, s: s, mixedMoments: new(mixedMoments)}
	m.nodes, _ = inner.(*nodeFamily)
	has := inner.Has()
	m.forms.Draws = &density.Draws{N: s, LogProb: m.logDraws, Alone: m.alone}
	if has.Atoms != nil {
		m.forms.Atoms = m.atoms
	}
	m.forms.Lattice = has.Lattice
	if has.CDF != nil {
		m.forms.CDF = m.cdf
	}
	m.forms.LogCDF, m.forms.LogSurvival = m.logMean(has.LogCDF), m.logMean(has.LogSurvival)
	if has.Moments != nil {
		m.forms.Moments, m.forms.Draws.Parts = m.moments, m.parts
	}
	if m.nodes != nil && has.Ends != nil {
		m.forms.Ends = m
	}
	return m
}

func (m *mixed) Has() *density.Closed { return &m.forms }

func (m *mixed) Rows() int { return m.n }

// alone is draw k.
func (m *mixed) alone(k int) density.Family {
	at := func(i int) (density.Family, int) { return m.drawAt(i, k) }
	return newRedirected(m.n, m.inner, at, nil)
}

// drawAt is where draw k of row i is.
func (m *mixed) drawAt(i, k int) (density.Family, int) { return m.inner, i*m.s + k }

// Support is the hull of the draws'.
func (m *mixed) Support(i int) (lo, hi float64) {
	switch {
	case m.forms.Atoms != nil:
		at := m.atoms(i, nil)
		return at[0], at[len(at)-1]
	case m.nodes != nil:
		return m.nodes.ends(i*m.s, m.s)
	}
	lo, hi = m.inner.Support(i * m.s)
	for k := 1; k < m.s; k++ {
		a, b := m.inner.Support(i*m.s + k)
		lo, hi = min(lo, a), max(hi, b)
	}
	return lo, hi
}

// Breaks are those of all draws, and the ends of their supports, where the density of the mixture jumps.
func (m *mixed) Breaks(i int, dst []float64) []float64 {
	if m.nodes != nil {
		return m.nodes.breaks(i*m.s, m.s, dst)
	}
	for k := range m.s {
		dst = m.inner.Breaks(i*m.s+k, dst)
		lo, hi := m.inner.Support(i*m.s + k)
		dst = append(dst, lo, hi)
	}
	return dst
}

// Features are those of all draws, but one of many that are nearly the same.
func (m *mixed) Features(i int, dst []density.Feature) []density.Feature {
	from := len(dst)
	if m.nodes != nil {
		dst = m.nodes.featuresOf(i*m.s, m.s, dst)
	} else {
		for k := range m.s {
			dst = m.inner.Features(i*m.s+k, dst)
		}
	}
	return dst[:from+len(density.Distinct(dst[from:]))]
}

// atoms are those of all draws.
func (m *mixed) atoms(i int, dst []float64) []float64 {
	if m.nodes != nil {
		return m.nodes.atomsOf(i*m.s, m.s, dst)
	}
	from, atoms := len(dst), m.inner.Has().Atoms
	for k := range m.s {
		dst = atoms(i*m.s+k, dst)
	}
	slices.Sort(dst[from:])
	return dst[:from+len(slices.Compact(dst[from:]))]
}

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
