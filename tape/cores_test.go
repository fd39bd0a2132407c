package tape_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// largeNet has steps that are worth sharing: products, a convolution, pooling and elementwise ops.
func largeNet(dt tensor.Dtype) *graphtest.Net {
	s, n := graphtest.NewSource(dt), &graphtest.Net{Graph: G.NewGraph()}
	x, w := s.Input(n.Graph, "x", 1, 16, 2, 24, 24), s.Input(n.Graph, "w", .3, 8, 2, 3, 3)
	h := G.Must(G.Tanh(G.Must(G.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))))
	h = G.Must(G.MaxPool2D(h, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	flat := G.Must(G.Reshape(h, tensor.Shape{16 * 8, 144}))
	y, params := graphtest.DenseLayer(s, n.Graph, "dense", flat, 300, true)
	wide := G.Must(G.Square(G.Must(G.Sin(s.Input(n.Graph, "z", 1, 500, 600)))))
	return n.Finish(G.Must(G.Add(G.Must(G.Mean(y)), G.Must(G.Mean(wide)))), append(params, w)...)
}

// A machine gives the same bits on any number of cores, also when another one of the process keeps them.
func TestVMSameBitsOnAnyCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		var want []float64
		for _, cores := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(cores)
			a, b := largeNet(dt), largeNet(dt)
			if n := tape.Shared(tape.NewVM(a.Graph)); cores == 1 && n < 6 {
				t.Fatalf("%d steps are cut into parts: this test tests nothing", n)
			}
			done := make(chan []float64)
			go func() { done <- results(b) }()
			got := results(a)
			if want == nil {
				want = got
			}
			graphtest.Agree(t, fmt.Sprint(dt, " on ", cores, " cores"), got, want, 0)
			graphtest.Agree(t, fmt.Sprint(dt, " beside it"), <-done, want, 0)
		}
	}
}

// results are the cost and all gradients after some runs.
func results(n *graphtest.Net) []float64 {
	vm := tape.NewVM(n.Graph)
	for range 7 { // alone and on all cores
		if err := vm.RunAll(); err != nil {
			panic(err)
		}
	}
	out := graphtest.Numbers(n.Cost.Value())
	for _, p := range n.Params {
		d, _ := p.Grad()
		out = slices.Concat(out, graphtest.Numbers(d))
	}
	return out
}

// A program gives the same bits on all cores, for products of every kind that are cut by rows.
func TestProgramSharesProducts(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
		a, b, bias := o.Of(210, 210), o.Of(210, 210), o.Of(210)
		products := G.Nodes{ops.Dense(a, b, bias, ops.ActTanh), ops.Dense(a, b, nil, ops.ActLinear)}
		for _, flags := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			products = append(products, ops.MatMul(a, b, flags[0], flags[1]))
		}
		p, err := graph.Compile(products...)
		if err != nil {
			t.Fatal(err)
		}
		graphtest.MustRun(t, p)
		var want [][]float64
		for _, n := range products {
			want = append(want, graphtest.Numbers(p.Value(n)))
		}
		p.UseCores(true)
		for range 12 { // alone and on all cores
			graphtest.MustRun(t, p)
			for i, n := range products {
				graphtest.Agree(t, fmt.Sprint(dt, ", product ", i), graphtest.Numbers(p.Value(n)), want[i], 0)
			}
		}
	}
}

// Sharing allocates nothing once there is a crew. testing.AllocsPerRun would leave one core only.
func TestVMSharesWithoutAllocating(t *testing.T) {
	vm := tape.NewVM(largeNet(tensor.Float32).Graph)
	for range 10 {
		graphtest.MustRun(t, vm)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 20 {
		graphtest.MustRun(t, vm)
	}
	runtime.ReadMemStats(&after)
	if n := after.Mallocs - before.Mallocs; n > 10 { // fewer than one a run: the runtime's own, and other tests'
		t.Errorf("%d allocations in 20 runs, want none", n)
	}
}

// BenchmarkVMCores runs a machine in turn on one core and on all.
func BenchmarkVMCores(b *testing.B) {
	nets := append(slices.Clone(graphtest.Networks), graphtest.Named{Name: "large", Make: largeNet})
	for _, net := range nets {
		b.Run(net.Name, func(b *testing.B) {
			alone, shared := tape.OneCore(tape.NewVM(net.Make(tensor.Float32).Graph)), tape.NewVM(net.Make(tensor.Float32).Graph)
			var one, all []float64
			for b.Loop() {
				one, all = append(one, graphtest.Timed(b, alone)), append(all, graphtest.Timed(b, shared))
			}
			b.ReportMetric(slices.Min(one), "one-min-us")
			b.ReportMetric(slices.Min(all), "all-min-us")
			b.ReportMetric(graphtest.Median(one), "one-us")
			b.ReportMetric(graphtest.Median(all), "all-us")
			b.ReportMetric(0, "ns/op")
		})
	}
}
