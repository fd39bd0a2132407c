package plan

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
func (c common) seen(n *G.Node, s *Step, of Library) (slot int, ok bool) {
	id, ok := identity(n.Op(), of)
	if dt := n.Dtype(); !ok || dt != tensor.Float32 && dt != tensor.Float64 {
		return 0, false
	}
	id = fmt.Sprintf("%s %v%s %v", id, n.Dtype(), build.ShapeString(n.Shape()), s.In)
	if slot, ok = c[id]; !ok {
		c[id] = s.Out
	}
	return slot, ok
}

// identity spells out an op and all its parameters; not ok if two equal ops need not have one value. An op of package ops
// has them in its name.
func identity(op G.Op, of Library) (id string, ok bool) {
	if c, own := op.(interface {
		ops.Computer
		Loop() (any, bool)
	}); own {
		return fmt.Sprintf("%T %s", c, c.String()), true
	}
	return of.Identity(op)
}

// merged computes nothing for a node that equals the one at a slot: who needs it reads that. If every node must have a
// value, it gets a copy.
func (p *Plan) merged(n *G.Node, i, at int, each bool) {
	p.Slot[n] = at
	p.Took["equal steps"]++
	if each {
		again := byType(n.Dtype(), Loop1(func(dst, x []float32) { copy(dst, x) }), Loop1(func(dst, x []float64) { copy(dst, x) }))
		p.Steps = append(p.Steps, Step{op: n.Op(), form: Form{Kind: Reshaping}, compute: again, Out: i, In: []int{at}})
	}
}
