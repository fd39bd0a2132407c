package graph_test

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// heap is how many bytes are reachable.
func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// expSum is the function of these tests, tiny on purpose.
func expSum(in G.Nodes) G.Nodes { return G.Nodes{ops.Sum(ops.Exp(in[0]))} }

// Memory is flat over 20,000 shapes, which would hold 400 MB, and no more than what the cache says that it holds and a half.
func TestManyShapes(t *testing.T) {
	shapes, budget := 20_000, 8<<20
	if testing.Short() {
		shapes, budget = 1500, 1<<20
	}
	c := &graph.Cache{Budget: budget}
	f := graph.NewFunc(expSum)
	f.Cache = c
	x := make([]float64, shapes)
	before, most := heap(), 0
	for n := 1; n <= shapes; n++ {
		out, err := f.Call(tensor.New(tensor.WithShape(n%100+1, n/100+1), tensor.WithBacking(append(x[:0:0], x[:(n%100+1)*(n/100+1)]...))))
		if err != nil || graph.Float(out[0]) != float64((n%100+1)*(n/100+1)) {
			t.Fatalf("shape %d: %v, %v", n, out, err)
		}
		if n%(shapes/10) == 0 {
			held, bytes := c.Size()
			if held >= n || bytes > budget {
				t.Fatalf("after %d shapes there are %d, of %d bytes in a budget of %d", n, held, bytes, budget)
			}
			most = max(most, heap()-before)
		}
	}
	if most > budget*3/2 {
		t.Errorf("%d bytes are held with a budget of %d", most, budget)
	}
	runtime.KeepAlive(f)
}

// The estimate of a cache is what its programs take within a factor of 2, for forward passes and gradients, small graphs
// and large, and programs whose memory counts most.
func TestCacheSize(t *testing.T) {
	chain := func(k int) func(in G.Nodes) *G.Node {
		return func(in G.Nodes) *G.Node {
			y := in[0]
			for range k {
				y = ops.Exp(ops.Sub(y, ops.BroadcastTo(ops.Reshape(ops.Sum(ops.Mul(y, y), -1), 1), tensor.Shape(in[0].Shape()))))
			}
			return ops.Sum(y)
		}
	}
	for name, c := range map[string]struct {
		f        *graph.Func
		elements int
	}{
		"small":          {graph.NewFunc(expSum), 1},
		"chain":          {graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{chain(20)(in)} }), 1},
		"gradient":       {graph.Grad(chain(1)), 1},
		"large gradient": {graph.Grad(chain(20)), 1},
		"memory":         {graph.Grad(chain(2)), 100_000},
	} {
		const shapes = 20
		c.f.Cache = &graph.Cache{Budget: 1 << 40}
		before := heap()
		for n := range shapes {
			if _, err := c.f.Call(graphtest.Vec(make([]float64, c.elements+n)...)); err != nil {
				t.Fatal(name, err)
			}
		}
		got := heap() - before
		held, bytes := c.f.Cache.Size()
		if held != shapes || bytes > 2*got || got > 2*bytes {
			t.Errorf("%s: %d shapes hold %d bytes, the cache says %d of %d", name, shapes, got, held, bytes)
		}
		runtime.KeepAlive(c.f)
	}
}

// Programs that are forgotten while goroutines run them, or build others, give the numbers they should; run with the race
// detector.
func TestForgottenInUse(t *testing.T) {
	c := &graph.Cache{Budget: 1}
	a, b := graph.NewFunc(expSum), graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Exp(in[0])) })
	a.Cache, b.Cache = c, c
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 60 {
				n := (i+g)%7 + 1
				x := make([]float64, n)
				x[n-1] = float64(g)
				if err := a.Run([]G.Value{graphtest.Vec(x...)}, func(out []G.Value) error {
					d, err := b.Call(graphtest.Vec(x...)) // forgets the program that is running
					if err == nil && math.Abs(ops.Data[float64](d[0])[n-1]/math.Exp(float64(g))-1) > 1e-15 {
						t.Errorf("gradient %v", d)
					}
					if want := float64(n-1) + math.Exp(float64(g)); math.Abs(graph.Float(out[0])-want) > 1e-12*want {
						t.Errorf("%v, want %v", out[0], want)
					}
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if held, _ := c.Size(); held != 1 {
		t.Errorf("%d programs within a byte", held)
	}
}

// What is used stays, and what is not is built again when it is asked for.
func TestRecentShapesStay(t *testing.T) {
	built := map[int]int{}
	f := graph.NewFunc(func(in G.Nodes) G.Nodes {
		built[in[0].Shape()[0]]++
		return expSum(in)
	})
	f.Cache = &graph.Cache{Budget: 100 << 10}
	for n := 2; n < 100; n++ {
		for _, k := range []int{n, 1} {
			if _, err := f.Call(graphtest.Vec(make([]float64, k)...)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := f.Call(graphtest.Vec(0, 0)); err != nil || built[1] != 1 || built[2] != 2 || built[99] != 1 {
		t.Errorf("built %v, %v", built, err)
	}
}

// What no program can be given is an error before one is built, and what cannot be built is not kept.
func TestUnusableInputs(t *testing.T) {
	masked := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{1, 2}, []bool{true, false}))
	for name, c := range map[string]struct {
		in    G.Value
		want  string
		built int
	}{
		"an int":         {G.NewI(3), "only float32 and float64 have arithmetic", 3},
		"an int16":       {tensor.New(tensor.Of(tensor.Int16), tensor.WithShape(3)), "input 0 of the call is of type int16", 0},
		"strings":        {tensor.New(tensor.Of(tensor.String), tensor.WithShape(3)), "is of type string", 0},
		"complex":        {tensor.New(tensor.Of(tensor.Complex128), tensor.WithShape(3)), "is of type complex128", 0},
		"masked":         {masked, "input 0 of the call, of shape (2,)", 0},
		"a sparse array": {tensor.CSCFromCoord(tensor.Shape{2, 2}, []int{0}, []int{1}, []float64{1}), "*tensor.CS", 0},
	} {
		built := 0
		f := graph.NewFunc(func(in G.Nodes) G.Nodes { built++; return expSum(in) })
		f.Cache = new(graph.Cache)
		for range 3 {
			if _, err := f.Call(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
		if held, bytes := f.Cache.Size(); held != 0 || bytes != 0 || built != c.built {
			t.Errorf("%s: built %d times, %d programs of %d bytes are kept", name, built, held, bytes)
		}
	}
}

// BenchmarkFuncCall is a call of one row among programs for so many shapes.
func BenchmarkFuncCall(b *testing.B) {
	for _, shapes := range []int{1, 10, 1000} {
		b.Run(fmt.Sprint(shapes), func(b *testing.B) {
			f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Exp(in[0])} })
			var in []G.Value
			for n := shapes; n > 0; n-- {
				in = []G.Value{tensor.New(tensor.WithShape(n, 4), tensor.Of(tensor.Float64))}
				if _, err := f.Call(in...); err != nil {
					b.Fatal(err)
				}
			}
			use := func([]G.Value) error { return nil }
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Run(in, use); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
