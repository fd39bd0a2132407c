package distributions

import (
	"slices"

	"github.com/deepprob/deepprob/internal/density"
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
	if has.Jump != nil {
		m.forms.Jump = m.jump
	}
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

// jump is where the draws have theirs, and the mean of its mass.
func (m *mixed) jump(i int) (at, logMass float64) {
	at, _ = m.inner.Has().Jump(i * m.s)
	in, out := [1]float64{at}, [1]float64{}
	m.LogProb(i, in[:], out[:])
	return at, out[0]
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
