package graph_test

import (
	"slices"
	"testing"
	"time"

	"github.com/deepprob/deepprob/graph"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BenchmarkVM runs TapeMachine and NewVM in turn on the same graphs, forward and gradients in float32, with Adam between
// the runs but its time apart. The metrics are medians in microseconds and the ratio of the two machines.
func BenchmarkVM(b *testing.B) {
	for _, net := range networks {
		b.Run(net.name, func(b *testing.B) { compare(b, net.make(tensor.Float32), net.make(tensor.Float32)) })
	}
	for _, c := range benchmarkOps {
		b.Run("op "+c.name, func(b *testing.B) { compare(b, oneOp(c.make), oneOp(c.make)) })
	}
}

// benchmarkOps are single ops of Gorgonia with their gradients.
var benchmarkOps = []struct {
	name string
	make func(o *operands) *G.Node
}{
	{"add 100x128", func(o *operands) *G.Node { return G.Must(G.Add(o.of(100, 128), o.of(100, 128))) }},
	{"broadcast add 100x128", func(o *operands) *G.Node {
		return G.Must(G.BroadcastAdd(o.of(100, 128), o.of(1, 128), nil, []byte{0}))
	}},
	{"exp 100x128", func(o *operands) *G.Node { return G.Must(G.Exp(o.of(100, 128))) }},
	{"tanh 100x128", func(o *operands) *G.Node { return G.Must(G.Tanh(o.of(100, 128))) }},
	{"rectify 100x128", func(o *operands) *G.Node { return G.Must(G.Rectify(o.of(100, 128))) }},
	{"softmax 100x10", func(o *operands) *G.Node { return G.Must(G.SoftMax(o.of(100, 10))) }},
	{"sum of rows 100x128", func(o *operands) *G.Node { return G.Must(G.Sum(o.of(100, 128), 0)) }},
	{"transpose 100x128", func(o *operands) *G.Node { return G.Must(G.Transpose(o.of(100, 128))) }},
	{"concat 2 of 100x64", func(o *operands) *G.Node { return G.Must(G.Concat(1, o.of(100, 64), o.of(100, 64))) }},
	{"product 100x128x128", func(o *operands) *G.Node { return G.Must(G.Mul(o.of(100, 128), o.of(128, 128))) }},
	{"matrix vector 128x128", func(o *operands) *G.Node { return G.Must(G.Mul(o.of(128, 128), o.of(128))) }},
	{"convolution 8 to 16, 14x14", func(o *operands) *G.Node {
		return G.Must(G.Conv2d(o.of(10, 8, 14, 14), o.of(16, 8, 3, 3), tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))
	}},
	{"max pool 8x28x28", func(o *operands) *G.Node {
		return G.Must(G.MaxPool2D(o.of(10, 8, 28, 28), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	}},
	{"softmax written out 100x10", func(o *operands) *G.Node { return quotient(G.Must(G.Exp(o.of(100, 10)))) }},
	{"log-sum-exp written out 100x10", func(o *operands) *G.Node { return logSum(o.of(100, 10)) }},
	{"elementwise 1000x1000", func(o *operands) *G.Node {
		x := o.of(1000, 1000)
		return G.Must(G.HadamardProd(G.Must(G.Sigmoid(G.Must(G.Square(G.Must(G.Add(x, o.of(1000, 1000))))))), G.Must(G.Neg(x))))
	}},
	{"batch norm 10x8x14x14", func(o *operands) *G.Node {
		y, _, _, _, err := G.BatchNorm(o.of(10, 8, 14, 14), o.of(1, 8, 1, 1), o.of(1, 8, 1, 1), .9, 1e-5)
		return G.Must(y, err)
	}},
	{"average pool 8x28x28", func(o *operands) *G.Node {
		return G.Must(G.AveragePool2D(o.of(10, 8, 28, 28), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	}},
	{"scalar add", func(o *operands) *G.Node { return G.Must(G.Add(o.of(), o.of())) }},
}

// oneOp is the sum of an op's result, differentiated by the op's operands.
func oneOp(make func(o *operands) *G.Node) *plainNet {
	o := &operands{source: newSource(tensor.Float32), g: G.NewGraph()}
	n := &plainNet{g: o.g}
	y := make(o)
	inputs := G.Nodes{}
	for _, in := range o.g.AllNodes() {
		if in.Op() == nil {
			inputs = append(inputs, in)
		}
	}
	return n.finish(G.Must(G.Sum(y)), inputs...)
}

// compare runs two copies of a network on the two machines.
func compare(b *testing.B, onTape, onOurs *plainNet) {
	tape := G.NewTapeMachine(onTape.g, G.BindDualValues(onTape.params...))
	ours := graph.NewVM(onOurs.g, G.BindDualValues(onOurs.params...))
	defer tape.Close()
	tapeAdam, oursAdam := G.NewAdamSolver(), G.NewAdamSolver()
	var tapeTimes, oursTimes, solverTimes []float64
	for b.Loop() {
		t, _ := step(b, tape, onTape, tapeAdam)
		o, s := step(b, ours, onOurs, oursAdam)
		tapeTimes, oursTimes, solverTimes = append(tapeTimes, t), append(oursTimes, o), append(solverTimes, s)
	}
	b.ReportMetric(median(tapeTimes), "tape-us")
	b.ReportMetric(median(oursTimes), "ours-us")
	b.ReportMetric(median(tapeTimes)/median(oursTimes), "ratio")
	b.ReportMetric(median(solverTimes), "adam-us")
	b.ReportMetric(0, "ns/op") // of both machines and solvers: no figure
}

// step is one training step and the times, in microseconds, of the machine and of the solver.
func step(b *testing.B, vm G.VM, n *plainNet, solver G.Solver) (run, solve float64) {
	start := time.Now()
	if err := vm.RunAll(); err != nil {
		b.Fatal(err)
	}
	vm.Reset()
	ran := time.Now()
	if err := solver.Step(G.NodesToValueGrads(n.params)); err != nil {
		b.Fatal(err)
	}
	return ran.Sub(start).Seconds() * 1e6, time.Since(ran).Seconds() * 1e6
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}
