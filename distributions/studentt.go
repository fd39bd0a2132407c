package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// StudentT is the density (1 + z^2/DF)^(-(DF+1)/2) / (Scale sqrt(DF) B(DF/2, 1/2)) with z = (y - Loc)/Scale: a Normal whose precision is
// unknown, with tails that are a power. DF, the degrees of freedom, and Scale are positive, or everything is NaN.
type StudentT struct {
	DF    *G.Node `param:"positive"` // (n...)
	Loc   *G.Node // (n...)
	Scale *G.Node `param:"positive"` // (n...), or fewer axes if rows share it
}

// BatchShape is the common shape of DF, Loc and Scale.
func (d StudentT) BatchShape() tensor.Shape { return batchOf("student t", d.DF, d.Loc, d.Scale) }

// EventShape is ().
func (d StudentT) EventShape() tensor.Shape { return tensor.Shape{} }

// LogProb is -(DF+1)/2 log(1 + z^2/DF) - log(Scale sqrt(DF) B(DF/2, 1/2)), also where z^2 overflows.
func (d StudentT) LogProb(y *G.Node) *G.Node {
	return onPoints("student t log-prob", d, y, StudentT.logDensity)
}

// Mean is Loc, NaN for DF <= 1 (where scipy's is infinite): there is none.
func (d StudentT) Mean() *G.Node {
	n := positive(d.DF)
	loc := ops.Where(ops.Between(n, 0, 1), full(n, math.NaN()), locOf(d.Loc, d.Scale))
	return onShape(ops.Where(ops.Equal(n, n), loc, n), d.BatchShape())
}

// Variance is Scale^2 DF/(DF-2), infinite for DF <= 2 and NaN for DF <= 1.
func (d StudentT) Variance() *G.Node {
	n := positive(d.DF)
	few := ops.Where(ops.Between(n, 0, 1), full(n, math.NaN()), among(math.Inf(1), n))
	v := except(ops.Between(n, 0, 2), few, n, 3, func(n *G.Node) *G.Node { return ops.Div(n, ops.AddConst(n, -2)) })
	return onShape(ops.Mul(ops.Square(positive(d.Scale)), v), d.BatchShape())
}

// Mode is Loc.
func (d StudentT) Mode() *G.Node {
	n := positive(d.DF)
	return onShape(ops.Where(ops.Equal(n, n), locOf(d.Loc, d.Scale), n), d.BatchShape())
}

// Entropy is (DF+1)/2 (psi((DF+1)/2) - psi(DF/2)) + log(Scale sqrt(DF) B(DF/2, 1/2)).
func (d StudentT) Entropy() *G.Node {
	n := positive(d.DF)
	h := ops.Mul(ops.MulConst(ops.AddConst(n, 1), .5), digammaStep(ops.MulConst(n, .5)))
	return onShape(ops.Add(ops.Sub(h, studentNorm(n)), ops.Log(positive(d.Scale))), d.BatchShape())
}

// CDF is half of a regularized incomplete beta function on the left, 1 minus that on the right.
func (d StudentT) CDF(y *G.Node) *G.Node {
	return onPoints("student t cdf", d, y, StudentT.cdf)
}

// LogCDF is its logarithm, finite where it underflows.
func (d StudentT) LogCDF(y *G.Node) *G.Node {
	return onPoints("student t log-cdf", d, y, StudentT.logCDF)
}

// LogSurvival is LogCDF at -z.
func (d StudentT) LogSurvival(y *G.Node) *G.Node {
	return onPoints("student t log-survival", d, y, StudentT.logSurvival)
}

// Sample is Loc + Scale times the quantile of z at Phi(noise), with the implicit gradient for DF.
func (d StudentT) Sample(noise *G.Node) *G.Node {
	return onPoints("student t sample", d, noise, StudentT.sample)
}

// Bump is Loc, and Scale.
func (d StudentT) Bump() (at, width *G.Node) {
	return d.Mode(), onShape(positive(d.Scale), d.BatchShape())
}

// studentNorm is the log-density of z at 0.
func studentNorm(n *G.Node) *G.Node {
	return ops.Neg(ops.Add(ops.LogBeta(ops.MulConst(n, .5), full(n, .5)), ops.MulConst(ops.Log(n), .5)))
}

// digammaStep is psi(x + 1/2) - psi(x), from 25 on by the asymptotic series of both (Abramowitz and Stegun 1964, 6.3.18).
func digammaStep(x *G.Node) *G.Node {
	return either(below(x, 25), x, 1, 25,
		func(x *G.Node) *G.Node { return ops.Sub(ops.Digamma(ops.AddConst(x, .5)), ops.Digamma(x)) },
		func(x *G.Node) *G.Node {
			return polynomial(ops.Reciprocal(x), 0, 1./2, 1./8, 0, -1./64, 0, 1./128, 0, -17./2048, 0, 31./2048)
		})
}

func (d StudentT) logDensity(y *G.Node) *G.Node {
	n := positive(d.DF)
	norm := ops.Sub(studentNorm(n), ops.Log(positive(d.Scale)))
	power := ops.MulConst(ops.AddConst(n, 1), -.5)
	w := ops.Div(standardized(y, d.Loc, d.Scale), ops.Sqrt(n))
	return ops.Add(norm, ops.Mul(power, logOnePlusSquare(w)))
}

// logOnePlusSquare is log(1 + z^2), beyond 1 as log(1 + z^-2) + 2 log |z|.
func logOnePlusSquare(z *G.Node) *G.Node {
	size := ops.Abs(z)
	inner := below(size, 1)
	big := ops.Where(inner, full(size, 1), size)
	small := ops.Where(inner, z, ops.Reciprocal(big)) // not |z|, of whose square there is no second derivative at 0
	return ops.Add(ops.Log1p(ops.Square(small)), ops.MulConst(ops.Log(big), 2))
}

func (d StudentT) cdf(y *G.Node) *G.Node {
	z := standardized(y, d.Loc, positive(d.Scale))
	tail := ops.Exp(d.logTail(z))
	return ops.Where(below(z, 0), tail, ops.AddConst(ops.Neg(tail), 1))
}

func (d StudentT) logCDF(y *G.Node) *G.Node {
	return d.logBelow(standardized(y, d.Loc, positive(d.Scale)))
}

func (d StudentT) logSurvival(y *G.Node) *G.Node {
	return d.logBelow(ops.Neg(standardized(y, d.Loc, positive(d.Scale))))
}

func (d StudentT) logBelow(z *G.Node) *G.Node {
	tail := d.logTail(z)
	return ops.Where(below(z, 0), tail, ops.Log1mExp(tail))
}

// logTail is log P(Z > |z|). With w = |z|/sqrt(n) it is half of I_x(n/2, 1/2) at x = 1/(1 + w^2), for small w by the complement, as x
// is next to 1; for tiny z by the density at 0, since w^2 has no derivative that sqrt could use, and where w^2 may overflow by the
// leading power.
func (d StudentT) logTail(z *G.Node) *G.Node {
	n := positive(d.DF)
	half, norm := ops.MulConst(n, .5), studentNorm(n)
	tiny := func(z *G.Node) *G.Node {
		return ops.AddConst(ops.Log1p(ops.MulConst(ops.Mul(z, ops.Exp(norm)), -2)), -math.Ln2)
	}
	share := func(w *G.Node) *G.Node { return ops.Reciprocal(ops.AddConst(ops.Square(w), 1)) }
	near := func(w *G.Node) *G.Node {
		return ops.LogRegIncBetaC(full(w, .5), half, ops.Mul(ops.Square(w), share(w)))
	}
	mid := func(w *G.Node) *G.Node { return ops.LogRegIncBeta(half, full(w, .5), share(w)) }
	far := func(w *G.Node) *G.Node { // x^(n/2) / (n/2 B(n/2, 1/2))
		return ops.Sub(ops.Add(ops.AddConst(norm, math.Ln2), ops.MulConst(ops.Log(n), -.5)), ops.Mul(n, ops.Log(w)))
	}
	size := ops.Neg(folded(z))
	return either(below(size, 1e-6), size, 0, 1, tiny, func(size *G.Node) *G.Node {
		w := ops.Div(size, ops.Sqrt(n))
		log := either(below(w, 1), w, .5, 1, near, func(w *G.Node) *G.Node { return either(below(w, 1e10), w, 2, 1e11, mid, far) })
		return ops.AddConst(log, -math.Ln2)
	})
}

func (d StudentT) sample(noise *G.Node) *G.Node {
	return placed(d.Loc, d.Scale, ops.StandardStudentT(positive(d.DF), noise))
}
