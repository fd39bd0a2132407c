package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// compound replaces the elementwise steps that make one value, and nothing that is needed otherwise, by one loop where package
// kernel has it: the log-densities of families are written of a dozen small ops, each a pass over memory, whose time is then that
// of one. The bits are the same.
func (f *fusion) compound() {
	for k := len(f.Steps) - 1; k >= 0; k-- {
		e := f.expressionOf(k)
		if len(e.code) < 2 {
			continue
		}
		s := &f.Steps[k]
		form := Form{Kind: Elementwise, Name: e.String()}
		if form.Loop = compoundLoop(f.Dtypes[s.Out], form.Name); form.Loop == nil {
			continue
		}
		for range e.in {
			form.Shapes = append(form.Shapes, f.Shapes[s.Out])
		}
		f.replace("compound", s, e.in, computeLoop(form, f.Dtypes[s.Out], f.Shapes[s.Out]), form)
		out := s.Out
		f.sweep()
		k = f.made[out]
	}
}

func compoundLoop(dt tensor.Dtype, text string) any {
	if dt == tensor.Float32 {
		return kernel.Compound[float32](text)
	}
	return kernel.Compound[float64](text)
}

// expression is what the steps of a compound compute, in the notation of kernel.Compound.
type expression struct {
	*fusion
	inside map[int]bool   // steps
	size   int            // of all values
	in     []int          // slots, in the order of their names x0, x1, ...
	code   []string       // what gives t0, t1, ...
	names  map[int]string // by slot

	weights map[int]int // by slot
}

// Expression is the code of a compound of all that computes out, "" if there is none: a line of compounds.txt, of which package
// kernel has its loops.
func Expression(out *G.Node, of Library) string {
	p := unfused(G.Nodes{out}, nil, of)
	f := p.rewritten(Policy{Needs: func(n *G.Node) bool { return n == out }, Apart: true})
	return f.expressionOf(f.made[p.Slot[out]]).String()
}

// String is the code, "" if it is not that of a compound.
func (e *expression) String() string { return strings.Join(e.code, " | ") }

// mostCompound bounds the steps of a compound, and their operands: a link of a bundle has no more.
const mostCompound, mostOperands = 48, 3

// expressionOf is of step k and those before it whose values go nowhere else; without code if they are not elementwise or have too
// many operands.
func (f *fusion) expressionOf(k int) *expression {
	e := &expression{fusion: f, inside: map[int]bool{}, size: f.Shapes[f.Steps[k].Out].TotalSize(), names: map[int]string{}, weights: map[int]int{}}
	uses := map[int]int{} // slot -> operands of steps inside
	first := k            // the earliest step that gives one of them
	for j := k; j >= first && len(e.inside) < mostCompound; j-- {
		s := &f.Steps[j]
		if j < k && (uses[s.Out] == 0 || uses[s.Out] < f.uses[s.Out] || f.keep[s.Out] || f.hold[s.Out] || f.Shapes[s.Out].TotalSize() != e.size) {
			continue
		}
		if !f.tileable(s) || !f.flat(s) {
			continue
		}
		e.inside[j] = true
		for _, slot := range s.In {
			if uses[slot]++; f.made[slot] >= 0 {
				first = min(first, f.made[slot])
			}
		}
	}
	if !e.inside[k] || e.name(f.Steps[k].Out, f.Shapes[f.Steps[k].Out]) == "" || len(e.in) > mostOperands {
		e.code = nil
	}
	return e
}

// order is that in which the operands of a step are computed: first what takes most steps, so that few registers hold what waits
// (Sethi and Ullman 1970).
func (e *expression) order(s *Step) []int {
	at := make([]int, len(s.In))
	for j := range at {
		at[j] = j
	}
	slices.SortStableFunc(at, func(i, j int) int { return e.weight(s.In[j]) - e.weight(s.In[i]) })
	return at
}

// weight is how many steps a slot takes, those that are met twice counted twice.
func (e *expression) weight(slot int) int {
	if w, ok := e.weights[slot]; ok || e.made[slot] < 0 || !e.inside[e.made[slot]] {
		return w
	}
	w := 1
	for _, in := range e.Steps[e.made[slot]].In {
		w += e.weight(in)
	}
	e.weights[slot] = w
	return w
}

// name is how the code calls a slot, whose own code comes before; "" for a number that is no constant.
func (e *expression) name(slot int, shape []int) string {
	if name, ok := e.names[slot]; ok {
		return name
	}
	if v := e.Fixed[slot]; v != nil && tensor.ProdInts(shape) == 1 {
		return strconv.FormatFloat(Number(v), 'g', -1, 64)
	}
	k := e.made[slot]
	if k < 0 || !e.inside[k] {
		if tensor.ProdInts(shape) != e.size {
			return ""
		}
		e.names[slot] = fmt.Sprint("x", len(e.in))
		e.in = append(e.in, slot)
		return e.names[slot]
	}
	s := &e.Steps[k]
	for _, j := range e.order(s) {
		if e.name(s.In[j], s.form.Shapes[j]) == "" {
			return ""
		}
	}
	line := strings.ReplaceAll(s.form.Name, " ", "_")
	for j, in := range s.In {
		line += " " + e.name(in, s.form.Shapes[j])
	}
	e.names[slot] = fmt.Sprint("t", len(e.code))
	e.code = append(e.code, line)
	return e.names[slot]
}
