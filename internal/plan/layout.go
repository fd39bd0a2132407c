package plan

import (
	"slices"
)

// align is the boundary values start on, a cache line and the widest vector register.
const align = 64

// layout places every computed tensor in one block of memory: a value takes the smallest gap that is free from the
// step that computes it to the last one that reads it, or the place of an operand that is last read there. Outputs are
// never given up.
func (p *Plan) layout() {
	base := p.bases()
	last := p.lastReads(base)
	p.offset = make([]int, len(p.Nodes))
	for i := range p.offset {
		p.offset[i] = -1
	}
	free := gaps{}
	for t, s := range p.Steps {
		if s.parts != nil {
			s.parts.id, p.shares = p.shares, p.shares+1
		}
		if s.alias {
			p.offset[s.Out] = p.offset[s.In[0]]
			continue
		}
		for _, i := range s.Outs() {
			if !InBlock(p.Dtypes[i], p.Shapes[i]) {
				continue
			}
			if from := p.dying(&s, i, t, base, last); from >= 0 {
				p.offset[i], last[from] = p.offset[from], len(p.Steps)
				p.Took["in place"]++
				continue
			}
			p.offset[i] = free.take(p.size(i), &p.Bytes)
		}
		for _, i := range append(slices.Clone(s.In), s.Outs()...) {
			if i = base[i]; last[i] == t && p.offset[i] >= 0 {
				free.give(p.offset[i], p.size(i))
				last[i] = len(p.Steps) // once, also when it is two operands
			}
		}
	}
}

// dying is an operand of step t that nothing reads afterwards and in whose place the step may write a result; -1 if there
// is none.
func (p *Plan) dying(s *Step, out, t int, base, last []int) int {
	for _, slot := range p.overwritable(s, out) {
		if from := base[slot]; last[from] == t && p.offset[from] >= 0 && !slices.Contains(s.Outs(), from) {
			return from
		}
	}
	return -1
}

// bases is, by slot, the slot whose memory it shares: its own for most.
func (p *Plan) bases() []int {
	base := make([]int, len(p.Nodes))
	for i := range base {
		base[i] = i
	}
	for _, s := range p.Steps {
		if s.alias {
			base[s.Out] = base[s.In[0]]
		}
	}
	return base
}

// lastReads is the last step that needs the memory of each slot; past the end for outputs.
func (p *Plan) lastReads(base []int) []int {
	last := make([]int, len(p.Nodes))
	for t, s := range p.Steps {
		for _, i := range append(slices.Clone(s.In), s.Outs()...) {
			last[base[i]] = t
		}
	}
	for _, i := range p.Outputs {
		last[base[i]] = len(p.Steps)
	}
	return last
}

// size is how many bytes a slot takes.
func (p *Plan) size(i int) int {
	n := max(p.Shapes[i].TotalSize(), 1) * int(p.Dtypes[i].Size())
	return (n + align - 1) / align * align
}

// gaps are the free stretches of a block, by offset, none touching the next.
type gaps []gap

type gap struct{ at, size int }

// take finds the smallest gap of at least size bytes, or extends the block by what is missing.
func (g *gaps) take(size int, end *int) int {
	best := -1
	for i, f := range *g {
		if f.size >= size && (best < 0 || f.size < (*g)[best].size) {
			best = i
		}
	}
	if best < 0 {
		at := *end
		*end += size
		return at
	}
	f := &(*g)[best]
	at := f.at
	f.at, f.size = f.at+size, f.size-size
	if f.size == 0 {
		*g = slices.Delete(*g, best, best+1)
	}
	return at
}

// give returns a stretch and joins it with its neighbours.
func (g *gaps) give(at, size int) {
	i, _ := slices.BinarySearchFunc(*g, at, func(f gap, at int) int { return f.at - at })
	*g = slices.Insert(*g, i, gap{at, size})
	if i+1 < len(*g) && at+size == (*g)[i+1].at {
		(*g)[i].size += (*g)[i+1].size
		*g = slices.Delete(*g, i+1, i+2)
	}
	if i > 0 && (*g)[i-1].at+(*g)[i-1].size == at {
		(*g)[i-1].size += (*g)[i].size
		*g = slices.Delete(*g, i, i+1)
	}
}
