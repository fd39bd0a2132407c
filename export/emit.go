package export

import (
	"fmt"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// emitter writes the function that computes a network for one row.
type emitter struct {
	*network
	b    strings.Builder
	at   map[*G.Node]operand
	left map[string]int // how often a variable will be read
	made int
}

// operand is where a node's numbers are: those of the shape, from number off of a slice or an array on.
type operand struct {
	name  string
	off   int
	shape tensor.Shape
}

func (o operand) size() int { return o.shape.TotalSize() }

// all is the operand as a slice.
func (o operand) all() string { return o.part(0, o.size()) }

// part is some of its elements as a slice.
func (o operand) part(from, to int) string {
	if o.name != "w" && from == 0 && to == o.size() {
		return o.name + "[:]"
	}
	return fmt.Sprintf("%s[%d:%d]", o.name, o.off+from, o.off+to)
}

// element is element i, an expression: "" is 0.
func (o operand) element(i string) string {
	switch {
	case i == "":
		return fmt.Sprintf("%s[%d]", o.name, o.off)
	case o.off == 0:
		return fmt.Sprintf("%s[%s]", o.name, i)
	}
	return fmt.Sprintf("%s[%d+%s]", o.name, o.off, i)
}

func (e *emitter) line(format string, args ...any) { fmt.Fprintf(&e.b, "\t"+format+"\n", args...) }

// operand is where a node's numbers are.
func (e *emitter) operand(n *G.Node) operand {
	if o, ok := e.at[n]; ok {
		return o
	}
	return operand{name: "w", off: e.offset[n], shape: n.Shape()}
}

// run writes all steps.
func (e *emitter) run() error {
	e.at, e.left = map[*G.Node]operand{e.X: {name: "x", shape: e.X.Shape()}}, map[string]int{}
	for _, n := range e.steps {
		if err := e.step(n); err != nil {
			return err
		}
		for _, c := range build.Children(n) {
			e.left[e.operand(c).name]--
		}
	}
	return nil
}

// step writes one operation of package ops; others are refused.
func (e *emitter) step(n *G.Node) error {
	_, ours := n.Op().(interface {
		ops.Computer
		Rows() *ops.Rows
		Loop() (any, bool)
	})
	if !ours || n.Dtype() != e.Dtype {
		return fmt.Errorf("%s is no operation of package ops on %v: only those can be exported", where(n), e.Dtype)
	}
	var in []operand
	for _, c := range build.Children(n) {
		in = append(in, e.operand(c))
	}
	s := statement{emitter: e, node: n, call: parse(n.Op().String()), in: in}
	if write := statements[s.op]; write != nil {
		write(&s)
	}
	if s.done {
		return nil
	}
	return fmt.Errorf("%s of shape %s is an operation that cannot be exported", where(n), build.ShapeString(n.Shape()))
}

// statement is an operation being written.
type statement struct {
	*emitter
	node *G.Node
	call
	in   []operand
	done bool
}

// out makes the variable of the result.
func (s *statement) out() operand {
	o := operand{name: fmt.Sprintf("h%d", s.made), shape: s.node.Shape()}
	s.made++
	s.line("var %s [%d]float // %s", o.name, o.size(), where(s.node))
	s.is(o)
	return o
}

// inPlace makes the result's variable an operand that has its size and is not read any more, or a new one.
func (s *statement) inPlace(fits func(o operand) bool) operand {
	for _, o := range s.in {
		if strings.HasPrefix(o.name, "h") && s.left[o.name] == s.readsOf(o.name) && o.size() == s.node.Shape().TotalSize() && fits(o) {
			s.line("// %s", where(s.node))
			o.shape = s.node.Shape()
			s.is(o)
			return o
		}
	}
	return s.out()
}

// readsOf is how often this statement reads a variable.
func (s *statement) readsOf(name string) (n int) {
	for _, o := range s.in {
		if o.name == name {
			n++
		}
	}
	return n
}

// is says where the result is.
func (s *statement) is(o operand) {
	s.at[s.node] = o
	s.left[o.name] += s.uses[s.node]
	s.done = true
}
