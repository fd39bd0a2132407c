package graph_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	"github.com/google/go-cmp/cmp"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A function that draws is mapped twice in one graph, once for its values and once for their gradients: both are of the same
// noise, which differs from row to row, also where the noise of one row was in the graph before.
func TestVMapNoiseOfTwoTransformations(t *testing.T) {
	noisy := func(in G.Nodes) *G.Node {
		return ops.Sum(ops.Mul(in[0], ops.Normal(in[1], "z", tensor.Float64, 1)))
	}
	rows := graph.Axes{In: []int{0, graph.NotMapped}}
	x, key := drawn(1, 3, 1), tensor.New(tensor.WithBacking([]int64{3, 1, 2, 5}))
	want := called(t, graph.NewFunc(func(in G.Nodes) *G.Node {
		return ops.Add(ops.MulConst(in[0], 0), ops.Normal(in[1], "z", tensor.Float64, 3, 1))
	}), x, key)[0]
	custom := graph.CustomGradient(noisy, func(in, _, u G.Nodes) G.Nodes {
		return G.Nodes{ops.Mul(u[0], ops.Normal(in[1], "z", tensor.Float64, 1)), nil}
	})
	got := called(t, graph.NewFunc(func(in G.Nodes) G.Nodes {
		one := ops.Normal(in[1], "z", tensor.Float64, 1)
		value := graph.VMap(noisy, rows).Nodes(in...)[0]
		all := graph.VMap(custom, rows).Nodes(in...)[0]
		drawn, err := graph.Gradient(ops.Sum(all), in[0])
		if err != nil {
			t.Error(err)
		}
		return G.Nodes{ops.Div(ops.Reshape(value, 3, 1), in[0]), graph.VMap(graph.Grad(noisy), rows).Nodes(in...)[0], drawn[0], one}
	}), x, key)
	for i, what := range []string{"values", "gradients", "custom gradients"} {
		closeTo(t, what, got[i], want, 1e-15)
	}
	closeTo(t, "one row", got[3], want[:1], 0)
}

// What a function computes of its inputs is its own, also if the graph had the same before.
func TestCustomGradientOfWhatIsThere(t *testing.T) {
	f := func(x *G.Node) *G.Node { return ops.Sin(ops.Exp(x)) }
	seven := graph.CustomGradient(f, func(_, _, u G.Nodes) G.Nodes { return G.Nodes{ops.MulConst(u[0], 7)} })
	x := drawn(1, 3)
	got := called(t, graph.Grad(func(x *G.Node) *G.Node { return ops.Sum(ops.Add(ops.Exp(x), seven.Nodes(x)[0])) }), x)[0]
	want := called(t, graph.NewFunc(func(x *G.Node) *G.Node { return ops.AddConst(ops.Exp(x), 7) }), x)[0]
	closeTo(t, "gradient", got, want, 1e-15)
}

// Loops of Gorgonia's pooling, which keeps where its maxima were, run within loops, and in several goroutines at a time.
func TestVMapOfDerivativesOfPooling(t *testing.T) {
	pool := func(x *G.Node) *G.Node { return G.Must(G.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{1, 1})) }
	square := func(x *G.Node) *G.Node { return G.Must(G.Sum(G.Must(G.Square(pool(x))))) }
	x := drawn(1, 3, 1, 1, 3, 3)
	for name, f := range map[string]*graph.Func{"jacobian": graph.Jacobian(pool), "hessian": graph.Hessian(square), "jvp": graph.Jacobian(graph.Grad(square))} {
		mapped := graph.VMap(f)
		all := called(t, mapped, x)[0]
		for k := range 3 {
			want := called(t, f, rowOf(x, 0, k))[0]
			closeTo(t, name, all[k*len(want):][:len(want)], want, 1e-15)
		}
		done := make(chan string)
		for range 3 {
			go func() {
				out, err := mapped.Call(x)
				if err != nil {
					done <- err.Error()
					return
				}
				done <- cmp.Diff(all, ops.Data[float64](out[0]))
			}()
		}
		for range 3 {
			if why := <-done; why != "" {
				t.Errorf("%s: %s", name, why)
			}
		}
	}
}

// A Func that nobody made has nothing to call.
func TestFuncOfNothing(t *testing.T) {
	var none *graph.Func
	for _, f := range []*graph.Func{none, {}} {
		if _, err := f.Call(drawn(1, 3)); err == nil || err.Error() != "graph: the Func has no function: make it with NewFunc or a transformation" {
			t.Error(err)
		}
	}
}

// Where a derivative is zero, or constant, nothing is made of tangents, which are inputs all the same; inputs too many are an
// error still.
func TestTangentsOfNoUse(t *testing.T) {
	linear := func(x *G.Node) *G.Node { return ops.Sum(ops.MulConst(x, 3)) }
	constant := func(x *G.Node) *G.Node { return ops.Full(x.Graph(), tensor.Float64, 2) }
	flat := func(x *G.Node) *G.Node { return ops.Sum(ops.Less(x, ops.MulConst(x, 2))) }
	x, u := drawn(1, 3), G.NewF64(2)
	zeros := []float64{0, 0, 0}
	for _, c := range []struct {
		f    *graph.Func
		v    G.Value
		want []float64
	}{
		{graph.HVP(linear), x, zeros}, {graph.HVP(constant), x, zeros}, {graph.JVP(constant), x, zeros[:1]}, {graph.JVP(flat), x, zeros[:1]},
		{graph.Pullback(constant), u, zeros}, {graph.Pullback(flat), u, zeros}, {graph.Grad(graph.HVP(func(x *G.Node) *G.Node { return ops.Mul(linear(x), constant(x)) })), x, nil},
	} {
		out, err := c.f.Call(x, c.v)
		if c.want == nil {
			if err == nil {
				t.Errorf("a gradient of a vector is %v", out)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		closeTo(t, "derivative", ops.Data[float64](out[len(out)-1]), c.want, 0)
	}
	many := func(in G.Nodes) *G.Node { return ops.Sum(ops.Square(in[0])) }
	for _, f := range []*graph.Func{graph.HVP(many), graph.JVP(many)} {
		if _, err := f.Call(x, x, x); err == nil {
			t.Error("an input too many was taken")
		}
	}
}

// A function beside its derivatives is computed once, and a pullback is built once, however many outputs there are.
func TestForwardPassOnce(t *testing.T) {
	builds := 0
	f := func(in G.Nodes) *G.Node { builds++; return energy(in) }
	pair := func(in G.Nodes) G.Nodes { builds++; return G.Nodes{energy(in), ops.Sum(in[0])} }
	one := func(in G.Nodes) *G.Node { return ops.Full(in[0].Graph(), tensor.Float64, 1) }
	steps := func(f func(in G.Nodes) G.Nodes) int {
		g := G.NewGraph()
		in := G.Nodes{build.Input(g, tensor.Float64, "x", 3), build.Input(g, tensor.Float64, "w", 3, 4)}
		builds = 0
		p, err := graph.Compile(f(in)...)
		if err != nil {
			t.Fatal(err)
		}
		return graph.Steps(p)
	}
	want := steps(func(in G.Nodes) G.Nodes { return graph.ValueAndGrad(f, 0, 1).Nodes(in...) })
	for name, c := range map[string]struct {
		of     func(in G.Nodes) G.Nodes
		builds int
	}{
		"beside": {func(in G.Nodes) G.Nodes { return append(G.Nodes{f(in)}, graph.Grad(f, 0, 1).Nodes(in...)...) }, 3},
		"two": {func(in G.Nodes) G.Nodes {
			return append(graph.ValueAndGrad(f, 0).Nodes(in...), graph.Grad(f, 1).Nodes(in...)...)
		}, 3},
		"pullback": {func(in G.Nodes) G.Nodes {
			return append(graph.Pullback(f, 0, 1).Nodes(append(in, one(in))...), f(in))
		}, 2},
	} {
		if got := steps(c.of); got > want || builds != c.builds {
			t.Errorf("%s: %d steps, %d builds, of value and gradient %d", name, got, builds, want)
		}
	}
	if steps(func(in G.Nodes) G.Nodes { return graph.Pullback(pair, 0, 1).Nodes(append(in, one(in), one(in))...) }); builds != 1 {
		t.Errorf("%d builds for the pullback of two outputs", builds)
	}
}

// Inputs that are computed from each other, are the same node, or are what the function closes over too, are independent to it.
func TestDerivativesArePartial(t *testing.T) {
	f := func(in G.Nodes) *G.Node { return ops.Sum(ops.Mul(ops.Square(in[0]), in[1])) }
	x := drawn(1, 3)
	v := ops.Data[float64](x)
	got := called(t, graph.NewFunc(func(x *G.Node) G.Nodes {
		e := ops.Exp(x)
		closed := graph.Grad(func(x *G.Node) *G.Node { return ops.Sum(ops.Mul(ops.Square(x), e)) }).Nodes(x)[0]
		own := byHand(func(in G.Nodes) G.Nodes { return G.Nodes{f(in)} }).Nodes(x, e)[0]
		total, err := graph.Gradient(own, x)
		if err != nil {
			t.Error(err)
		}
		return G.Nodes{graph.Grad(f).Nodes(x, e)[0], closed, graph.Jacobian(f).Nodes(x, e)[0], graph.Grad(f).Nodes(x, x)[0],
			graph.HVP(f).Nodes(x, e, x)[0], graph.Pullback(f).Nodes(x, e, ops.Full(x.Graph(), x.Dtype(), 1))[0], total[0]}
	}), x)
	for i, x := range v {
		e := math.Exp(x)
		for k, want := range []float64{2 * x * e, 2 * x * e, 2 * x * e, 2 * x * x, 2 * e * x, 2 * x * e, 2*x*e + x*x*e} {
			if !(math.Abs(got[k][i]-want) <= 1e-13*(1+math.Abs(want))) {
				t.Errorf("derivative %d: %v, want %v", k, got[k][i], want)
			}
		}
	}
}
