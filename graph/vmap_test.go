package graph_test

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rowOf is row k of a value along an axis.
func rowOf(v G.Value, axis, k int) G.Value {
	shape := v.Shape()
	row := append(shape[:axis:axis], shape[axis+1:]...)
	inner := row[axis:].TotalSize()
	out := ops.NewValue(tensor.Float64, row)
	to, from := ops.Data[float64](out), ops.Data[float64](v)
	for i := range to {
		to[i] = from[(i/inner*shape[axis]+k)*inner+i%inner]
	}
	return out
}

// Rows may lie along any axis of inputs and outputs.
func TestVMapAxes(t *testing.T) {
	f := func(in G.Nodes) G.Nodes {
		y := ops.MatMul(in[0], in[1], false, false)
		return G.Nodes{y, ops.Sum(y, 0), ops.Sum(y)}
	}
	const rows = 4
	for _, in := range [][2]int{{0, 0}, {1, 2}, {2, 1}, {-1, -1}, {-3, -2}, {1, graph.NotMapped}, {graph.NotMapped, -2}} {
		for _, out := range [][3]int{{0, 0, 0}, {1, 1, 0}, {2, 1, 0}, {-1, -1, -1}, {-3, -2, -1}} {
			a := graph.Axes{In: in[:], Out: out[:]}
			var values []G.Value
			for i, shape := range []tensor.Shape{{2, 3}, {3, 5}} {
				if in[i] != graph.NotMapped {
					shape = slices.Insert(shape, (in[i]+3)%3, rows)
				}
				values = append(values, drawn(uint64(i), shape...))
			}
			all, err := graph.VMap(f, a).Call(values...)
			if err != nil {
				t.Fatal(err)
			}
			for k := range rows {
				var one []G.Value
				for i, v := range values {
					if in[i] != graph.NotMapped {
						v = rowOf(v, (in[i]+3)%3, k)
					}
					one = append(one, v)
				}
				for i, want := range called(t, graph.NewFunc(f), one...) {
					d := all[i].Shape().Dims()
					closeTo(t, "row", ops.Data[float64](rowOf(all[i], (out[i]+d)%d, k)), want, 1e-13)
				}
			}
		}
	}
}

// Many rows of many rows are loops within loops, whichever operations there are: those with a batch axis, and others.
func TestVMapNested(t *testing.T) {
	for name, f := range map[string]func(in G.Nodes) *G.Node{
		"batched": func(in G.Nodes) *G.Node { return ops.MatMul(ops.Exp(in[0]), in[1], false, false) },
		"looped":  func(in G.Nodes) *G.Node { return G.Must(G.Mul(G.Must(G.Exp(in[0])), in[1])) },
		"mixed":   func(in G.Nodes) *G.Node { return ops.MatMul(G.Must(G.Exp(in[0])), ops.Sin(in[1]), false, false) },
	} {
		a, b := drawn(1, 3, 4, 2, 2), drawn(2, 4, 2, 5)
		both := graph.VMap(graph.VMap(f), graph.Axes{In: []int{0, graph.NotMapped}})
		crossed := graph.VMap(graph.VMap(f, graph.Axes{In: []int{0, graph.NotMapped}, Out: []int{1}}), graph.Axes{In: []int{graph.NotMapped, 0}, Out: []int{-1}})
		grads := graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(ops.Reshape(both.Nodes(in...)[0], -1))) }, 0, 1)
		all, err := both.Call(a, b)
		if err != nil {
			t.Fatal(name, err)
		}
		product, err := crossed.Call(rowOf(a, 1, 0), b)
		if err != nil {
			t.Fatal(name, err)
		}
		slopes := called(t, grads, a, b)
		sums := make([]float64, len(slopes[1]))
		for i := range 3 {
			for j := range 4 {
				x, y := rowOf(rowOf(a, 0, i), 0, j), rowOf(b, 0, j)
				want := called(t, graph.NewFunc(f), x, y)[0]
				closeTo(t, name, ops.Data[float64](rowOf(rowOf(all[0], 0, i), 0, j)), want, 1e-13)
				want = called(t, graph.NewFunc(f), rowOf(rowOf(a, 1, 0), 0, i), y)[0]
				closeTo(t, name+" crossed", ops.Data[float64](rowOf(rowOf(product[0], 3, j), 1, i)), want, 1e-13)
				ds := called(t, graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(f(in))) }, 0, 1), x, y)
				closeTo(t, name+" gradient", slopes[0][(i*4+j)*4:][:4], ds[0], 1e-12)
				for k, d := range ds[1] {
					sums[j*10+k] += d
				}
			}
		}
		closeTo(t, name+" sum of gradients", slopes[1], sums, 1e-12)
	}
}

// Derivatives of rows are rows of derivatives: Hessians and Jacobians for each row, and the Jacobian of all rows, which is
// those of each along its diagonal.
func TestVMapOfDerivatives(t *testing.T) {
	x, w := drawn(1, 5, 3), drawn(2, 3, 4)
	rows := graph.Axes{In: []int{0, graph.NotMapped}}
	for name, f := range map[string]*graph.Func{
		"Hessian": graph.Hessian(energy, 0, 1), "Jacobian": graph.Jacobian(smooth, 0, 1), "forward": graph.JacobianForward(smooth, 1),
		"Checkpoint": graph.Grad(graph.Checkpoint(energy), 0, 1), "third": graph.Jacobian(graph.Hessian(energy)),
	} {
		all, err := graph.VMap(f, rows).Call(x, w)
		if err != nil {
			t.Fatal(name, err)
		}
		for k := range 5 {
			for i, want := range called(t, f, rowOf(x, 0, k), w) {
				closeTo(t, name, ops.Data[float64](all[i])[k*len(want):][:len(want)], want, 1e-12)
			}
		}
	}
	mapped := graph.VMap(smooth, rows)
	for _, mode := range []*graph.Func{graph.JacobianForward(mapped), graph.JacobianReverse(mapped)} {
		full := called(t, mode, x, w)[1] // (5, 3, 5, 3)
		for i := range 5 {
			each := called(t, graph.Jacobian(smooth), rowOf(x, 0, i), w)[1]
			for a := range 3 {
				for j := range 5 {
					want := make([]float64, 3)
					if i == j {
						want = each[a*3 : a*3+3]
					}
					closeTo(t, "block", full[((i*3+a)*5+j)*3:][:3], want, 1e-13)
				}
			}
		}
	}
}

// Row i draws what row i of a batch draws, wherever the batch begins, and nested ones too.
func TestVMapNoise(t *testing.T) {
	key := tensor.New(tensor.WithBacking([]int64{3, 1, 2, 5}))
	noisy := func(shape ...int) func(in G.Nodes) *G.Node {
		return func(in G.Nodes) *G.Node {
			return ops.Add(in[0], ops.Normal(in[1], "z", tensor.Float64, shape...))
		}
	}
	rows := graph.Axes{In: []int{0, graph.NotMapped}}
	x := drawn(1, 4, 1, 3)
	batch := called(t, graph.NewFunc(noisy(4, 1, 3)), x, key)[0]
	got := called(t, graph.VMap(noisy(1, 3), rows), x, key)[0]
	closeTo(t, "rows", got, batch, 0)
	for i := range 4 {
		at := tensor.New(tensor.WithBacking([]int64{3, 1, 2, 5 + int64(i)}))
		closeTo(t, "first row", got[i*3:][:3], called(t, graph.NewFunc(noisy(1, 3)), rowOf(x, 0, i), at)[0], 0)
	}
	vector := rowOf(x, 1, 0)
	closeTo(t, "vectors", called(t, graph.VMap(noisy(3), rows), vector, key)[0], batch, 0)
	closeTo(t, "numbers", called(t, graph.VMap(graph.VMap(noisy(), rows), rows), vector, key)[0], batch, 0)
	grad := graph.VMap(graph.Grad(func(in G.Nodes) *G.Node {
		return ops.Sum(ops.Square(graph.Checkpoint(noisy(3)).Nodes(in...)[0]))
	}), rows)
	want := make([]float64, len(batch))
	for i, y := range batch {
		want[i] = 2 * y
	}
	closeTo(t, "noise computed again", called(t, grad, vector, key)[0], want, 0)
	keys := tensor.New(tensor.WithShape(4, 4), tensor.WithBacking([]int64{3, 1, 2, 5, 3, 1, 2, 6, 3, 1, 2, 7, 3, 1, 2, 8}))
	closeTo(t, "keys", called(t, graph.VMap(noisy(1, 3)), x, keys)[0], batch, 0)
}

// No rows and one row, and batches that do not fit.
func TestVMapFewRows(t *testing.T) {
	f := graph.VMap(graph.Grad(energy, 0, 1), graph.Axes{In: []int{0, graph.NotMapped}, Out: []int{1, 0}})
	out, err := f.Call(tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(0, 3)), drawn(2, 3, 4))
	if err != nil || !build.SameShape(out[0].Shape(), tensor.Shape{3, 0}) || !build.SameShape(out[1].Shape(), tensor.Shape{0, 3, 4}) {
		t.Errorf("no rows: %v, %v", out, err)
	}
	x, w := drawn(1, 1, 3), drawn(2, 3, 4)
	one := called(t, graph.Grad(energy, 0, 1), rowOf(x, 0, 0), w)
	for i, got := range called(t, f, x, w) {
		closeTo(t, "one row", got, one[i], 1e-13)
	}
	looped := func(in G.Nodes) *G.Node { return G.Must(G.Mul(in[0], in[1])) }
	got := called(t, graph.VMap(looped), drawn(1, 1, 3), drawn(2, 1, 3, 4))[0]
	closeTo(t, "one row of a loop", got, called(t, graph.NewFunc(looped), rowOf(x, 0, 0), w)[0], 1e-13)
	total := func(in G.Nodes) *G.Node {
		return ops.Sum(ops.Reshape(ops.Concat(0, ops.Reshape(ops.Sum(in[1]), 1)), 1))
	}
	if d := called(t, graph.Grad(total, 1), x, w)[0]; d[0] != 1 {
		t.Errorf("gradient %v", d)
	}
}

func TestVMapRefuses(t *testing.T) {
	x, y := drawn(1, 3, 2), drawn(2, 4, 2)
	add := func(in G.Nodes) *G.Node { return ops.Add(in[0], in[1]) }
	for want, c := range map[string]struct {
		a  graph.Axes
		in []G.Value
	}{
		"(3, 2) and (4, 2): input 0 has 3 rows along axis 0, input 1 has 4 along axis 0": {graph.Axes{}, []G.Value{x, y}},
		"input 1 has no axis 2 to be mapped over":                                        {graph.Axes{In: []int{0, 2}}, []G.Value{x, x}},
		"input 0 has no axis -3":                                                         {graph.Axes{In: []int{-3}}, []G.Value{x, x}},
		"no input is mapped":                                                             {graph.Axes{In: []int{graph.NotMapped, graph.NotMapped}}, []G.Value{x, x}},
		"Axes has 3 inputs":                                                              {graph.Axes{In: []int{0, 0, 0}}, []G.Value{x, x}},
		"Axes has 2 outputs":                                                             {graph.Axes{Out: []int{0, 0}}, []G.Value{x, x}},
		"the rows of output 0 cannot be axis 2":                                          {graph.Axes{Out: []int{2}}, []G.Value{x, x}},
		"output 0 differs from row to row":                                               {graph.Axes{Out: []int{graph.NotMapped}}, []G.Value{x, x}},
		"input 1 has no axis 0 to be mapped over":                                        {graph.Axes{}, []G.Value{x, G.NewF64(1)}},
	} {
		_, err := graph.VMap(add, c.a).Call(c.in...)
		var b *graph.BuildError
		if !errors.As(err, &b) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	same := func(x *G.Node) *G.Node { return x }
	keys := tensor.New(tensor.WithShape(2, 4), tensor.WithBacking([]int64{3, 1, 2, 5, 3, 1, 2, 6}))
	if out, err := graph.VMap(same).Call(keys); err != nil || !slices.Equal(out[0].Data().([]int64), keys.Data().([]int64)) {
		t.Errorf("rows of integers: %v, %v", out, err)
	}
	const first = "the rows of output 0, of type int64, can only be its first axis"
	if _, err := graph.VMap(same, graph.Axes{Out: []int{1}}).Call(keys); err == nil || !strings.Contains(err.Error(), first) {
		t.Errorf("%v, want %q", err, first)
	}
	if _, err := graph.VMap(add, graph.Axes{}, graph.Axes{}).Call(x, x); err == nil || !strings.Contains(err.Error(), "2 Axes") {
		t.Error(err)
	}
}

// What does not depend on the rows is computed once, and outputs that do not are repeated, or returned as they are.
func TestVMapHoists(t *testing.T) {
	f := func(in G.Nodes) G.Nodes {
		c := ops.Exp(in[1])
		return G.Nodes{ops.Mul(in[0], c), c, c}
	}
	a := graph.Axes{In: []int{0, graph.NotMapped}, Out: []int{0, 1, graph.NotMapped}}
	out, err := graph.VMap(f, a).Call(drawn(1, 3, 2), drawn(2, 2))
	if err != nil {
		t.Fatal(err)
	}
	if !build.SameShape(out[1].Shape(), tensor.Shape{2, 3}) || !build.SameShape(out[2].Shape(), tensor.Shape{2}) {
		t.Errorf("shapes %v and %v", out[1].Shape(), out[2].Shape())
	}
	g := G.NewGraph()
	x, w := build.Input(g, tensor.Float64, "x", 3, 2), build.Input(g, tensor.Float64, "w", 2)
	graph.VMap(f, a).Nodes(x, w)
	exps := 0
	for _, n := range g.AllNodes() {
		if n.Op() != nil && n.Op().String() == "exp" {
			exps++
		}
	}
	if exps != 1 {
		t.Errorf("%d exponentials", exps)
	}
}

// Rows of Gorgonia's elementwise ops, products and reductions run on all cores, those of what keeps something on one.
func TestVMapShares(t *testing.T) {
	product := func(x *G.Node) *G.Node {
		return G.Must(G.Sum(G.Must(G.Mul(G.Must(G.Tanh(x)), G.Must(G.Transpose(x))))))
	}
	for _, c := range []struct {
		f      *graph.Func
		shared bool
		shape  tensor.Shape
	}{
		{graph.VMap(product), true, tensor.Shape{512, 8, 8}}, {graph.VMap(graph.Grad(product)), true, tensor.Shape{512, 8, 8}},
		{graph.VMap(graph.VMap(product)), true, tensor.Shape{2, 64, 8, 8}},
		{graph.VMap(func(x *G.Node) *G.Node { return G.Must(G.MaxPool1D(x, 2, 0, 1)) }), false, tensor.Shape{512, 1, 1, 8, 8}},
	} {
		g := G.NewGraph()
		p, err := graph.Compile(c.f.Nodes(build.Input(g, tensor.Float64, "x", c.shape...))...)
		if err != nil {
			t.Fatal(err)
		}
		loops := 0
		for _, s := range graph.Machine(p).Plan.Steps {
			if graph.Machine(p).Plan.Nodes[s.Out].Op().String() != "vmap" {
				continue
			}
			if loops++; s.Shared() != c.shared {
				t.Errorf("%v: shared %v", c.shape, s.Shared())
			}
		}
		if loops == 0 || p.Native() == c.shared {
			t.Errorf("%v: %d loops, native: %v", c.shape, loops, p.Native())
		}
	}
}

// Loops give the same bits on any number of cores, and in any number of calls at a time.
func TestVMapOnCores(t *testing.T) {
	f := graph.VMap(graph.Grad(func(in G.Nodes) *G.Node {
		y := G.Must(G.Mul(in[0], in[1]))
		return G.Must(G.Sum(G.Must(G.Tanh(G.Must(G.Mul(y, in[1]))))))
	}, 0, 1))
	x, w := drawn(1, 64, 8, 8), drawn(2, 64, 8, 8)
	want := called(t, f, x, w)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		done := make(chan string)
		for range 3 {
			go func() {
				why := ""
				for range 5 {
					out, err := f.Call(x, w)
					if err != nil {
						why = err.Error()
						break
					}
					for i := range out {
						why += cmp.Diff(want[i], ops.Data[float64](out[i]))
					}
				}
				done <- why
			}()
		}
		for range 3 {
			if why := <-done; why != "" {
				t.Errorf("%d cores: %s", cores, why)
			}
		}
	}
	if math.IsNaN(want[0][0]) {
		t.Error("NaN")
	}
}

// A machine for the whole of a graph computes what a transformation gave, not what it looked at.
func TestVMapOnVM(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3, 2)
	looped := func(x *G.Node) *G.Node { return G.Must(G.Sum(G.Must(G.Exp(x)))) }
	y := graph.VMap(graph.Grad(looped)).Nodes(x)[0]
	v := drawn(1, 3, 2)
	if err := G.Let(x, v); err != nil {
		t.Fatal(err)
	}
	vm := graph.NewVM(g)
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	want := called(t, graph.NewFunc(ops.Exp), v)[0]
	closeTo(t, "gradient", ops.Data[float64](y.Value()), want, 1e-15)
}
