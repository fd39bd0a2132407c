package graph_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// largeNet has steps that are worth sharing: products, a convolution, pooling and elementwise ops.
func largeNet(dt tensor.Dtype) *plainNet {
	s, n := newSource(dt), &plainNet{g: G.NewGraph()}
	x, w := s.input(n.g, "x", 1, 16, 2, 24, 24), s.input(n.g, "w", .3, 8, 2, 3, 3)
	h := G.Must(G.Tanh(G.Must(G.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{1, 1}, []int{1, 1}))))
	h = G.Must(G.MaxPool2D(h, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
	flat := G.Must(G.Reshape(h, tensor.Shape{16 * 8, 144}))
	y, params := denseLayer(s, n.g, "dense", flat, 300, true)
	wide := G.Must(G.Square(G.Must(G.Sin(s.input(n.g, "z", 1, 500, 600)))))
	return n.finish(G.Must(G.Add(G.Must(G.Mean(y)), G.Must(G.Mean(wide)))), append(params, w)...)
}

// A machine gives the same bits on any number of cores, also when another one of the process keeps them.
func TestVMSameBitsOnAnyCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		var want []float64
		for _, cores := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(cores)
			a, b := largeNet(dt), largeNet(dt)
			if n := graph.Shared(graph.NewVM(a.g)); cores == 1 && n < 6 {
				t.Fatalf("%d steps are cut into parts: this test tests nothing", n)
			}
			done := make(chan []float64)
			go func() { done <- results(b) }()
			got := results(a)
			if want == nil {
				want = got
			}
			agree(t, fmt.Sprint(dt, " on ", cores, " cores"), got, want, 0)
			agree(t, fmt.Sprint(dt, " beside it"), <-done, want, 0)
		}
	}
}

// results are the cost and all gradients after some runs.
func results(n *plainNet) []float64 {
	vm := graph.NewVM(n.g)
	for range 7 { // alone and on all cores
		if err := vm.RunAll(); err != nil {
			panic(err)
		}
	}
	out := numbers(n.cost.Value())
	for _, p := range n.params {
		d, _ := p.Grad()
		out = slices.Concat(out, numbers(d))
	}
	return out
}

// A program gives the same bits on all cores, for products of every kind that are cut by rows.
func TestProgramSharesProducts(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		o := &operands{source: newSource(dt), g: G.NewGraph()}
		a, b, bias := o.of(210, 210), o.of(210, 210), o.of(210)
		products := G.Nodes{ops.Dense(a, b, bias, ops.ActTanh), ops.Dense(a, b, nil, ops.ActLinear)}
		for _, flags := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			products = append(products, ops.MatMul(a, b, flags[0], flags[1]))
		}
		p, err := graph.Compile(products...)
		if err != nil {
			t.Fatal(err)
		}
		mustRun(t, p)
		var want [][]float64
		for _, v := range graph.Results(p) {
			want = append(want, numbers(v))
		}
		p.UseCores(true)
		for range 12 { // alone and on all cores
			mustRun(t, p)
			for i, v := range graph.Results(p) {
				agree(t, fmt.Sprint(dt, ", product ", i), numbers(v), want[i], 0)
			}
		}
	}
}

// Sharing allocates nothing once there is a crew. testing.AllocsPerRun would leave one core only.
func TestVMSharesWithoutAllocating(t *testing.T) {
	vm := graph.NewVM(largeNet(tensor.Float32).g)
	for range 10 {
		mustRun(t, vm)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 20 {
		mustRun(t, vm)
	}
	runtime.ReadMemStats(&after)
	if n := after.Mallocs - before.Mallocs; n > 10 { // fewer than one a run: the runtime's own, and other tests'
		t.Errorf("%d allocations in 20 runs, want none", n)
	}
}

// A long step is on all cores from its first run on; it finds its way back to them when others leave the machine, and to one
// core when it is better alone.
func TestContest(t *testing.T) {
	const second = 1e9
	count := func(all []bool) (n int) {
		for _, a := range all {
			if a {
				n++
			}
		}
		return n
	}
	half := func(int) [2]float64 { return [2]float64{2 * second, second} }
	if all := graph.Rehearse(8, 9, half); count(all) != 8 || all[4] {
		t.Errorf("long steps that are faster on all cores: %v", all)
	}
	if all := graph.Rehearse(8, 200, func(int) [2]float64 { return [2]float64{second, 2 * second} }); count(all[10:]) > 22 {
		t.Errorf("long steps that are faster alone: on all cores in %d of 190 runs", count(all[10:]))
	}
	busy := func(run int) [2]float64 { // by others, at first
		if run < 40 {
			return [2]float64{1e6, 3e6}
		}
		return [2]float64{1e6, .5e6}
	}
	for _, pieces := range []int{2, 8} {
		if all := graph.Rehearse(pieces, 200, busy); count(all[100:]) < 90 {
			t.Errorf("%d pieces: on all cores in %d of 100 runs of an idle machine", pieces, count(all[100:]))
		}
	}
}

// BenchmarkVMCores runs a machine in turn on one core and on all.
func BenchmarkVMCores(b *testing.B) {
	nets := append(slices.Clone(networks), struct {
		name string
		make func(dt tensor.Dtype) *plainNet
	}{"large", largeNet})
	for _, net := range nets {
		b.Run(net.name, func(b *testing.B) {
			alone, shared := graph.OneCore(graph.NewVM(net.make(tensor.Float32).g)), graph.NewVM(net.make(tensor.Float32).g)
			var one, all []float64
			for b.Loop() {
				one, all = append(one, timed(b, alone)), append(all, timed(b, shared))
			}
			b.ReportMetric(slices.Min(one), "one-min-us")
			b.ReportMetric(slices.Min(all), "all-min-us")
			b.ReportMetric(median(one), "one-us")
			b.ReportMetric(median(all), "all-us")
			b.ReportMetric(0, "ns/op")
		})
	}
}
