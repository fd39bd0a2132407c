package distributions

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"gonum.org/v1/gonum/mathext"
	G "gorgonia.org/gorgonia"
)

// HasQuantile has the least y with P(Y <= y) >= p in closed form, of the batch's shape, for p in [0, 1].
type HasQuantile interface{ Quantile(p float64) *G.Node }

var (
	_ HasQuantile = Normal{}
	_ HasQuantile = Deterministic{}
)

// Quantile is the least y with P(Y <= y) >= p, of the batch's shape. It panics with a graph.BuildError if d has none in closed
// form, or if p is not in [0, 1].
func Quantile(d Distribution, p float64) *G.Node {
	return must[HasQuantile]("quantile", d).Quantile(checkLevel(d, p))
}

// checkLevel is p if it is a probability.
func checkLevel(d Distribution, p float64) float64 {
	if !(p >= 0 && p <= 1) {
		build.Fail(nameOf(d)+" quantile", nil, "p is %v: want 0 to 1", p)
	}
	return p
}

// Quantile is Loc + Scale Phi^-1(p).
func (d Normal) Quantile(p float64) *G.Node {
	z := mathext.NormalQuantile(checkLevel(d, p))
	return onShape(ops.Add(d.Loc, ops.MulConst(positive(d.Scale), z)), d.BatchShape())
}

// Quantile is Loc.
func (d Deterministic) Quantile(p float64) *G.Node { checkLevel(d, p); return d.Loc }
