package graph

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// common finds steps that compute what another one has computed: the same op with the same parameters on the same
// operands, compared by all of that, where Gorgonia compares 32 bits of a hash.
type common map[string]int // identity -> slot

// seen is the slot of an equal step before, or notes the step.
func (c common) seen(n *G.Node, s *step, of library) (slot int, ok bool) {
	id, ok := identity(n.Op(), of)
	if dt := n.Dtype(); !ok || dt != tensor.Float32 && dt != tensor.Float64 {
		return 0, false
	}
	id = fmt.Sprintf("%s %v%s %v", id, n.Dtype(), build.ShapeString(n.Shape()), s.in)
	if slot, ok = c[id]; !ok {
		c[id] = s.out
	}
	return slot, ok
}

// identity spells out an op and all its parameters; not ok if two equal ops need not have one value. An op of package ops
// has them in its name.
func identity(op G.Op, of library) (id string, ok bool) {
	if c, own := op.(interface {
		ops.Computer
		Loop() (any, bool)
	}); own {
		return fmt.Sprintf("%T %s", c, c.String()), true
	}
	return of.identity(op)
}

// merged computes nothing for a node that equals the one at a slot: who needs it reads that. If every node must have a
// value, it gets a copy.
func (p *plan) merged(n *G.Node, i, at int, each bool) {
	p.slot[n] = at
	p.took["equal steps"]++
	if each {
		again := byType(n.Dtype(), loop1(func(dst, x []float32) { copy(dst, x) }), loop1(func(dst, x []float64) { copy(dst, x) }))
		p.steps = append(p.steps, step{op: n.Op(), form: form{kind: reshaping}, compute: again, out: i, in: []int{at}})
	}
}
