package plan

import G "gorgonia.org/gorgonia"

// Expression is the code of a compound of all that computes out, "" if there is none.
func Expression(out *G.Node, of Library) string {
	p := unfused(G.Nodes{out}, nil, of)
	f := p.rewritten(Policy{Needs: func(n *G.Node) bool { return n == out }, Apart: true})
	return f.expressionOf(f.made[p.Slot[out]]).String()
}

// Rehearse plays a step cut into so many pieces that takes these times, alone and on all cores, and returns in which runs it
// was on all.
func Rehearse(pieces, runs int, times func(run int) [2]float64) (all []bool) {
	c := newContest(&Parts{n: pieces})
	for run := range runs {
		all = append(all, c.next())
		c.took(times(run)[c.now])
	}
	return all
}
