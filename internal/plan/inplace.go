package plan

import (
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// inPlace are the elementwise loops that may write where they read, by both their names: every element is read before
// the one in its place is written. A test runs each so.
var inPlace = []string{
	"+", "-", "⊙", "÷", "add", "sub", "mul", "div", "add_const", "mul_const", "neg", "square", "sqrt", "exp", "log", "ln",
	"log1p", "expm1", "tanh", "sigmoid", "softplus", "inv", "reciprocal", "relu",
}

func (f Form) inPlace() bool {
	name, _, _ := strings.Cut(f.Name, "(")
	return f.Kind == Elementwise && slices.Contains(inPlace, name)
}

// overwritable lists the operands whose memory a result of the step may take: they have its size and type, and are not
// read after it is written.
func (p *Plan) overwritable(s *Step, out int) []int {
	if s.tiles != nil {
		return s.tiles.over[out]
	}
	if !s.form.inPlace() {
		return nil
	}
	var over []int
	for j, slot := range s.In {
		if p.Dtypes[slot] == p.Dtypes[out] && tensor.ProdInts(s.form.Shapes[j]) == p.Shapes[out].TotalSize() && !p.readOtherwise(s, slot) {
			over = append(over, slot)
		}
	}
	return over
}

// readOtherwise reports whether a step reads a slot also as an operand that is broadcast.
func (p *Plan) readOtherwise(s *Step, slot int) bool {
	for j, other := range s.In {
		if other == slot && tensor.ProdInts(s.form.Shapes[j]) != p.Shapes[s.Out].TotalSize() {
			return true
		}
	}
	return false
}

// overLinks is overwritable for the results of a bundle: an operand of which a link reads its own elements only, and no
// link after the one that writes the result reads it.
func (f *fusion) overLinks(b *bundle, written map[int]bool) map[int][]int {
	last, apart := map[int]int{}, map[int]bool{} // by slot: the last link that reads it, and whether one is broadcast
	for i, k := range b.steps {
		s := &f.Steps[k]
		for j, slot := range s.In {
			slot = f.root(slot)
			last[slot] = i
			apart[slot] = apart[slot] || tensor.ProdInts(s.form.Shapes[j]) != b.size || f.Dtypes[slot] != b.dt
		}
	}
	over := map[int][]int{}
	for i, k := range b.steps {
		s := &f.Steps[k]
		if !written[s.Out] {
			continue
		}
		for slot, l := range last {
			if !apart[slot] && (l < i || l == i && s.form.inPlace()) && f.outside(slot, b) {
				over[s.Out] = append(over[s.Out], slot)
			}
		}
		slices.Sort(over[s.Out]) // a map has no order
	}
	return over
}

// outside reports whether a slot is not computed by the bundle.
func (f *fusion) outside(slot int, b *bundle) bool {
	return !slices.ContainsFunc(b.steps, func(k int) bool { return f.Steps[k].Out == slot })
}
