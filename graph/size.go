package graph

// graphBytes and nodeBytes are about what a graph takes, and each of its nodes with its part of a plan, as measured over
// graphs of 3 to 1,500 nodes.
const (
	graphBytes = 2 << 10
	nodeBytes  = 3 << 9
)

// programBytes is what one more program over this plan takes.
func (p *plan) programBytes() int {
	n := p.bytes + p.scratch + 64*len(p.nodes)
	for _, s := range p.steps {
		for _, i := range s.outs() {
			if p.offset[i] < 0 {
				n += p.size(i)
			}
		}
	}
	return n
}

// sharedBytes is what the programs over a plan have in common.
func (p *plan) sharedBytes(nodes int) int {
	n := graphBytes + nodeBytes*max(nodes, len(p.nodes))
	for i, v := range p.fixed {
		if v != nil {
			n += p.size(i)
		}
	}
	return n
}
