package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogPoisson is log(r^y e^-r/Gamma(y+1)), the log-mass of a Poisson count y of rate r, broadcast, without cancellation at rates of
// 1e15: -Inf for y < 0, NaN for negative r. Between the whole numbers it is the formula's value.
func LogPoisson(y, rate *G.Node) *G.Node {
	return binary("log_poisson", y, rate, kernel.LogPoisson[float32], kernel.LogPoisson[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		y, r := in[0], in[1]
		return []*G.Node{sumTo(Mul(dy, gammaScore(AddConst(y, 1), r)), y), sumTo(Mul(dy, excess(y, r)), r)}
	})
}

// excess is (y - x)/x, -1 where y is 0.
func excess(y, x *G.Node) *G.Node {
	return both("excess", y, x, kernel.Excess64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		y, x := in[0], in[1]
		return []*G.Node{sumTo(Div(dy, x), y), Neg(sumTo(Mul(dy, over(over(y, x), x)), x))}
	})
}

// over is y/x, 0 where y is 0.
func over(y, x *G.Node) *G.Node {
	return both("over", y, x, kernel.Over64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		y, x := in[0], in[1]
		return []*G.Node{sumTo(Div(dy, x), y), Neg(sumTo(Mul(dy, over(over(y, x), x)), x))}
	})
}

// LogNegativeBinomial is the log-mass at y of a count with mean mu and variance mu + mu^2/r, broadcast,
// Gamma(y+r)/(Gamma(r) y!) (r/(r+mu))^r (mu/(r+mu))^y, without cancellation for large y, r and mu; r = Inf is Poisson. -Inf for y < 0,
// NaN unless r > 0 and mu >= 0.
func LogNegativeBinomial(y, r, mu *G.Node) *G.Node {
	return threeLoops("log_negative_binomial", y, r, mu, kernel.LogNegativeBinomial[float32], kernel.LogNegativeBinomial[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		y, r, mu := in[0], in[1], in[2]
		byY := Sub(digammaBetween(Add(r, y), AddConst(y, 1)), Log1p(Div(r, mu)))
		byMu := Mul(excess(y, mu), Reciprocal(AddConst(Div(mu, r), 1)))
		return []*G.Node{sumTo(Mul(dy, byY), y), sumTo(Mul(dy, negativeBinomialSlope(y, r, mu)), r), sumTo(Mul(dy, byMu), mu)}
	})
}

// negativeBinomialSlope is its derivative for r, with derivatives psi'(r+y) - 1/(r+mu) for y, (y-mu)/(r+mu)^2 for mu, and for r
// the two less psi'(r) - 1/r.
func negativeBinomialSlope(y, r, mu *G.Node) *G.Node {
	return three("negative_binomial_slope", y, r, mu, kernel.NegativeBinomialSlope64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		y, r, mu := in[0], in[1], in[2]
		total := Add(r, mu)
		byMu := Div(Div(Sub(y, mu), total), total)
		byR := Add(Add(Sub(Trigamma(Add(r, y)), Trigamma(r)), Div(Div(mu, total), r)), byMu)
		return []*G.Node{sumTo(Mul(dy, Sub(Trigamma(Add(r, y)), Reciprocal(total))), y), sumTo(Mul(dy, byR), r), sumTo(Mul(dy, byMu), mu)}
	})
}

// LogBinomialMass is the log-mass at k of the number of successes among n trials, each of probability 1/(1+e^-logit), broadcast, without
// cancellation for n of 1e18: -Inf for k outside [0, n], NaN for n < 0.
func LogBinomialMass(k, n, logit *G.Node) *G.Node {
	return threeLoops("log_binomial_mass", k, n, logit, kernel.LogBinomialMass[float32], kernel.LogBinomialMass[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		k, n, l := in[0], in[1], in[2]
		rest := AddConst(Sub(n, k), 1)
		byK := Add(digammaBetween(rest, AddConst(k, 1)), l)
		byN := Add(digammaRise(rest, k), LogSigmoid(Neg(l)))
		return []*G.Node{sumTo(Mul(dy, byK), k), sumTo(Mul(dy, byN), n), sumTo(Mul(dy, binomialResidual(k, n, l)), l)}
	})
}

// binomialResidual is k - n s(l).
func binomialResidual(k, n, l *G.Node) *G.Node {
	return three("binomial_residual", k, n, l, kernel.BinomialResidual64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		k, n, l := in[0], in[1], in[2]
		byN := Mul(dy, sigmoidAt(l))
		byL := Mul(dy, Mul(n, sigmoidSlope(l, Full(l.Graph(), l.Dtype(), 1, l.Shape()...))))
		return []*G.Node{sumTo(dy, k), Neg(sumTo(byN, n)), Neg(sumTo(byL, l))}
	})
}

// LogBinomial is log(n!/(k! (n-k)!)), broadcast, without the cancellation of large n: 0 at k = 0 and n, -Inf outside, NaN for n < 0.
func LogBinomial(n, k *G.Node) *G.Node {
	return both("log_binomial", n, k, kernel.LogBinomial64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		n, k := in[0], in[1]
		rest := AddConst(Sub(n, k), 1)
		byN, byK := digammaRise(rest, k), digammaBetween(rest, AddConst(k, 1))
		return []*G.Node{sumTo(Mul(dy, byN), n), sumTo(Mul(dy, byK), k)}
	})
}

// digammaBetween is psi(p) - psi(q), without the cancellation of near ones.
func digammaBetween(p, q *G.Node) *G.Node {
	return both("digamma_between", p, q, kernel.DigammaBetween64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(Mul(dy, Trigamma(in[0])), in[0]), Neg(sumTo(Mul(dy, Trigamma(in[1])), in[1]))}
	})
}

// digammaRise is psi(x+d) - psi(x).
func digammaRise(x, d *G.Node) *G.Node {
	return both("digamma_rise", x, d, kernel.DigammaRise64, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, d := in[0], in[1]
		top := Trigamma(Add(x, d))
		return []*G.Node{sumTo(Mul(dy, Sub(top, Trigamma(x))), x), sumTo(Mul(dy, top), d)}
	})
}
