package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// XMulY is x y, broadcast, and 0 where x is 0 whatever y is, unless y is NaN: a weight of 0 takes out a cost that is
// infinite.
//
// Its gradient is y for x and x for y; where x is 0 and y infinite it is 0 for both.
func XMulY(x, y *G.Node) *G.Node {
	return binary("xmuly", x, y, kernel.XMulY[float32], kernel.XMulY[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, y := in[0], in[1]
		return []*G.Node{sumTo(Mul(dy, finiteBeside(y, x)), x), sumTo(XMulY(x, dy), y)}
	})
}

// finiteBeside is y, but 0 where it is infinite and x is 0.
func finiteBeside(y, x *G.Node) *G.Node {
	return binary("finite_beside", y, x, kernel.FiniteBeside[float32], kernel.FiniteBeside[float64], func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{sumTo(dy, in[0]), nil}
	})
}
