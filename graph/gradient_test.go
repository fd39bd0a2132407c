package graph_test

import (
	"math"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// run evaluates nodes with the given inputs.
func run(t *testing.T, feed map[*G.Node]G.Value, outputs ...*G.Node) []G.Value {
	t.Helper()
	p, err := graph.Compile(outputs...)
	if err != nil {
		t.Fatal(err)
	}
	for n, v := range feed {
		if err := p.Let(n, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.RunAll(); err != nil {
		t.Fatal(err)
	}
	vals := make([]G.Value, len(outputs))
	for i, n := range outputs {
		vals[i] = p.Value(n)
	}
	return vals
}

// cube is the case that gorgonia.Grad gets wrong: its second derivative of x^3 at 2 is 4.
func TestGradientOfGradient(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3)
	y := ops.Sum(ops.Mul(ops.Mul(x, x), x))
	var d []*G.Node
	for range 3 {
		dy, err := graph.Gradient(y, x)
		if err != nil {
			t.Fatal(err)
		}
		d = append(d, dy[0])
		y = ops.Sum(dy[0])
	}
	vals := run(t, map[*G.Node]G.Value{x: graphtest.Vec(2, -1, .5)}, d...)
	want := [][]float64{{12, 3, .75}, {12, -6, 3}, {6, 6, 6}}
	for k, v := range vals {
		for i, got := range ops.Data[float64](v) {
			if math.Abs(got-want[k][i]) > 1e-14*math.Abs(want[k][i]) {
				t.Errorf("derivative %d at element %d: %v, want %v", k+1, i, got, want[k][i])
			}
		}
	}
}

// Calls on one graph do not see each other: the second of two is right, and so is the first one after it.
func TestGradientTwice(t *testing.T) {
	g := G.NewGraph()
	x, z := build.Input(g, tensor.Float64, "x", 2), build.Input(g, tensor.Float64, "z", 2)
	y := ops.Sum(ops.Mul(ops.Exp(x), z))
	first, err1 := graph.Gradient(y, x)
	second, err2 := graph.Gradient(ops.Mul(y, y), x, z)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	feed := map[*G.Node]G.Value{x: graphtest.Vec(0, 1), z: graphtest.Vec(3, 5)}
	vals := run(t, feed, first[0], second[0], second[1])
	sum := 3 + 5*math.E
	want := [][]float64{{3, 5 * math.E}, {2 * sum * 3, 2 * sum * 5 * math.E}, {2 * sum, 2 * sum * math.E}}
	for k, v := range vals {
		for i, got := range ops.Data[float64](v) {
			if math.Abs(got-want[k][i]) > 1e-13*want[k][i] {
				t.Errorf("gradient %d, element %d: %v, want %v", k, i, got, want[k][i])
			}
		}
	}
}

// A parameter used twice gets both contributions, one that is not used gets zeros, and wrt may be an inner node.
func TestGradientOfSharedAndUnused(t *testing.T) {
	g := G.NewGraph()
	x, u := build.Input(g, tensor.Float64, "x", 2), build.Input(g, tensor.Float64, "u", 3)
	h := ops.Square(x)
	y := ops.Sum(ops.Add(ops.Mul(h, h), x))
	d, err := graph.Gradient(y, x, u, h)
	if err != nil {
		t.Fatal(err)
	}
	vals := run(t, map[*G.Node]G.Value{x: graphtest.Vec(1, 2)}, d...)
	for k, want := range [][]float64{{5, 33}, {0, 0, 0}, {2, 8}} {
		for i, got := range ops.Data[float64](vals[k]) {
			if got != want[i] {
				t.Errorf("gradient %d, element %d: %v, want %v", k, i, got, want[i])
			}
		}
	}
}

// Nothing is computed for data: the step that multiplies by the transposed kernel is made for parameters only.
func TestGradientSkipsData(t *testing.T) {
	g := G.NewGraph()
	x, w := build.Input(g, tensor.Float32, "x", 5, 3), build.Input(g, tensor.Float32, "w", 3, 2)
	d, err := graph.Gradient(ops.Sum(ops.Dense(x, w, nil, ops.ActTanh)), w)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(d...)
	if err != nil {
		t.Fatal(err)
	}
	if got, most := graph.Steps(p), 6; got > most {
		t.Errorf("%d steps for the gradient of one kernel, want at most %d", got, most)
	}
}

func TestGradientNamesFollowTheLayer(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 2)
	first := len(g.AllNodes())
	h := ops.Tanh(x)
	build.Name(g, first, "body/dense_0")
	d, err := graph.Gradient(ops.Sum(h), x)
	if err != nil {
		t.Fatal(err)
	}
	if path, grad := build.Path(d[0]); path != "body/dense_0" || !grad {
		t.Errorf("the gradient of body/dense_0 is named %q, derivative %v", path, grad)
	}
}

func TestGradientErrors(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float32, "x", 2, 3)
	drop := G.Must(G.Dropout(x, .5))
	for _, c := range []struct{ name, want string }{
		{"matrix", "only a scalar has a gradient"},
		{"native dropout", "use layers.Dropout"},
	} {
		y := x
		if c.name == "native dropout" {
			y = ops.Sum(drop)
		}
		if _, err := graph.Gradient(y, x); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// A derivative that an operation lacks is an error, never a silent zero.
func TestGradientRefused(t *testing.T) {
	g := G.NewGraph()
	a, x := build.Input(g, tensor.Float64, "a", 2), build.Input(g, tensor.Float64, "x", 2)
	first, err := graph.Gradient(ops.Sum(ops.RegIncBeta(ops.Exp(a), a, x)), a)
	if err != nil {
		t.Fatal(err)
	}
	y := ops.Sum(first[0]) // the slope for a shape, which has no further one
	if _, err := graph.Gradient(y, x); err != nil {
		t.Errorf("with respect to x: %v", err)
	}
	if _, err := graph.Gradient(y, a); err == nil || !strings.Contains(err.Error(), "no gradient with respect to operand 0") {
		t.Errorf("with respect to a: %v", err)
	}
}

// Native operations differentiate through the same driver.
func TestGradientOfNativeOps(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3)
	y := ops.Sum(G.Must(G.HadamardProd(G.Must(G.Exp(x)), x)))
	d, err := graph.Gradient(y, x)
	if err != nil {
		t.Fatal(err)
	}
	in := []float64{.3, -1, 2}
	got := ops.Data[float64](run(t, map[*G.Node]G.Value{x: graphtest.Vec(in...)}, d[0])[0])
	for i, v := range in {
		if want := math.Exp(v) * (1 + v); math.Abs(got[i]-want) > 1e-14*math.Abs(want)+1e-16 {
			t.Errorf("element %d: %v, want %v", i, got[i], want)
		}
	}
}
