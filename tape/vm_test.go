package tape_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// train takes steps with Gorgonia's Adam and returns the costs and, at the end, all parameters.
func train(t *testing.T, n *graphtest.Net, vm G.VM, steps int) (costs []float64, params [][]float64) {
	t.Helper()
	defer vm.Close()
	solver := G.NewAdamSolver(G.WithLearnRate(.01))
	for range steps {
		graphtest.MustRun(t, vm)
		costs = append(costs, graphtest.Numbers(n.Cost.Value())...)
		if err := solver.Step(G.NodesToValueGrads(n.Params)); err != nil {
			t.Fatal(err)
		}
		vm.Reset()
	}
	for _, p := range n.Params {
		params = append(params, graphtest.Numbers(p.Value()))
	}
	return costs, params
}

// Trained from the same numbers by the same solver, a network ends at the same weights. In float64 both machines
// round at 1e-16; Adam divides a gradient by its own size, so what cancels in it can grow by the 50 steps of .01 over
// the smallest gradients: 1e-7 leaves that room and is far from the steps themselves, which are 1e-2.
func TestVMTrainsAsTapeMachine(t *testing.T) {
	for _, net := range graphtest.Networks {
		t.Run(net.Name, func(t *testing.T) {
			steps := 50
			if net.Name == "convolutions" || net.Name == "mnist 784-300-100-10" {
				steps = 6
			}
			a, b := net.Make(tensor.Float64), net.Make(tensor.Float64)
			wantCosts, want := train(t, a, G.NewTapeMachine(a.Graph, G.BindDualValues(a.Params...)), steps)
			gotCosts, got := train(t, b, tape.NewVM(b.Graph, G.BindDualValues(b.Params...)), steps)
			graphtest.Agree(t, "cost", gotCosts, wantCosts, 1e-7)
			for i := range want {
				graphtest.Agree(t, b.Params[i].Name(), got[i], want[i], 1e-7)
			}
			if !(gotCosts[steps-1] < gotCosts[0]) {
				t.Errorf("cost %v after %d steps, %v before", gotCosts[steps-1], steps, gotCosts[0])
			}
		})
	}
}

// A run of a graph of known ops allocates nothing.
func TestVMAllocatesNothing(t *testing.T) {
	for _, net := range graphtest.Networks {
		n := net.Make(tensor.Float32)
		vm := tape.NewVM(n.Graph, G.BindDualValues(n.Params...))
		graphtest.MustRun(t, vm)
		if allocs := testing.AllocsPerRun(3, func() { graphtest.MustRun(t, vm) }); allocs != 0 {
			t.Errorf("%s: %v allocations a run, want none", net.Name, allocs)
		}
	}
}
