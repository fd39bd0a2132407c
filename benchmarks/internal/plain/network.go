package plain

import (
	"fmt"

	G "gorgonia.org/gorgonia"
)

// network is a graph being built of Gorgonia's own operations. The first error stays.
type network struct {
	graph  *G.ExprGraph
	params G.Nodes
	err    error
}

func (n *network) must(v *G.Node, err error) *G.Node {
	if n.err == nil {
		n.err = err
	}
	return v
}

// loss is the mean squared error of relu layers, a tanh layer and a linear output: a scalar.
func (n *network) loss(x, y *G.Node, widths []int) *G.Node {
	h := x
	for i, w := range widths {
		h = n.dense(h, i, w)
		if n.err != nil {
			return nil
		}
		if i == len(widths)-1 {
			h = n.must(G.Tanh(h))
		} else {
			h = n.must(G.Rectify(h))
		}
	}
	h = n.dense(h, len(widths), 1)
	if n.err != nil {
		return nil
	}
	return n.must(G.Mean(n.must(G.Square(n.must(G.Sub(h, y))))))
}

// dense is x·kernel + bias.
func (n *network) dense(x *G.Node, layer, units int) *G.Node {
	kernel := G.NewMatrix(n.graph, G.Float32, G.WithShape(x.Shape()[1], units),
		G.WithName(fmt.Sprintf("kernel%d", layer)), G.WithInit(G.GlorotN(1)))
	bias := G.NewMatrix(n.graph, G.Float32, G.WithShape(1, units),
		G.WithName(fmt.Sprintf("bias%d", layer)), G.WithInit(G.Zeroes()))
	n.params = append(n.params, kernel, bias)
	product := n.must(G.Mul(x, kernel))
	if n.err != nil {
		return nil
	}
	return n.must(G.BroadcastAdd(product, bias, nil, []byte{0}))
}
