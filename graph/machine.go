package graph

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// machine runs the steps of a plan on memory of its own. It allocates nothing, takes no lock and starts no goroutine, unless
// its steps may be shared among the cores. It serves one goroutine at a time; any number of machines may run one plan.
type machine struct {
	plan  *plan
	vals  []G.Value // by slot; those of inputs are the caller's to set before a run
	cores bool      // steps may be shared among all cores

	args []G.Value // operands of the running step
	tile []byte    // for the running step's tiles
	own  []byte    // the block of memory that vals lie in

	contests []contest     // by parts
	shared   *step         // the one that is
	piece    func(job int) // a piece of it
}

// machine makes one more machine for a plan.
func (p *plan) machine() *machine {
	m := &machine{plan: p, vals: slices.Clone(p.fixed), args: make([]G.Value, p.arity), own: alignedBlock(p.bytes), tile: alignedBlock(p.scratch)}
	for _, s := range p.steps {
		for _, i := range s.outs() {
			if at := p.offset[i]; at >= 0 {
				m.vals[i] = denseAt(p.dtypes[i], p.shapes[i], m.own[at:])
			} else {
				m.vals[i] = newValue(p.dtypes[i], p.shapes[i])
			}
		}
	}
	for range p.shares {
		m.contests = append(m.contests, contest{gap: leastGap, left: firstGap})
	}
	m.piece = func(k int) { m.shared.parts.run(m, m.shared, k) }
	return m
}

// runAll runs every step.
func (m *machine) runAll() error {
	for i := range m.plan.steps {
		if err := m.run(&m.plan.steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// run computes what a step does from its operands as they are.
func (m *machine) run(s *step) error {
	if s.parts == nil || !m.cores || runtime.GOMAXPROCS(0) == 1 {
		return m.alone(s)
	}
	defer m.contests[s.parts.id].end()
	if m.share(s) {
		return nil
	}
	return m.alone(s)
}

// alone runs a step on one core.
func (m *machine) alone(s *step) error {
	if s.tiles != nil {
		s.tiles.all(m.vals, m.tile)
		return nil
	}
	args := m.operands(s)
	if s.compute == nil {
		return m.do(s, args)
	}
	if err := s.compute(m.vals[s.out], args); err != nil {
		return fmt.Errorf("%s: %w", m.plan.nodes[s.out].Name(), err)
	}
	return nil
}

// operands are the values that a step reads.
func (m *machine) operands(s *step) []G.Value {
	args := m.args[:len(s.in)]
	for j, i := range s.in {
		args[j] = m.vals[i]
	}
	return args
}

// do calls an op's own Do and copies its result, which may be a view of an operand.
func (m *machine) do(s *step, args []G.Value) error {
	n := m.plan.nodes[s.out]
	v, err := s.op.Do(args...)
	if err != nil {
		return fmt.Errorf("%s: %w", n.Name(), err)
	}
	if v == nil {
		return fmt.Errorf("%s gave no value", n.Name())
	}
	if !copyValue(m.vals[s.out], v) {
		return fmt.Errorf("%s gave %v of shape %s where %v of %s was inferred", n.Name(), v.Dtype(), build.ShapeString(v.Shape()), n.Dtype(), build.ShapeString(n.Shape()))
	}
	return nil
}

// writes reports whether a value lies where a run writes: it is an output, or shares its memory.
func (m *machine) writes(v G.Value) bool {
	x := bytesOf(v)
	if len(x) == 0 {
		return false
	}
	if _, tensor := v.(*tensor.Dense); !tensor {
		return slices.ContainsFunc(m.plan.outputs, func(i int) bool { return m.vals[i] == v && m.plan.nodes[i].Op() != nil })
	}
	return overlap(x, m.own)
}

// rest lets go of operands, which belong to a caller and which a machine at rest would keep from being freed.
func (m *machine) rest() { clear(m.args) }
