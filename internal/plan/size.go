package plan

// graphBytes and nodeBytes are about what a graph takes, and each of its nodes with its part of a plan, as measured over
// graphs of 3 to 1,500 nodes.
const (
	graphBytes = 2 << 10
	nodeBytes  = 3 << 9
)

// MachineBytes is what one more program over this plan takes.
func (p *Plan) MachineBytes() int {
	n := p.Bytes + p.scratch + 64*len(p.Nodes)
	for _, s := range p.Steps {
		for _, i := range s.Outs() {
			if p.offset[i] < 0 {
				n += p.size(i)
			}
		}
		if o, ok := s.op.(interface{ Memory() int }); ok { // it runs a program of its own
			n += o.Memory()
		}
	}
	return n
}

// SharedBytes is what the programs over a plan have in common.
func (p *Plan) SharedBytes(nodes int) int {
	n := graphBytes + nodeBytes*max(nodes, len(p.Nodes))
	for i, v := range p.Fixed {
		if v != nil {
			n += p.size(i)
		}
	}
	return n
}
