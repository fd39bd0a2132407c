package build

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Counted is f(in) for a function of the caller's over a list of inputs, which cannot be asked how many it takes. One that
// reaches behind the end of the list, or makes nothing of the last inputs beyond the first few, which may be idle, panics
// with an Error that gives the counts. Making nothing of any is taken for wanting no more than their graph and shapes.
func Counted(in G.Nodes, idle int, f func(in G.Nodes) G.Nodes) G.Nodes {
	in = slices.Clip(in)
	defer func() {
		if r := recover(); r != nil {
			tooFew(r, in, f)
			panic(r)
		}
	}()
	out := f(in)
	AllUsed(in, idle, out)
	return out
}

// AllUsed is what Counted asks of the inputs of a function that gave out.
func AllUsed(in G.Nodes, idle int, out G.Nodes) {
	if used := max(lastUsed(in, out)+1, idle); used > 0 && used < len(in) {
		Fail("inputs", shapesOf(in), "the function was given %d inputs and makes use of the first %d: leave the others out", len(in), used)
	}
}

// reach are the messages of the runtime about indices behind an end, with the index and the end.
var reach = []*regexp.Regexp{
	regexp.MustCompile(`^runtime error: index out of range \[(\d+)\] with length (\d+)$`),
	regexp.MustCompile(`^runtime error: slice bounds out of range \[:(\d+)\] with (?:length|capacity) (\d+)$`),
	regexp.MustCompile(`^runtime error: slice bounds out of range \[(\d+):(\d+)\]$`),
}

// tooFew fails if r comes of an index behind the end of in: then it is another panic, or none, if there is one input more.
func tooFew(r any, in G.Nodes, f func(in G.Nodes) G.Nodes) {
	e, ok := r.(runtime.Error)
	if !ok {
		return
	}
	for _, message := range reach {
		m := message.FindStringSubmatch(e.Error())
		if m == nil || m[2] != strconv.Itoa(len(in)) || again(in, f) == e.Error() {
			continue
		}
		asked, _ := strconv.Atoi(m[1])
		if message == reach[0] {
			asked++
		}
		Fail("inputs", shapesOf(in), "the function was given %d inputs and takes at least %d", len(in), max(asked, len(in)+1))
	}
}

// again is what f panics with if it has one input more.
func again(in G.Nodes, f func(in G.Nodes) G.Nodes) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = fmt.Sprint(r)
		}
	}()
	g := G.NewGraph()
	if len(in) > 0 {
		g = in[0].Graph()
	}
	f(append(slices.Clone(in), Input(g, tensor.Float64, fmt.Sprintf("one more than %d", len(in)))))
	return ""
}

func shapesOf(in G.Nodes) []tensor.Shape {
	shapes := make([]tensor.Shape, len(in))
	for i, n := range in {
		if n != nil {
			shapes[i] = n.Shape()
		}
	}
	return shapes
}

// Given refuses operands of op that are nil: most come of a layer, or a parameter, that was never made.
func Given(op string, in ...*G.Node) {
	for i, x := range in {
		if x == nil {
			Fail(op, shapesOf(in), "operand %d of %d is nil: it must be a node, such as an input of the function, the result of another operation, or what s.Param returns", i, len(in))
		}
	}
}

// lastUsed is the index of the last input that is an output, or an operand of any node of the graph; -1 if there is none.
func lastUsed(in, out G.Nodes) int {
	last, at := -1, map[*G.Node]int{}
	for i, n := range in {
		at[n] = i
		if slices.Contains(out, n) {
			last = i
		}
	}
	if len(in) == 0 {
		return last
	}
	for _, n := range in[0].Graph().AllNodes() {
		for _, c := range Children(n) {
			if i, ok := at[c]; ok {
				last = max(last, i)
			}
		}
	}
	return last
}
