package graph

import (
	"fmt"
	"runtime"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// RunAll computes the outputs from the inputs as they are now.
func (p *Program) RunAll() error {
	if err := p.readInputs(); err != nil {
		return err
	}
	for i := range p.plan.steps {
		if err := p.run(&p.plan.steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// readInputs looks up the inputs that were not bound with Let.
func (p *Program) readInputs() error {
	for _, i := range p.plan.inputs {
		if p.let[i] {
			continue
		}
		v, err := p.accept(i, p.plan.nodes[i].Value())
		if err != nil {
			return err
		}
		p.vals[i] = v
	}
	return nil
}

func (p *Program) run(s *step) error {
	if s.parts == nil || !p.cores || runtime.GOMAXPROCS(0) == 1 {
		return p.alone(s)
	}
	defer p.contests[s.parts.id].end()
	if p.share(s) {
		return nil
	}
	return p.alone(s)
}

// alone runs a step on one core.
func (p *Program) alone(s *step) error {
	if s.tiles != nil {
		s.tiles.all(p.vals, p.tile)
		return nil
	}
	args := p.operands(s)
	if s.compute == nil {
		return p.do(s, args)
	}
	if err := s.compute(p.vals[s.out], args); err != nil {
		return fmt.Errorf("graph: %s: %w", p.plan.nodes[s.out].Name(), err)
	}
	return nil
}

// operands are the values that a step reads.
func (p *Program) operands(s *step) []G.Value {
	args := p.args[:len(s.in)]
	for j, i := range s.in {
		args[j] = p.vals[i]
	}
	return args
}

// do runs an op of Gorgonia's own and copies its result, which may be a view of an operand.
func (p *Program) do(s *step, args []G.Value) error {
	n := p.plan.nodes[s.out]
	v, err := s.op.Do(args...)
	if err != nil {
		return fmt.Errorf("graph: %s: %w", n.Name(), err)
	}
	if v == nil {
		return fmt.Errorf("graph: %s gave no value", n.Name())
	}
	if !copyValue(p.vals[s.out], v) {
		return fmt.Errorf("graph: %s gave %v of shape %s where %v of %s was inferred", n.Name(), v.Dtype(), build.ShapeString(v.Shape()), n.Dtype(), build.ShapeString(n.Shape()))
	}
	return nil
}
