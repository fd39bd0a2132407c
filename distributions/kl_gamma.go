package distributions

import (
	G "gorgonia.org/gorgonia"
)

func init() {
	closedForm(func(p, q Gamma) *G.Node { return gammaKL(p.Concentration, p.Rate, q.Concentration, q.Rate) })
	closedForm(func(p, q InverseGamma) *G.Node { return gammaKL(p.Concentration, p.Scale, q.Concentration, q.Scale) })
	closedForm(func(p Exponential, q Gamma) *G.Node { return gammaKL(unit(p.Rate), p.Rate, q.Concentration, q.Rate) })
	closedForm(func(p Gamma, q Exponential) *G.Node { return gammaKL(p.Concentration, p.Rate, unit(q.Rate), q.Rate) })
}

// unit is 1 of x's shape.
func unit(x *G.Node) *G.Node { return onShape(full(x, 1), x.Shape()) }
