package graph

// Memory is how many bytes the values take that a run computes, of which those that are not needed at a time share a place:
// the peak of its memory, beside inputs and the graph.
func (p *Program) Memory() int { return p.m.Plan.MachineBytes() }
