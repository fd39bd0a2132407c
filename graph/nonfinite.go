package graph

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// NonFiniteError names the operation, or the input, where a NaN or infinity first appeared on its way to an output.
type NonFiniteError struct {
	Node  string  // name of the node
	Op    string  // operation, "input" for an input
	Path  string  // scope path of the layer it belongs to
	Grad  bool    // whether it belongs to a derivative
	Row   int     // first bad row: index along the leading axis
	Value float64 // what is there
}

func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("first non-finite value: %v in row %d of %s", e.Value, e.Row, e.Site())
}

// Site is the operation and the layer that it belongs to, without the row: for messages that name a row of the data, beside
// which a row of a weight's gradient would be taken for another one of them.
func (e *NonFiniteError) Site() string {
	where, what := e.Path, e.Op
	if where == "" {
		where = "outside every layer"
	}
	if e.Op == "input" {
		where, what = e.Node, "input"
	}
	if e.Grad {
		what = "the gradient's " + what
	}
	return fmt.Sprintf("%s (%s)", what, where)
}

// Finite repeats the last run with its inputs as they are now and returns a *NonFiniteError if an output is not
// finite: it follows the bad values back to a node whose operands are all finite. An infinity that does no harm (the
// log of a zero probability that a Where discards) is passed over, since no output is bad because of it. What was fused
// is computed node by node; where that makes a finite output bad, it is not to blame.
func (p *Program) Finite() error {
	if err := p.RunAll(); err != nil {
		return err
	}
	q := p.unfused()
	bad, err := q.replay()
	if err != nil {
		return err
	}
	for _, i := range p.m.Plan.Outputs {
		if e := p.inspect(i); e != nil {
			if bad[i] == nil {
				return e
			}
			return q.blame(i, bad)
		}
	}
	return nil
}

// unfused is a program for the same outputs, bound to the same inputs, in which every node has a value of its own.
func (p *Program) unfused() *Program {
	q := newProgram(p.m.Plan.Plain())
	p.bindLike(q)
	return q
}

// replay runs every step and notes the non-finite values before their memory is used again.
func (p *Program) replay() ([]*NonFiniteError, error) {
	if err := p.readInputs(); err != nil {
		return nil, err
	}
	bad := make([]*NonFiniteError, len(p.m.Vals))
	for _, i := range p.m.Plan.Inputs {
		bad[i] = p.inspect(i)
	}
	for k := range p.m.Plan.Steps {
		s := &p.m.Plan.Steps[k]
		if err := prefixed(p.m.Run(s)); err != nil {
			return nil, err
		}
		bad[s.Out] = p.inspect(s.Out)
	}
	return bad, nil
}

// blame follows bad operands back to where there are none, NaN before infinities.
func (p *Program) blame(i int, bad []*NonFiniteError) error {
	for _, s := range p.m.Plan.Steps {
		if s.Out != i {
			continue
		}
		next := -1
		for _, c := range s.In {
			if bad[c] != nil && !p.constant(c) && (next < 0 || math.IsNaN(bad[c].Value) && !math.IsNaN(bad[next].Value)) {
				next = c
			}
		}
		if next >= 0 {
			return p.blame(next, bad)
		}
	}
	return bad[i]
}

// constant reports whether a slot is computed from nothing: an infinity there was meant.
func (p *Program) constant(i int) bool {
	n := p.m.Plan.Nodes[i]
	return n.Op() != nil && len(build.Children(n)) == 0
}

// Peek computes the value of any node that the outputs need, from the inputs as they are now: for finding out what went
// wrong. It returns a copy.
func (p *Program) Peek(n *G.Node) (G.Value, error) {
	at, ok := p.m.Plan.Slot[n]
	if !ok {
		return nil, fmt.Errorf("graph: the program does not compute %s", n.Name())
	}
	q := p.unfused()
	if err := q.readInputs(); err != nil {
		return nil, err
	}
	for k := range q.m.Plan.Steps {
		if err := prefixed(q.m.Run(&q.m.Plan.Steps[k])); err != nil {
			return nil, err
		}
		if q.m.Plan.Steps[k].Out == at {
			break
		}
	}
	return G.CloneValue(q.m.Vals[at])
}

// inspect describes the first non-finite element of a slot, nil if there is none.
func (p *Program) inspect(i int) *NonFiniteError {
	n := p.m.Plan.Nodes[i]
	at, v := nonFinite(p.m.Vals[i])
	if at < 0 {
		return nil
	}
	e := &NonFiniteError{Node: n.Name(), Op: "input", Value: v}
	e.Path, e.Grad = build.Path(n)
	if n.Op() != nil {
		e.Op = n.Op().String()
	}
	if s := p.m.Plan.Shapes[i]; len(s) > 0 {
		e.Row = at / (s.TotalSize() / s[0])
	}
	return e
}

// nonFinite is the index and value of the first NaN or infinity, -1 if there is none.
func nonFinite(v G.Value) (int, float64) {
	switch v.Dtype() {
	case tensor.Float32:
		return firstBad(ops.Data[float32](v))
	case tensor.Float64:
		return firstBad(ops.Data[float64](v))
	}
	return -1, 0
}

func firstBad[T float32 | float64](x []T) (int, float64) {
	for i, v := range x {
		if v-v != 0 { // NaN for NaN and both infinities
			return i, float64(v)
		}
	}
	return -1, 0
}
