package graph_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// numbers copies the elements of a value.
func numbers(v G.Value) []float64 {
	if v == nil {
		return nil
	}
	if d, ok := v.(*tensor.Dense); ok && d.RequiresIterator() {
		v = d.Materialize().(*tensor.Dense)
	}
	var out []float64
	switch v.Dtype() {
	case tensor.Float64:
		return append(out, ops.Data[float64](v)...)
	case tensor.Float32:
		for _, x := range ops.Data[float32](v) {
			out = append(out, float64(x))
		}
	case tensor.Bool:
		for _, b := range graph.Bytes(v) {
			out = append(out, float64(b))
		}
	}
	return out
}

// agree fails unless two lists of numbers are equal to a tolerance relative to the larger of 1 and the numbers.
func agree(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i, w := range want {
		switch g := got[i]; {
		case g == w || g != g && w != w:
		case !(math.Abs(g-w) <= tolerance*max(1, math.Abs(w))):
			t.Fatalf("%s, element %d: %v, want %v", what, i, g, w)
		}
	}
}

func mustRun(t testing.TB, vm G.VM) {
	t.Helper()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
}

// train takes steps with Gorgonia's Adam and returns the costs and, at the end, all parameters.
func train(t *testing.T, n *plainNet, vm G.VM, steps int) (costs []float64, params [][]float64) {
	t.Helper()
	defer vm.Close()
	solver := G.NewAdamSolver(G.WithLearnRate(.01))
	for range steps {
		mustRun(t, vm)
		costs = append(costs, numbers(n.cost.Value())...)
		if err := solver.Step(G.NodesToValueGrads(n.params)); err != nil {
			t.Fatal(err)
		}
		vm.Reset()
	}
	for _, p := range n.params {
		params = append(params, numbers(p.Value()))
	}
	return costs, params
}

// Trained from the same numbers by the same solver, a network ends at the same weights. In float64 both machines
// round at 1e-16; Adam divides a gradient by its own size, so what cancels in it can grow by the 50 steps of .01 over
// the smallest gradients: 1e-7 leaves that room and is far from the steps themselves, which are 1e-2.
func TestVMTrainsAsTapeMachine(t *testing.T) {
	for _, net := range networks {
		t.Run(net.name, func(t *testing.T) {
			steps := 50
			if net.name == "convolutions" || net.name == "mnist 784-300-100-10" {
				steps = 6
			}
			a, b := net.make(tensor.Float64), net.make(tensor.Float64)
			wantCosts, want := train(t, a, G.NewTapeMachine(a.g, G.BindDualValues(a.params...)), steps)
			gotCosts, got := train(t, b, graph.NewVM(b.g, G.BindDualValues(b.params...)), steps)
			agree(t, "cost", gotCosts, wantCosts, 1e-7)
			for i := range want {
				agree(t, b.params[i].Name(), got[i], want[i], 1e-7)
			}
			if !(gotCosts[steps-1] < gotCosts[0]) {
				t.Errorf("cost %v after %d steps, %v before", gotCosts[steps-1], steps, gotCosts[0])
			}
		})
	}
}

// A run of a graph of known ops allocates nothing.
func TestVMAllocatesNothing(t *testing.T) {
	for _, net := range networks {
		n := net.make(tensor.Float32)
		vm := graph.NewVM(n.g, G.BindDualValues(n.params...))
		mustRun(t, vm)
		if allocs := testing.AllocsPerRun(3, func() { mustRun(t, vm) }); allocs != 0 {
			t.Errorf("%s: %v allocations a run, want none", net.name, allocs)
		}
	}
}
