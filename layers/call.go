package layers

import G "gorgonia.org/gorgonia"

// Call is what a pass remembers of one Scope.Call, for tables of a network: which layer stands where, and which nodes it made.
type Call struct {
	Path  string
	Layer Layer
	X, Y  *G.Node // its input and its result

	// From and To bound the nodes that were made inside, those of the calls within it too: Graph.AllNodes()[From:To]. A node that
	// another layer had made before is not among them.
	From, To int
}

// enter notes a call that begins, and returns what notes its end. A call stands before those within it.
func (p *Pass) enter(path string, l Layer, x *G.Node) (leave func(y *G.Node)) {
	i := len(p.Calls)
	p.Calls = append(p.Calls, Call{Path: path, Layer: l, X: x, From: len(p.Graph.AllNodes())})
	return func(y *G.Node) {
		p.Calls[i].Y, p.Calls[i].To = y, len(p.Graph.AllNodes())
	}
}
