package distributions

import (
	"math"
	"reflect"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// A klPair is the types of two distributions.
type klPair struct{ p, q reflect.Type }

func pairOf(p, q Distribution) klPair { return klPair{reflect.TypeOf(p), reflect.TypeOf(q)} }

// A klForm is a closed form, which is nil if the parameters have none.
type klForm func(p, q Distribution) *G.Node

// closedKL is the closed forms by pair of families. Each is written so that it does not cancel where p is about q: of terms
// that are nowhere negative, most of them x - log(1+x) of a ratio.
var closedKL = map[klPair]klForm{}

func init() {
	closedForm(normalKL)
	closedForm(func(p, q LogNormal) *G.Node { return normalKL(Normal(p), Normal(q)) })
	closedForm(func(p, q HalfNormal) *G.Node {
		return normalKL(Normal{zero(p.Scale), p.Scale}, Normal{zero(q.Scale), q.Scale})
	})
	closedForm(laplaceKL)
	closedForm(cauchyKL)
	closedForm(func(p, q HalfCauchy) *G.Node {
		return cauchyKL(Cauchy{zero(p.Scale), p.Scale}, Cauchy{zero(q.Scale), q.Scale})
	})
	closedForm(gumbelKL)
	closedForm(func(p, q Exponential) *G.Node { return ratioGap(positive(q.Rate), positive(p.Rate)) })
	closedForm(uniformKL)
	closedForm(weibullKL)
	closedForm(paretoKL)
	closedForm(betaKL)
	closedForm(dirichletKL)
	closedForm(func(p, q Poisson) *G.Node {
		return ops.Mul(positive(p.Rate), ratioGap(positive(q.Rate), positive(p.Rate)))
	})
	closedForm(func(p, q Bernoulli) *G.Node { return logitsKL(p.Logits, q.Logits) })
	closedForm(func(p, q Geometric) *G.Node {
		return ops.Div(logitsKL(p.Logits, q.Logits), ops.Sigmoid(p.Logits))
	})
	closedForm(binomialKL)
	closedForm(negativeBinomialKL)
	closedForm(categoricalKL)
	closedForm(func(p, q OneHotCategorical) *G.Node { return categoricalKL(Categorical(p), Categorical(q)) })
	closedForm(multinomialKL)
}

// closedForm enters that of P from Q.
func closedForm[P, Q Distribution](f func(p P, q Q) *G.Node) {
	closedKL[klPair{reflect.TypeFor[P](), reflect.TypeFor[Q]()}] = func(p, q Distribution) *G.Node { return f(p.(P), q.(Q)) }
}

func inf(sign int) float64 { return math.Inf(sign) }

func zero(x *G.Node) *G.Node { return full(x, 0) }

// ratioGap is t - 1 - log t of t = a/b.
func ratioGap(a, b *G.Node) *G.Node {
	t := ops.Div(a, b)
	small := below(t, .5)
	near := ops.LogGap(ops.Where(small, zero(t), ops.Div(ops.Sub(a, b), b)))
	far := ops.Sub(ops.AddConst(t, -1), ops.Sub(ops.Log(a), ops.Log(b)))
	return ops.Where(small, far, near)
}

// expGap is e^x - 1 - x, without the cancellation at 0.
func expGap(x *G.Node) *G.Node {
	return either(ops.Between(x, -.05, .05), x, 0, 1,
		func(x *G.Node) *G.Node {
			return ops.Mul(ops.Square(x), polynomial(x, 1./2, 1./6, 1./24, 1./120, 1./720, 1./5040, 1./40320, 1./362880))
		},
		func(x *G.Node) *G.Node { return ops.Sub(ops.Expm1(x), x) })
}

// gammaGap is log Gamma(b) - log Gamma(a) - (b-a) psi(a), how far log Gamma lies above its tangent. The log-gammas are those of
// densities at a, which do not cancel.
func gammaGap(a, b *G.Node) *G.Node {
	logs := ops.Sub(ops.LogGammaDensity(a, a), ops.LogGammaDensity(b, a))
	return ops.Add(logs, ops.Mul(ops.Sub(b, a), ops.Sub(ops.Log(a), ops.Digamma(a))))
}

// normalKL is ((s/r)^2 - 1 - 2 log(s/r) + d^2/r^2)/2 with scales s, r and d the distance of the means.
func normalKL(p, q Normal) *G.Node {
	s, r := positive(p.Scale), positive(q.Scale)
	u := ops.Div(ops.Sub(s, r), r)
	spread := ops.Add(ops.MulConst(ops.Square(u), .5), ratioGap(s, r)) // t^2/2 - 1/2 - log t
	return ops.Add(spread, ops.MulConst(ops.Square(standardized(p.Loc, q.Loc, r)), .5))
}

// laplaceKL is t - 1 - log t + t (e^-x - 1 + x) with t = s/r and x the distance over s.
func laplaceKL(p, q Laplace) *G.Node {
	s, r := positive(p.Scale), positive(q.Scale)
	x := ops.Abs(standardized(p.Loc, q.Loc, s))
	return ops.Add(ratioGap(s, r), ops.Mul(ops.Div(s, r), expGap(ops.Neg(x))))
}

// cauchyKL is log(1 + ((s-r)^2 + d^2)/(4 s r)) (Chyzak and Nielsen 2019, arXiv:1905.10965).
func cauchyKL(p, q Cauchy) *G.Node {
	s, r := positive(p.Scale), positive(q.Scale)
	d, e := ops.Sub(p.Loc, q.Loc), ops.Sub(s, r)
	over := ops.Add(ops.Mul(ops.Div(d, s), ops.Div(d, r)), ops.Mul(ops.Div(e, s), ops.Div(e, r)))
	return ops.Log1p(ops.MulConst(over, .25))
}

// gumbelKL is e^w - 1 - w + log Gamma(c) + gamma (c-1) with c = s/r and w = (m_q - m_p)/r + log Gamma(1+c).
func gumbelKL(p, q Gumbel) *G.Node {
	s, r := positive(p.Scale), positive(q.Scale)
	return extremeKL(ops.Div(s, r), standardized(q.Loc, p.Loc, r))
}

// weibullKL is gumbelKL of -log y.
func weibullKL(p, q Weibull) *G.Node {
	k, l := positive(p.Concentration), positive(q.Concentration)
	ratio := ops.Log(ops.Div(positive(p.Scale), positive(q.Scale)))
	return extremeKL(ops.Div(l, k), ops.Mul(l, ratio))
}

func extremeKL(c, shift *G.Node) *G.Node {
	w := ops.Add(shift, ops.Lgamma(ops.AddConst(c, 1)))
	return ops.Add(expGap(w), gammaGap(onShape(full(c, 1), c.Shape()), c))
}

// uniformKL is the logarithm of the ratio of the lengths, +Inf unless q's interval holds p's.
func uniformKL(p, q Uniform) *G.Node {
	v := ops.Sub(ops.Log(positive(ops.Sub(q.High, q.Low))), ops.Log(positive(ops.Sub(p.High, p.Low))))
	return instead(ops.Less(p.Low, q.Low), instead(ops.Less(q.High, p.High), v, inf(1)), inf(1))
}

// paretoKL is t - 1 - log t + b log(x/z) with t = b/a, +Inf where q begins after p.
func paretoKL(p, q Pareto) *G.Node {
	a, b, x, z := positive(p.Concentration), positive(q.Concentration), positive(p.Scale), positive(q.Scale)
	v := ops.Add(ratioGap(b, a), ops.Mul(b, ops.Log1p(ops.Div(ops.Sub(x, z), z))))
	return instead(ops.Less(x, z), v, inf(1))
}
