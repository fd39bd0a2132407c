package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shares is Total times a Dirichlet: what is left of one where some shares are known. A nil Total is 1.
type shares struct {
	Concentration *G.Node `param:"positive,axes=1"`
	Total         *G.Node `param:"nonnegative"`
}

func (d shares) BatchShape() tensor.Shape {
	params := []vectorParam{{d.Concentration, d.EventShape()}}
	if d.Total != nil {
		params = append(params, vectorParam{d.Total, nil})
	}
	return batchOfVectors("dirichlet", params...)
}

func (d shares) EventShape() tensor.Shape { return tensor.Shape{lastOf("dirichlet", d.Concentration)} }

func (d shares) LogProb(y *G.Node) *G.Node {
	return onPoints("dirichlet log-prob", d, y, shares.logDensity)
}

func (d shares) Sample(noise *G.Node) *G.Node {
	return onPoints("dirichlet sample", d, noise, shares.sample)
}

func (d shares) sample(noise *G.Node) *G.Node {
	return d.times(ops.Softmax(ops.LogStandardGamma(d.a(), noise)), 1)
}

func (d shares) a() *G.Node { return positive(d.Concentration) }

func (d shares) sum() *G.Node { return lastSum(d.a()) }

// times multiplies x, with so many axes of its own, by Total.
func (d shares) times(x *G.Node, own int) *G.Node {
	if d.Total == nil {
		return x
	}
	t := d.Total
	for range own {
		t = lastAxis(t)
	}
	return ops.Mul(x, t)
}

func (d shares) shape() tensor.Shape { return join(d.BatchShape(), d.EventShape()) }

func (d shares) Mean() *G.Node {
	return onShape(d.times(ops.Div(d.a(), lastAxis(d.sum())), 1), d.shape())
}

// Variance takes 1 - m from the sum of the others.
func (d shares) Variance() *G.Node {
	t := lastAxis(d.sum())
	v := ops.Div(ops.Mul(ops.Div(d.a(), t), ops.Div(others(d.a()), t)), ops.AddConst(t, 1))
	return onShape(d.times(d.times(v, 1), 1), d.shape())
}

func (d shares) Covariance() *G.Node {
	n := d.EventShape()[0]
	m := d.Mean()
	t := lastAxis(ops.AddConst(d.sum(), 1))
	c := ops.Where(eye(m, n), ops.BatchDiag(d.Variance()), ops.Neg(ops.Div(ops.BatchMatMul(m, m, 1, false, false), t)))
	return matrices(c, n)
}

func (d shares) Mode() *G.Node {
	n := float64(d.EventShape()[0])
	a := d.a()
	excess := lastAxis(ops.AddConst(d.sum(), -n))
	flat := ops.Between(excess, 0, 0)
	safe := ops.Where(flat, full(excess, 1), excess)
	mode := ops.Where(flat, full(a, 1/n), ops.Div(ops.AddConst(a, -1), safe))
	proper := allLast(ops.Between(a, 1, math.Inf(1)))
	return onShape(d.times(nanUnless(proper, mode), 1), d.shape())
}

// Entropy adds up those of the Betas by which share i is broken off what the shares before have left, and the logarithms of what
// it leaves: sums of a, of large ones too, are not differences of terms that grow with them.
func (d shares) Entropy() *G.Node {
	n := d.EventShape()[0]
	if n == 1 {
		return onShape(ops.MulConst(lastSum(d.a()), 0), d.BatchShape())
	}
	a, rest := d.sticks()
	var left []*G.Node // free numbers that each stick leaves
	for i := range n - 1 {
		left = append(left, ops.Full(a.Graph(), a.Dtype(), float64(n-2-i), 1))
	}
	log := ops.Sub(ops.Digamma(rest), ops.Digamma(ops.Add(a, rest)))
	h := lastSum(ops.Add(ops.BetaEntropy(a, rest), ops.Mul(ops.Concat(0, left...), log)))
	if d.Total != nil {
		h = ops.Add(h, ops.MulConst(ops.Log(d.Total), float64(n-1)))
	}
	return onShape(h, d.BatchShape())
}

// sticks is a without the last, and the sums of what comes after each.
func (d shares) sticks() (a, rest *G.Node) {
	n := d.EventShape()[0]
	return ops.Slice(d.a(), -1, 0, n-1), ops.Slice(fromHere(d.a()), -1, 1, n)
}

// logBeta is log B(a), from those of pairs.
func (d shares) logBeta() *G.Node {
	if d.EventShape()[0] == 1 {
		return ops.MulConst(lastSum(d.a()), 0)
	}
	return lastSum(ops.LogBeta(d.sticks()))
}

func (d shares) Marginal(j int) Distribution {
	beta := Beta{Alpha: column(d.a(), j), Beta: column(others(d.a()), j)}
	if d.Total == nil {
		return beta
	}
	return stretched{Base: beta, Total: d.Total}
}

func (d shares) Conditional(j int, value *G.Node) Distribution {
	left := ops.Sub(full(value, 1), value)
	if d.Total != nil {
		left = ops.Sub(d.Total, value)
	}
	if d.EventShape()[0] == 2 {
		return Independent{Base: Deterministic{Loc: lastAxis(left)}}
	}
	batch := d.BatchShape()
	rest := onShape(without(d.a(), j, 1), join(batch, tensor.Shape{d.EventShape()[0] - 1}))
	inside := ops.Between(left, 0, math.Inf(1))
	return shares{Concentration: rest, Total: nanUnless(inside, left)}
}

// logDensity is that of y/Total, over Total^(d-1).
func (d shares) logDensity(y *G.Node) *G.Node {
	scale := full(y, 0)
	if d.Total != nil {
		y = ops.Div(y, lastAxis(d.Total))
		scale = ops.MulConst(ops.Log(d.Total), float64(1-d.EventShape()[0]))
	}
	within := 1e-6
	if y.Dtype() == tensor.Float32 {
		within = 1e-4
	}
	s := edgeScale(y)
	log := edgeLog(ops.Between(y, 0, 0), ops.Log(ops.Clip(y, smallest(y), 1)))
	powers := lastSum(ops.Mul(ops.MulConst(ops.AddConst(d.a(), -1), s), log))
	sums := ops.Between(lastSum(y), 1-within, 1+within)
	inside := ops.Mul(sums, ops.Reshape(allLast(ops.Between(y, 0, 1+within)), sums.Shape()...))
	density := ops.Add(ops.Sub(powers, d.logBeta()), scale)
	return insideOnly(inside, density, allPositive(d.Concentration), y)
}

func (shares) Support() Support { return ContinuousOn(0, math.Inf(1)) }
