package build

import (
	"fmt"
	"slices"
	"strings"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// standIn begins the names of stand-ins.
const standIn = "stand-in of a transformation "

// StandIn makes an input that stands for another node while a function of it is transformed, one row of many say, and is
// never bound: what depends on it is never computed as it is.
func StandIn(g *G.ExprGraph, dt tensor.Dtype, shape ...int) *G.Node {
	return Input(g, dt, fmt.Sprint(standIn, len(g.AllNodes())), shape...)
}

// Standing are the nodes, listed children first, that do not depend on a stand-in.
func Standing(nodes G.Nodes) G.Nodes {
	depends := map[*G.Node]bool{}
	return slices.DeleteFunc(slices.Clone(nodes), func(n *G.Node) bool {
		depends[n] = n.Op() == nil && strings.HasPrefix(n.Name(), standIn) ||
			slices.ContainsFunc(Children(n), func(c *G.Node) bool { return depends[c] })
		return depends[n]
	})
}
