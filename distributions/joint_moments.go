package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/rng"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// manyDraws is how many seeded draws of a row an integral without a closed form rests on: 1.6% of a standard deviation of what is
// averaged.
const manyDraws = 4096

func (f jointRows) meanFunc() *jointFunc {
	return f.formula("mean", 0, func(d Distribution, _ G.Nodes) G.Nodes { return G.Nodes{Mean(d)} })
}

func (f jointRows) covarianceFunc() *jointFunc {
	return f.formula("covariance", 0, func(d Distribution, _ G.Nodes) G.Nodes { return G.Nodes{entries(Covariance(d))} })
}

// moments is the mean and the covariance of each row of index, of what f is of.
func (f jointRows) moments(index []int) (mean, covariance []float64) {
	kk := f.k * f.k
	exact := f.can(f.meanFunc()) == nil
	if exact {
		mean = f.numbers(f.meanFunc(), index, f.k)
	}
	if exact && f.can(f.covarianceFunc()) == nil {
		return mean, f.numbers(f.covarianceFunc(), index, kk)
	}
	m, c := make([]float64, len(index)*f.k), make([]float64, len(index)*kk)
	for i, row := range index {
		f.sampledMoments(row, m[i*f.k:(i+1)*f.k], c[i*kk:(i+1)*kk])
	}
	if exact {
		m = mean
	}
	return m, c
}

// sampledMoments sets mean and covariance to those of seeded draws of one row; NaN if there can be none.
func (f jointRows) sampledMoments(row int, mean, covariance []float64) {
	x := f.sample(row, manyDraws, rng.SplitAt(0, "distributions/joint/moments", row))
	if x == nil {
		fill(mean, math.NaN())
		fill(covariance, math.NaN())
		return
	}
	momentsOfDraws(x, nil, f.k, mean, covariance)
}

// momentsOfDraws sets mean and covariance to those of draws of k numbers each, of equal weights if w is nil.
func momentsOfDraws(x, w []float64, k int, mean, covariance []float64) {
	n := len(x) / k
	weight := func(s int) float64 {
		if w == nil {
			return 1 / float64(n)
		}
		return w[s]
	}
	clear(mean)
	clear(covariance)
	for s := range n {
		for j := range mean {
			mean[j] += weight(s) * x[s*k+j]
		}
	}
	for s := range n {
		addOuter(covariance, weight(s), x[s*k:(s+1)*k], mean)
	}
}

// addOuter adds w (x - m)(x - m)' to c.
func addOuter(c []float64, w float64, x, m []float64) {
	for i := range x {
		for j := range x {
			c[i*len(x)+j] += w * (x[i] - m[i]) * (x[j] - m[j])
		}
	}
}

// Mean is E y of each row, (rows, k).
func (q Joint) Mean() [][]float64 {
	out := table[float64](q.n, q.Numbers())
	q.parts(func(i int, p covarianceParts) {
		for j, m := range p.mean {
			out[i][j] = q.shift[j] + q.scale[j]*m
		}
	})
	return out
}

// Covariance is the covariances of each row's numbers, k x k.
func (q Joint) Covariance() []*mat.SymDense {
	return q.matrices(func(p covarianceParts, at int) float64 { return p.within[at] + p.between[at] })
}

// Aleatoric is the mean over draws of the covariance of each row: the noise that more data would not remove. With Epistemic it
// adds up to Covariance.
func (q Joint) Aleatoric() []*mat.SymDense {
	return q.matrices(func(p covarianceParts, at int) float64 { return p.within[at] })
}

// Epistemic is the covariance over draws of the mean of each row, with divisor the number of draws: what the weights do not
// agree on. It is 0 for one draw.
func (q Joint) Epistemic() []*mat.SymDense {
	return q.matrices(func(p covarianceParts, at int) float64 { return p.between[at] })
}

// covarianceParts is the law of total covariance, for one row: of what f is of.
type covarianceParts struct{ mean, within, between []float64 }

// parts calls use with the parts of each row.
func (q Joint) parts(use func(i int, p covarianceParts)) {
	if q.n == 0 {
		return
	}
	k, s := q.Numbers(), q.draws
	mean, covariance := q.f.moments(q.index())
	for i := range q.n {
		p := covarianceParts{make([]float64, k), make([]float64, k*k), make([]float64, k*k)}
		means := mean[i*s*k : (i+1)*s*k]
		momentsOfDraws(means, nil, k, p.mean, p.between)
		for d := range s {
			for at := range p.within {
				p.within[at] += covariance[(i*s+d)*k*k+at] / float64(s)
			}
		}
		use(i, p)
	}
}

func (q Joint) matrices(pick func(p covarianceParts, at int) float64) []*mat.SymDense {
	k := q.Numbers()
	out := make([]*mat.SymDense, q.n)
	q.parts(func(i int, p covarianceParts) {
		out[i] = mat.NewSymDense(k, nil)
		for a := range k {
			for b := a; b < k; b++ {
				out[i].SetSym(a, b, q.scale[a]*q.scale[b]*pick(p, a*k+b))
			}
		}
	})
	return out
}

// one is the shape of inputs of one number a row.
var one = tensor.Shape{}
