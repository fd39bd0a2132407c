package distributions

import (
	"math"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasEntropy = ZeroInflated{}
	_ HasEntropy = Hurdle{}
	_ HasMode    = ZeroInflated{}
	_ HasMode    = Hurdle{}
)

// Entropy is that of whether y is 0, and of Base's other masses for the rest: with f = P_Base(0) and Base's entropy h
//
//	-P(0) log P(0) - (1-w) (1-f) log(1-w) + (1-w) (h + f log f).
func (d ZeroInflated) Entropy() *G.Node {
	z := d.zero()
	zero := d.logDensity(z.none())
	above := ops.Sub(full(zero, 1), ops.Exp(logDensity(d.Base, z.none())))
	rest := ops.Sub(entropyAbove(d.Base, z.none()), ops.XMulY(above, z.logRest()))
	return ops.Sub(ops.XMulY(z.rest(), rest), ops.XMulY(ops.Exp(zero), zero))
}

// Entropy is -w log w - (1-w) log(1-w) + (1-w) h, where h is the entropy of Base without its zeros; if that is a density, the whole is with
// respect to length and to counting at 0.
// Of masses h is right to some ulps of log P(Base > 0).
func (d Hurdle) Entropy() *G.Node {
	z := d.zero()
	z.batch(false)
	h := Entropy(d.Base)
	if d.discrete() {
		above := d.logAbove()
		h = ops.Add(ops.Div(entropyAbove(d.Base, z.none()), ops.Exp(above)), above)
	}
	h = ops.XMulY(z.rest(), ops.Sub(h, z.logRest()))
	return ops.Sub(h, ops.XMulY(ops.Sigmoid(d.Logits), z.logZero()))
}

// entropyAbove is -sum over k > 0 of p log p.
func entropyAbove(base Distribution, zero *G.Node) *G.Node {
	log := logDensity(base, zero)
	return ops.Add(Entropy(base), ops.XMulY(ops.Exp(log), log))
}

// Mode is 0 or Base's, whichever has more mass, and 0 of equals.
func (d ZeroInflated) Mode() *G.Node {
	d.zero().batch(true)
	m := Mode(d.Base)
	return denser(d.zero().none(), m, d.logDensity(d.zero().none()), d.logDensity(m))
}

// Mode is 0, at which a density has nothing to set against a mass; of masses 0 or that of Base without its zeros, whichever has more.
func (d Hurdle) Mode() *G.Node {
	z := d.zero()
	z.batch(false)
	if d.discrete() {
		return d.heaviest()
	}
	m := Mode(d.Base)
	w := ops.Sigmoid(d.Logits)
	return ops.Where(ops.Equal(w, w), ops.Where(ops.Less(full(w, 0), w), ops.XMulY(z.none(), m), m), full(w, math.NaN()))
}

// denser is zero where its log-mass is not below that of m, and NaN where either is.
func denser(zero, m, logZero, logM *G.Node) *G.Node {
	known := ops.Equal(ops.Sub(logZero, logM), ops.Sub(logZero, logM))
	return ops.Where(known, ops.Where(ops.Less(logZero, logM), m, zero), full(zero, math.NaN()))
}

// heaviest is the mode of masses: 0, or that of Base without its zeros, which where Base's own is 0 and its masses only fall is 1.
func (d Hurdle) heaviest() *G.Node {
	switch d.Base.(type) {
	case Poisson, Binomial, NegativeBinomial, Geometric, Bernoulli:
		z, m := d.zero(), Mode(d.Base)
		m = ops.Where(ops.Between(m, 0, 0), full(m, 1), m)
		return denser(z.none(), m, z.logZero(), d.logDensity(m))
	}
	return solvedMode(d)
}
