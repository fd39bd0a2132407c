package graph_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Gorgonia's product transposes headers in place and its pooling keeps a mask in the op: concurrent calls must not see
// each other's, nor the caller its own changed. Run with the race detector.
func TestNativeOpsConcurrently(t *testing.T) {
	f := graph.ValueAndGrad(func(in G.Nodes) *G.Node {
		pooled := G.Must(G.MaxPool2D(in[2], tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		return ops.Add(ops.Sum(ops.Square(G.Must(G.Mul(in[0], in[1])))), ops.Sum(ops.Square(pooled)))
	}, 0, 1, 2)
	r := rand.New(rand.NewPCG(1, 2))
	inputs := func() []G.Value { return []G.Value{filled(r, 4, 3), filled(r, 3, 2), filled(r, 1, 2, 4, 4)} }
	sets, want := make([][]G.Value, 6), make([][]G.Value, 6)
	for i := range sets {
		sets[i] = inputs()
		var err error
		if want[i], err = f.Call(sets[i]...); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for i := range sets {
		wg.Go(func() {
			for range 30 {
				got, err := f.Call(sets[i]...)
				if err != nil {
					t.Error(err)
					return
				}
				for k := range got {
					if d := cmp.Diff(ops.Data[float64](want[i][k]), ops.Data[float64](got[k])); d != "" {
						t.Errorf("call %d, output %d: %s", i, k, d)
					}
				}
			}
		})
	}
	wg.Wait()
	for i := range sets {
		if s := sets[i][1].Shape(); s[0] != 3 || s[1] != 2 {
			t.Errorf("an input was transposed to %v", s)
		}
	}
}

// AsFortran takes the elements row after row and stores them by columns.
func TestColumnMajorIsReadByElements(t *testing.T) {
	f := graph.NewFunc(func(in G.Nodes) G.Nodes { return G.Nodes{ops.Sum(in[0], 1)} })
	x := tensor.New(tensor.WithShape(2, 3), tensor.AsFortran([]float64{1, 2, 3, 4, 5, 6}))
	if v, err := f.Call(x); err != nil || !slices.Equal(ops.Data[float64](v[0]), []float64{6, 15}) {
		t.Errorf("a column-major tensor: %v, %v", v, err)
	}
}

// Slices whose bounds agree in their last byte are one node in Gorgonia.
func TestNativeSliceIsRefused(t *testing.T) {
	g := G.NewGraph()
	long, short := build.Input(g, tensor.Float64, "long", 300), build.Input(g, tensor.Float64, "short", 200)
	if _, err := graph.Compile(G.Must(G.Slice(long, G.S(0, 2)))); err == nil || !strings.Contains(err.Error(), "ops.Slice") {
		t.Errorf("a slice of 300: %v", err)
	}
	if _, err := graph.Compile(G.Must(G.Slice(short, G.S(0, 2)))); err != nil {
		t.Errorf("a slice of 200: %v", err)
	}
}

// Gorgonia's own idiom for errors while building is not a crash, and nil is an error.
func TestMistakesWhileBuilding(t *testing.T) {
	x := graphtest.Vec(1, 2, 3)
	for name, f := range map[string]func(in G.Nodes) G.Nodes{
		"G.Must": func(in G.Nodes) G.Nodes {
			return G.Nodes{G.Must(G.Mul(in[0], G.NewMatrix(in[0].Graph(), tensor.Float32, G.WithShape(2, 2), G.WithName("m"))))}
		},
		"nil":  func(in G.Nodes) G.Nodes { return G.Nodes{nil} },
		"none": func(in G.Nodes) G.Nodes { return nil },
	} {
		if _, err := graph.NewFunc(f).Call(x); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	var missing *tensor.Dense
	if _, err := graph.NewFunc(func(in G.Nodes) G.Nodes { return in }).Call(missing); err == nil || !strings.Contains(err.Error(), "input 0 of the call is nil") {
		t.Errorf("a nil tensor: %v", err)
	}
}

// VJP takes outputs of any shape: with the cotangent of a sum it is Gradient.
func TestVJP(t *testing.T) {
	g := G.NewGraph()
	x, v := build.Input(g, tensor.Float64, "x", 3), build.Input(g, tensor.Float64, "v", 3)
	y := ops.Exp(ops.Mul(x, x))
	d, err := graph.VJP(G.Nodes{y, x}, G.Nodes{v, v}, x)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := graph.Gradient(ops.Sum(ops.Mul(ops.Add(y, x), v)), x)
	if err != nil {
		t.Fatal(err)
	}
	vals := run(t, map[*G.Node]G.Value{x: graphtest.Vec(.1, -1, .5), v: graphtest.Vec(2, 3, -1)}, d[0], whole[0])
	for i, want := range ops.Data[float64](vals[1]) {
		if got := ops.Data[float64](vals[0])[i]; got-want > 1e-14 || want-got > 1e-14 {
			t.Errorf("element %d: %v, as a gradient %v", i, got, want)
		}
	}
	for name, bad := range map[string]G.Nodes{"shape": {ops.Sum(v)}, "nil": {nil}, "number": {v, v}} {
		if _, err := graph.VJP(G.Nodes{y}, bad, x); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Peek shows values that share memory with others.
func TestPeek(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2)
	h := ops.Exp(x)
	y := ops.Log(ops.Square(ops.Neg(h)))
	p, err := graph.Compile(y)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Let(x, graphtest.Vec(0, 1)); err != nil {
		t.Fatal(err)
	}
	v, err := p.Peek(h)
	if err != nil || ops.Data[float64](v)[0] != 1 {
		t.Errorf("exp(0) is %v, %v", v, err)
	}
	if _, err := p.Peek(ops.Sin(x)); err == nil {
		t.Error("a node that is not computed has a value")
	}
}

// An infinity that was meant is not blamed, but what made harm of it.
func TestNonFiniteSkipsConstants(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3)
	p, err := graph.Compile(ops.Where(ops.Between(x, 0, 1), x, ops.Full(g, tensor.Float64, math.Inf(-1))))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Let(x, graphtest.Vec(.5, .2, 77)); err != nil {
		t.Fatal(err)
	}
	if err := p.RunAll(); err != nil {
		t.Fatal(err)
	}
	if err := p.Finite(); err == nil || !strings.Contains(err.Error(), "-Inf in row 2 of where") {
		t.Errorf("blamed %v", err)
	}
}
