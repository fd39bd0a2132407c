package graph_test

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// FuzzRewrites compares programs and machines with a run node by node, on graphs that a rewrite matches or nearly
// matches.
func FuzzRewrites(f *testing.F) {
	for t := range templates {
		f.Add([]byte{byte(t)})
		f.Add([]byte{byte(t), 1})
	}
	f.Fuzz(func(t *testing.T, bytes []byte) { checkNear(t, nearly(bytes)) })
}

// The same with bytes drawn at random, most of them those of the template.
func TestRewritesOfNearlyMatchingGraphs(t *testing.T) {
	src := graphtest.NewSource(tensor.Float64)
	built := 0
	for i := range 600 {
		bytes := make([]byte, 64)
		for range src.IntN(6) {
			bytes[2+src.IntN(24)] = byte(src.IntN(256))
		}
		bytes[0], bytes[1] = byte(i%len(templates)), byte(src.IntN(2))
		if templates[bytes[0]].name == "loops" {
			for k := range bytes[1:] {
				bytes[1+k] = byte(src.IntN(256))
			}
		}
		if c := nearly(bytes); c != nil {
			built++
			checkNear(t, c)
		}
		if t.Failed() {
			t.Fatalf("bytes %v", bytes)
		}
	}
	if built < 300 {
		t.Errorf("only %d graphs could be built", built)
	}
}

// checkNear runs a graph as a program, twice and without its rewrites, and as a machine.
func checkNear(t *testing.T, c *near) {
	if c == nil || len(c.outputs) == 0 {
		return
	}
	all := c.nodes()
	want, ok := c.naive(all)
	if !ok {
		return
	}
	tolerance := c.tolerance(want)
	inputs := map[*G.Node][]float64{}
	for _, n := range all {
		if n.Op() == nil {
			inputs[n] = graphtest.Numbers(n.Value())
		}
	}
	c.checkProgram(t, want, tolerance)
	machine := graph.NewVM(c.Graph)
	for range 2 {
		graphtest.MustRun(t, machine)
	}
	for _, n := range all {
		if n.Value() != nil {
			graphtest.Agree(t, "machine: "+describe(n), graphtest.Numbers(n.Value()), want[n], tolerance)
		}
	}
	for n, v := range c.reads {
		graphtest.Agree(t, "read: "+describe(n), graphtest.Numbers(*v), want[n], tolerance)
	}
	for n, x := range inputs {
		graphtest.Agree(t, "input "+n.Name(), graphtest.Numbers(n.Value()), x, 0)
	}
	c.checkNeverStale(t, machine, all, tolerance)
}

// checkProgram compiles the outputs and runs them.
func (c *near) checkProgram(t *testing.T, want map[*G.Node][]float64, tolerance float64) {
	p, err := graph.Compile(c.outputs...)
	if err != nil {
		t.Fatal(err)
	}
	into := p.Clone()
	into.Into(into.NewOutputs())
	for _, q := range []*graph.Program{p, graph.Unfused(p), p, into} {
		graphtest.Poison(graph.Machine(q))
		graphtest.MustRun(t, q)
		for i, v := range graph.Results(q) {
			graphtest.Agree(t, "program: "+describe(c.outputs[i]), graphtest.Numbers(v), want[c.outputs[i]], tolerance)
		}
	}
	for i, a := range c.outputs {
		for _, b := range append(p.Inputs(), c.outputs[:i]...) {
			if !graph.SameSlot(p, a, b) && overlap(p.Value(a), p.Value(b)) {
				t.Fatalf("the outputs %v and %v share memory", describe(a), describe(b))
			}
		}
	}
}

// checkNeverStale runs a machine after another one that gave every node a value, on other numbers: a node that has a value
// has the right one.
func (c *near) checkNeverStale(t *testing.T, m *graph.VM, all G.Nodes, tolerance float64) {
	graphtest.MustRun(t, graph.NewVM(c.Graph, G.TraceExec()))
	for _, n := range all {
		if n.Op() == nil {
			for i, b := range graph.Bytes(n.Value()) {
				if size := int(c.Dtype.Size()); i%size == size-1 {
					graph.Bytes(n.Value())[i] = b ^ 0x80 // the sign
				}
			}
		}
	}
	want, ok := c.naive(all)
	if !ok {
		return
	}
	graphtest.MustRun(t, m)
	for _, n := range all {
		if n.Value() != nil {
			graphtest.Agree(t, "again: "+describe(n), graphtest.Numbers(n.Value()), want[n], max(tolerance, c.tolerance(want)))
		}
	}
}

func describe(n *G.Node) string { return fmt.Sprint(n.Name(), " ", n.Shape()) }

// naive are the numbers of all nodes computed one by one; not ok if one of them is not finite or large, of which fusion
// keeps no digits.
func (c *near) naive(all G.Nodes) (map[*G.Node][]float64, bool) {
	vals, err := graphtest.Naive(all...)
	if err != nil {
		return nil, false
	}
	out := map[*G.Node][]float64{}
	for n, v := range vals {
		out[n] = graphtest.Numbers(v)
		for _, x := range out[n] {
			if !(math.Abs(x) < 1e6) {
				return nil, false
			}
		}
	}
	return out, true
}

// tolerance is for sums of up to a hundred terms, of the largest number in the graph, in another order.
func (c *near) tolerance(want map[*G.Node][]float64) float64 {
	top, eps := 1., 0x1p-52
	for _, x := range want {
		for _, v := range x {
			top = max(top, math.Abs(v))
		}
	}
	if c.Dtype == tensor.Float32 {
		eps = 0x1p-23
	}
	return 100 * eps * top
}

// overlap reports whether two values have memory in common.
func overlap(a, b G.Value) bool {
	x, y := graph.Bytes(a), graph.Bytes(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	from, to := uintptr(unsafe.Pointer(&x[0])), uintptr(unsafe.Pointer(&y[0]))
	return from < to+uintptr(len(y)) && to < from+uintptr(len(x))
}
