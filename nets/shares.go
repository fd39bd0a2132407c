package nets

import (
	"cmp"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/unit"
	"github.com/deepprob/deepprob/layers"
	"gonum.org/v1/gonum/mat"
)

// A share is some rows of the training targets, in standard deviations of each column from its mean: where a component begins.
type share struct {
	dim  int
	rows [][]float64
	many bool // it is one of several
}

// cut shares the training targets out into k shares of equal size, again and again across the column in which a share is widest: of
// one column these are its quantiles. Each row counts once, whatever its weight, unless that is 0. Without targets shares have
// no rows.
func cut(s *layers.Scope, dim, k int) []share {
	all := share{dim: dim, many: k > 1}
	if t := s.Targets(); t.Known() {
		mean, sd := make([]float64, dim), make([]float64, dim)
		for j := range dim {
			mean[j], sd[j] = t.Mean(j), unit.Width(t, j, s.Dtype())
		}
		for row := range t.All() {
			u := make([]float64, dim)
			for j, y := range row {
				u[j] = (y - mean[j]) / sd[j]
			}
			all.rows = append(all.rows, u)
		}
	}
	return all.cut(k)
}

func (g share) cut(k int) []share {
	if k <= 1 {
		return []share{g}
	}
	if len(g.rows) == 0 {
		return slices.Repeat([]share{g}, k)
	}
	j := g.widest()
	slices.SortStableFunc(g.rows, func(a, b []float64) int { return cmp.Compare(a[j], b[j]) })
	left := k / 2
	at := max(len(g.rows)*left/k, 1)
	lower, upper := g, g
	lower.rows, upper.rows = g.rows[:at], g.rows[min(at, len(g.rows)-1):]
	return append(lower.cut(left), upper.cut(k-left)...)
}

// widest is the column with the largest variance.
func (g share) widest() int {
	best, at := -1., 0
	mean := g.loc()
	for j := range g.dim {
		v := 0.
		for _, u := range g.rows {
			v += (u[j] - mean[j]) * (u[j] - mean[j])
		}
		if v > best {
			best, at = v, j
		}
	}
	return at
}

// loc is the mean.
func (g share) loc() []float64 {
	mean := make([]float64, g.dim)
	for i, u := range g.rows {
		for j := range mean {
			mean[j] += (u[j] - mean[j]) / float64(i+1)
		}
	}
	return mean
}

// covariance is that of the rows, of one of several shares twice that, so that neighbours overlap, with a hundredth of variance 1 for
// each number, or a millionth if it is the only share, so that it is positive definite.
func (g share) covariance() *mat.SymDense {
	c := mat.NewSymDense(g.dim, nil)
	mean, factor, least := g.loc(), 1., 1e-6
	if g.many {
		factor, least = 2, .01
	}
	for i := range g.dim {
		for j := i; j < g.dim; j++ {
			v := 0.
			for n, u := range g.rows {
				v += ((u[i]-mean[i])*(u[j]-mean[j]) - v) / float64(n+1)
			}
			if v *= factor; i == j {
				v += least
			}
			c.SetSym(i, j, v)
		}
	}
	if len(g.rows) == 0 {
		for i := range g.dim {
			c.SetSym(i, i, 1)
		}
	}
	return c
}

// cholesky is L with L L' the covariance.
func (g share) cholesky() *mat.TriDense {
	var c mat.Cholesky
	l := mat.NewTriDense(g.dim, mat.Lower, nil)
	if !c.Factorize(g.covariance()) { // rounding of more than a millionth: the numbers for themselves
		for i := range g.dim {
			l.SetTri(i, i, 1)
		}
		return l
	}
	c.LTo(l)
	return l
}

func (g share) diagonal() (x []float64) {
	l := g.cholesky()
	for i := range g.dim {
		x = append(x, l.At(i, i))
	}
	return x
}

func (g share) below() (x []float64) {
	l := g.cholesky()
	for i := range g.dim {
		for j := range i {
			x = append(x, l.At(i, j))
		}
	}
	return x
}

// factors is F (d, rank), row by row, and s with F F' + diag s^2 near the covariance C: factor analysis by maximum likelihood, whose F
// is that of the largest eigenvalues of C in units of s (Lawley 1940), in turn with s^2 = diag(C - F F'). No column of F is 0, from
// where no gradient would lead.
func (g share) factors(rank int) (f, s []float64) {
	const rounds, least = 50, .05
	d, c := g.dim, g.covariance()
	f, s = make([]float64, d*rank), make([]float64, d)
	for i := range s {
		s[i] = math.Sqrt(c.At(i, i) / 2)
	}
	unit := mat.NewSymDense(d, nil)
	var eigen mat.EigenSym
	var vectors mat.Dense
	for range rounds {
		for i := range d {
			for j := i; j < d; j++ {
				unit.SetSym(i, j, c.At(i, j)/s[i]/s[j])
			}
		}
		if !eigen.Factorize(unit, true) {
			break
		}
		eigen.VectorsTo(&vectors)
		values := eigen.Values(nil) // ascending
		for i := range d {
			rest := c.At(i, i)
			for r := range rank {
				size := math.Sqrt(max(values[d-1-r]-1, least*least))
				f[i*rank+r] = s[i] * vectors.At(i, d-1-r) * size
				rest -= f[i*rank+r] * f[i*rank+r]
			}
			s[i] = math.Sqrt(max(rest, least*least*c.At(i, i)))
		}
	}
	return f, s
}
