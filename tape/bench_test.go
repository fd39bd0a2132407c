package tape_test

import (
	"testing"
	"time"

	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BenchmarkVM runs TapeMachine and NewVM in turn on the same graphs, forward and gradients in float32, with Adam between
// the runs but its time apart. The metrics are medians in microseconds and the ratio of the two machines.
func BenchmarkVM(b *testing.B) {
	for _, net := range graphtest.Networks {
		b.Run(net.Name, func(b *testing.B) { compare(b, net.Make(tensor.Float32), net.Make(tensor.Float32)) })
	}
	for _, c := range benchmarkOps {
		b.Run("op "+c.name, func(b *testing.B) { compare(b, oneOp(c.make), oneOp(c.make)) })
	}
}

// benchmarkOps are single ops of Gorgonia with their gradients.
var benchmarkOps = []struct {
	name string
	make func(o *graphtest.Operands) *G.Node
}{
	{"add 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Add(o.Of(100, 128), o.Of(100, 128))) }},
	{"broadcast add 100x128", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.BroadcastAdd(o.Of(100, 128), o.Of(1, 128), nil, []byte{0}))
	}},
	{"exp 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Exp(o.Of(100, 128))) }},
	{"tanh 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Tanh(o.Of(100, 128))) }},
	{"rectify 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Rectify(o.Of(100, 128))) }},
	{"softmax 100x10", func(o *graphtest.Operands) *G.Node { return G.Must(G.SoftMax(o.Of(100, 10))) }},
	{"sum of rows 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Sum(o.Of(100, 128), 0)) }},
	{"transpose 100x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Transpose(o.Of(100, 128))) }},
	{"concat 2 of 100x64", func(o *graphtest.Operands) *G.Node { return G.Must(G.Concat(1, o.Of(100, 64), o.Of(100, 64))) }},
	{"product 100x128x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Mul(o.Of(100, 128), o.Of(128, 128))) }},
	{"matrix vector 128x128", func(o *graphtest.Operands) *G.Node { return G.Must(G.Mul(o.Of(128, 128), o.Of(128))) }},
	{"convolution 8 to 16, 14x14", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.Conv2d(o.Of(10, 8, 14, 14), o.Of(16, 8, 3, 3), tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))
	}},
	{"max pool 8x28x28", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.MaxPool2D(o.Of(10, 8, 28, 28), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	}},
	{"softmax written out 100x10", func(o *graphtest.Operands) *G.Node { return graphtest.Quotient(G.Must(G.Exp(o.Of(100, 10)))) }},
	{"log-sum-exp written out 100x10", func(o *graphtest.Operands) *G.Node { return graphtest.LogSum(o.Of(100, 10)) }},
	{"elementwise 1000x1000", func(o *graphtest.Operands) *G.Node {
		x := o.Of(1000, 1000)
		return G.Must(G.HadamardProd(G.Must(G.Sigmoid(G.Must(G.Square(G.Must(G.Add(x, o.Of(1000, 1000))))))), G.Must(G.Neg(x))))
	}},
	{"batch norm 10x8x14x14", func(o *graphtest.Operands) *G.Node {
		y, _, _, _, err := G.BatchNorm(o.Of(10, 8, 14, 14), o.Of(1, 8, 1, 1), o.Of(1, 8, 1, 1), .9, 1e-5)
		return G.Must(y, err)
	}},
	{"average pool 8x28x28", func(o *graphtest.Operands) *G.Node {
		return G.Must(G.AveragePool2D(o.Of(10, 8, 28, 28), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	}},
	{"scalar add", func(o *graphtest.Operands) *G.Node { return G.Must(G.Add(o.Of(), o.Of())) }},
}

// oneOp is the sum of an op's result, differentiated by the op's operands.
func oneOp(make func(o *graphtest.Operands) *G.Node) *graphtest.Net {
	o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float32), Graph: G.NewGraph()}
	n := &graphtest.Net{Graph: o.Graph}
	y := make(o)
	inputs := G.Nodes{}
	for _, in := range o.Graph.AllNodes() {
		if in.Op() == nil {
			inputs = append(inputs, in)
		}
	}
	return n.Finish(G.Must(G.Sum(y)), inputs...)
}

// compare runs two copies of a network on the two machines.
func compare(b *testing.B, onTape, onOurs *graphtest.Net) {
	gorgonias := G.NewTapeMachine(onTape.Graph, G.BindDualValues(onTape.Params...))
	ours := tape.NewVM(onOurs.Graph, G.BindDualValues(onOurs.Params...))
	defer gorgonias.Close()
	tapeAdam, oursAdam := G.NewAdamSolver(), G.NewAdamSolver()
	var tapeTimes, oursTimes, solverTimes []float64
	for b.Loop() {
		t, _ := step(b, gorgonias, onTape, tapeAdam)
		o, s := step(b, ours, onOurs, oursAdam)
		tapeTimes, oursTimes, solverTimes = append(tapeTimes, t), append(oursTimes, o), append(solverTimes, s)
	}
	b.ReportMetric(graphtest.Median(tapeTimes), "tape-us")
	b.ReportMetric(graphtest.Median(oursTimes), "ours-us")
	b.ReportMetric(graphtest.Median(tapeTimes)/graphtest.Median(oursTimes), "ratio")
	b.ReportMetric(graphtest.Median(solverTimes), "adam-us")
	b.ReportMetric(0, "ns/op") // of both machines and solvers: no figure
}

// step is one training step and the times, in microseconds, of the machine and of the solver.
func step(b *testing.B, vm G.VM, n *graphtest.Net, solver G.Solver) (run, solve float64) {
	start := time.Now()
	if err := vm.RunAll(); err != nil {
		b.Fatal(err)
	}
	vm.Reset()
	ran := time.Now()
	if err := solver.Step(G.NodesToValueGrads(n.Params)); err != nil {
		b.Fatal(err)
	}
	return ran.Sub(start).Seconds() * 1e6, time.Since(ran).Seconds() * 1e6
}
