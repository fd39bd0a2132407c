package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// LogBeta is log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a+b), broadcast; NaN unless both are positive. The three
// grow as (a+b) log(a+b), and their difference would lose as many digits; this keeps them, and so do its derivatives:
// psi(a) - psi(a+b), about -b/a for large a, and those of that.
func LogBeta(a, b *G.Node) *G.Node {
	return binary("log_beta", a, b, kernel.LBeta[float32], kernel.LBeta[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(Mul(dy, digammaFall(in[0], in[1])), in[0]), sumTo(Mul(dy, digammaFall(in[1], in[0])), in[1])}
	})
}

// digammaFall is psi(x) - psi(x+d).
func digammaFall(x, d *G.Node) *G.Node {
	return binary("digamma_fall", x, d, kernel.DigammaFall[float32], kernel.DigammaFall[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, d := in[0], in[1]
		return []*G.Node{sumTo(Mul(dy, trigammaFall(x, d)), x), sumTo(Neg(Mul(dy, Trigamma(Add(x, d)))), d)}
	})
}

// trigammaFall is psi'(x) - psi'(x+d).
func trigammaFall(x, d *G.Node) *G.Node {
	return binary("trigamma_fall", x, d, kernel.Map2(in64[float32](kernel.TrigammaFall64)), kernel.Map2(in64[float64](kernel.TrigammaFall64)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			x, sum := in[0], tetragamma(Add(in[0], in[1]))
			return []*G.Node{sumTo(Mul(dy, Sub(tetragamma(x), sum)), x), sumTo(Neg(Mul(dy, sum)), in[1])}
		})
}

// tetragamma is psi”(x).
func tetragamma(x *G.Node) *G.Node {
	return derivative("digamma_derivative", 2, x, digammaDerivative)
}

// BetaEntropy is log B(a, b) - (a-1) psi(a) - (b-1) psi(b) + (a+b-2) psi(a+b), the entropy of Beta(a, b) in nats,
// broadcast, by terms that do not grow with a+b: of a = 2, b = 1e20 it is -44.5, the difference of numbers of 4e21. NaN unless
// both are positive.
func BetaEntropy(a, b *G.Node) *G.Node {
	return binary("beta_entropy", a, b, kernel.Map2(in64[float32](kernel.BetaEntropy64)), kernel.Map2(in64[float64](kernel.BetaEntropy64)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			a, b := in[0], in[1]
			return []*G.Node{sumTo(Mul(dy, betaEntropySlope(a, b)), a), sumTo(Mul(dy, betaEntropySlope(b, a)), b)}
		})
}

// betaEntropySlope is the derivative for a, (a+b-2) psi'(a+b) - (a-1) psi'(a).
func betaEntropySlope(a, b *G.Node) *G.Node {
	return binary("beta_entropy_slope", a, b, kernel.Map2(in64[float32](kernel.BetaEntropySlope64)), kernel.Map2(in64[float64](kernel.BetaEntropySlope64)),
		func(in []*G.Node, _, dy *G.Node) []*G.Node {
			a, t := in[0], Add(in[0], in[1])
			byB := Add(Trigamma(t), Mul(AddConst(t, -2), tetragamma(t)))
			byA := Sub(byB, Add(Trigamma(a), Mul(AddConst(a, -1), tetragamma(a))))
			return []*G.Node{sumTo(Mul(dy, byA), a), sumTo(Mul(dy, byB), in[1])}
		})
}

// in64 computes f in float64.
func in64[T kernel.Float](f func(a, b float64) float64) func(a, b T) T {
	return func(a, b T) T { return T(f(float64(a), float64(b))) }
}
