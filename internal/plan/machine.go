package plan

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Machine runs the steps of a plan on memory of its own. It allocates nothing, takes no lock and starts no goroutine, unless
// its steps may be shared among the cores. It serves one goroutine at a time; any number of machines may run one plan.
type Machine struct {
	Plan  *Plan
	Vals  []G.Value // by slot; those of inputs are the caller's to set before a run
	Cores bool      // steps may be shared among all cores

	args []G.Value // operands of the running step
	tile []byte    // for the running step's tiles
	own  []byte    // the block of memory that vals lie in

	contests []contest     // by parts
	shared   *Step         // the one that is
	piece    func(job int) // a piece of it
}

// Machine makes one more machine for a plan.
func (p *Plan) Machine() *Machine {
	m := &Machine{Plan: p, Vals: slices.Clone(p.Fixed), args: make([]G.Value, p.arity), own: alignedBlock(p.Bytes), tile: alignedBlock(p.scratch)}
	for _, s := range p.Steps {
		for _, i := range s.Outs() {
			if at := p.offset[i]; at >= 0 {
				m.Vals[i] = DenseAt(p.Dtypes[i], p.Shapes[i], m.own[at:])
			} else {
				m.Vals[i] = NewValue(p.Dtypes[i], p.Shapes[i])
			}
		}
	}
	for _, s := range p.Steps { // in the order of their ids
		if s.parts != nil {
			m.contests = append(m.contests, newContest(s.parts))
		}
	}
	m.piece = func(k int) { m.shared.parts.run(m, m.shared, k) }
	return m
}

// RunAll runs every step.
func (m *Machine) RunAll() error {
	for i := range m.Plan.Steps {
		if err := m.Run(&m.Plan.Steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// Run computes what a step does from its operands as they are.
func (m *Machine) Run(s *Step) error {
	if s.parts == nil || !m.Cores || runtime.GOMAXPROCS(0) == 1 {
		return m.alone(s)
	}
	defer m.contests[s.parts.id].end()
	if m.share(s) {
		return nil
	}
	return m.alone(s)
}

// alone runs a step on one core.
func (m *Machine) alone(s *Step) error {
	if s.tiles != nil {
		s.tiles.all(m.Vals, m.tile)
		return nil
	}
	args := m.operands(s)
	if s.compute == nil {
		return m.do(s, args)
	}
	if err := s.compute(m.Vals[s.Out], args); err != nil {
		return fmt.Errorf("%s: %w", m.Plan.Nodes[s.Out].Name(), err)
	}
	return nil
}

// operands are the values that a step reads.
func (m *Machine) operands(s *Step) []G.Value {
	args := m.args[:len(s.In)]
	for j, i := range s.In {
		args[j] = m.Vals[i]
	}
	return args
}

// do calls an op's own Do and copies its result, which may be a view of an operand.
func (m *Machine) do(s *Step, args []G.Value) error {
	n := m.Plan.Nodes[s.Out]
	v, err := s.op.Do(args...)
	if err != nil {
		return fmt.Errorf("%s: %w", n.Name(), err)
	}
	if v == nil {
		return fmt.Errorf("%s gave no value", n.Name())
	}
	if !CopyValue(m.Vals[s.Out], v) {
		return fmt.Errorf("%s gave %v of shape %s where %v of %s was inferred", n.Name(), v.Dtype(), build.ShapeString(v.Shape()), n.Dtype(), build.ShapeString(n.Shape()))
	}
	return nil
}

// Writes reports whether a value lies where a run writes: it is an output, or shares its memory.
func (m *Machine) Writes(v G.Value) bool {
	x := Bytes(v)
	if len(x) == 0 {
		return false
	}
	if _, tensor := v.(*tensor.Dense); !tensor {
		return slices.ContainsFunc(m.Plan.Outputs, func(i int) bool { return m.Vals[i] == v && m.Plan.Nodes[i].Op() != nil })
	}
	return Overlap(x, m.own)
}

// Rest lets go of operands, which belong to a caller and which a machine at rest would keep from being freed.
func (m *Machine) Rest() { clear(m.args) }
