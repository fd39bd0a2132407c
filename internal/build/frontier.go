package build

import G "gorgonia.org/gorgonia"

// Frontier is those of the ends that are met first on the way back from n: what it is a function of, if all that varies is behind them.
func Frontier(n *G.Node, ends map[*G.Node]bool) (met G.Nodes) {
	known := map[*G.Node]bool{}
	var walk func(n *G.Node)
	walk = func(n *G.Node) {
		if known[n] {
			return
		}
		if known[n] = true; ends[n] {
			met = append(met, n)
			return
		}
		for _, c := range Children(n) {
			walk(c)
		}
	}
	walk(n)
	return met
}
