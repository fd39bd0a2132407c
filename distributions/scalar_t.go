package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// scalarT is the distribution of one number of a MultivariateStudentT.
func scalarT(df, loc, scale *G.Node) Distribution { return marginalT{DF: df, Loc: loc, Scale: scale} }

type marginalT struct {
	DF    *G.Node `param:"positive"`
	Loc   *G.Node
	Scale *G.Node `param:"positive"`
}

func (d marginalT) BatchShape() tensor.Shape { return batchOf("student t", d.DF, d.Loc, d.Scale) }

func (d marginalT) EventShape() tensor.Shape { return tensor.Shape{} }

func (d marginalT) LogProb(y *G.Node) *G.Node {
	return onPoints("student t log-prob", d, y, marginalT.logDensity)
}

func (d marginalT) Mean() *G.Node { return ops.Add(d.Loc, ops.MulConst(d.Scale, 0)) }

func (d marginalT) Variance() *G.Node {
	return ops.Mul(packedT{DF: d.DF}.inflation(), ops.Square(d.Scale))
}

func (d marginalT) logDensity(y *G.Node) *G.Node {
	p := packedT{DF: d.DF, Loc: lastAxis(d.Loc), Tril: lastAxis(d.Scale)}
	return p.logDensity(lastAxis(y))
}
