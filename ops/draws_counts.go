package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// BinomialQuantile is the number of successes in n trials of probability 1/(1+e^-logit) at standard normal noise e, broadcast: the least k with
// P(Y <= k) >= Phi(e), exact in both tails. NaN where n is no whole number from 0 on. It is a step in each of its inputs: a gradient is refused.
func BinomialQuantile(n, logit, e *G.Node) *G.Node {
	return refuse(three("binomial_quantile", n, logit, e, kernel.BinomialDraw64, refuseAll), 0, 1, 2)
}

// Apportion is the mode of a multinomial: total (n...) and probabilities p (n..., k), which sum to 1 and are broadcast, give whole numbers (n..., k)
// that add up to total, each given to the class with the largest p/(count + 1), the first of equals. NaN where total is no whole number from 0 on. It
// has no gradient.
func Apportion(total, p *G.Node) *G.Node {
	const name = "apportion"
	k := lastExtent(name, p)
	floats(name, total, p)
	shape := pickShape(p, total)
	total, p = BroadcastTo(total, shape), BroadcastTo(p, append(shape.Clone(), k))
	f := pick(p.Dtype(), apportionRows[float32](k), apportionRows[float64](k))
	return still(apply(name, append(shape.Clone(), k), f, refuseAll, p, total), 0, 1)
}

func apportionRows[T kernel.Float](k int) compute {
	return func(out G.Value, in []G.Value) {
		dst, p, n := Data[T](out), Data[T](in[0]), Data[T](in[1])
		for i := range n {
			kernel.Apportion(dst[i*k:(i+1)*k], p[i*k:(i+1)*k], n[i])
		}
	}
}
