package graph_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// along is the gradient of <gradient of y, direction> for x.
func along(t *testing.T, y, x *G.Node, direction G.Value) (*G.Node, map[*G.Node]G.Value) {
	t.Helper()
	v := build.Input(x.Graph(), x.Dtype(), "direction", x.Shape()...)
	d, err := graph.Gradient(y, x)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = graph.Gradient(ops.Sum(ops.Mul(d[0], v)), x); err != nil {
		t.Fatal(err)
	}
	return d[0], map[*G.Node]G.Value{v: direction}
}

// The gradient of a slice's gradient gave the direction back instead of what lies in the slice.
func TestSecondDerivativeThroughSlices(t *testing.T) {
	thirds := func(x *G.Node) *G.Node { // x1 + x2
		parts, err := G.Unconcat(G.Must(G.Reshape(x, tensor.Shape{3, 1})), 0, 3)
		return G.Must(G.Add(G.Must(parts[1], err), parts[2]))
	}
	for _, c := range []struct {
		name string
		part func(x *G.Node) *G.Node
		want []float64
	}{
		{"Slice", func(x *G.Node) *G.Node { return G.Must(G.Slice(x, G.S(1, 3))) }, []float64{0, 4, 6}},
		{"Unconcat", thirds, []float64{0, 10, 10}},
	} {
		x := build.Input(G.NewGraph(), tensor.Float64, "x", 3)
		h, feed := along(t, ops.Sum(G.Must(G.Square(c.part(x)))), x, graphtest.Vec(1, 2, 3))
		feed[x] = graphtest.Vec(1, 2, 3)
		if got := ops.Data[float64](run(t, feed, h)[0]); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Gorgonia's own derivative of Pow takes a logarithm of its base, which turned a softmax into its logarithm for everyone.
func TestGradientLeavesSoftmaxAlone(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 3)
	half := G.NewScalar(g, tensor.Float64, G.WithName("half"), G.WithValue(.5))
	s := G.Must(G.SoftMax(x))
	y := G.Must(G.Sum(G.Must(G.Pow(s, half))))
	d, err := graph.Gradient(y, x, half)
	if err != nil {
		t.Fatal(err)
	}
	vals := run(t, map[*G.Node]G.Value{x: graphtest.Vec(1, 2, 3)}, s, y, d[0], d[1])
	p := []float64{0.09003057317038046, 0.24472847105479767, 0.6652409557748219}
	total, slope := 0., 0.
	for i, got := range ops.Data[float64](vals[0]) {
		if math.Abs(got-p[i]) > 1e-15 {
			t.Errorf("softmax %d: %v, want %v", i, got, p[i])
		}
		total += math.Sqrt(p[i])
		slope += math.Sqrt(p[i]) * math.Log(p[i])
	}
	if got := graph.Float(vals[1]); math.Abs(got-total) > 1e-14 {
		t.Errorf("sum of roots %v, want %v", got, total)
	}
	for i, got := range ops.Data[float64](vals[2]) { // (sqrt p_i - p_i sum of roots)/2
		if want := (math.Sqrt(p[i]) - p[i]*total) / 2; math.Abs(got-want) > 1e-14 {
			t.Errorf("gradient %d: %v, want %v", i, got, want)
		}
	}
	if got := graph.Float(vals[3]); math.Abs(got-slope) > 1e-14 {
		t.Errorf("derivative for the power: %v, want %v", got, slope)
	}
}

// Powers at a base of 0: no 0·Inf in what is 0.
func TestDerivativesOfPowersAtZero(t *testing.T) {
	for _, c := range []struct{ power, d1, d2, d3 float64 }{{0, 0, 0, 0}, {1, 1, 0, 0}, {2, 0, 2, 0}, {3, 0, 0, 6}, {4, 0, 0, 0}} {
		for _, constant := range []bool{true, false} {
			g := G.NewGraph()
			x := build.Input(g, tensor.Float64, "x")
			power := G.NewConstant(c.power)
			if !constant {
				power = build.Input(g, tensor.Float64, "power")
			}
			feed := map[*G.Node]G.Value{x: G.NewF64(0)}
			if !constant {
				feed[power] = G.NewF64(c.power)
			}
			y := G.Must(G.Pow(x, power))
			for k, want := range []float64{c.d1, c.d2, c.d3} {
				d, err := graph.Gradient(y, x)
				if err != nil {
					t.Fatal(err)
				}
				y = d[0]
				feed := feed
				if y.Op().String() == "full(0)" {
					feed = nil
				}
				if got := graph.Float(run(t, feed, y)[0]); got != want {
					t.Errorf("derivative %d of x^%v at 0, constant %v: %v, want %v", k+1, c.power, constant, got, want)
				}
			}
		}
	}
}

// What was not found right is refused: with the op, the order, and what to use instead.
func TestGradientRefusesWhatIsNotRight(t *testing.T) {
	g := G.NewGraph()
	x := build.Input(g, tensor.Float64, "x", 4, 2)
	y, _, _, _, err := G.BatchNorm(x, nil, nil, .9, 1e-5)
	d, err1 := graph.Gradient(G.Must(G.Sum(y)), x)
	if err != nil || err1 != nil {
		t.Fatal(err, err1)
	}
	_, err = graph.Gradient(ops.Sum(d[0]), x)
	var b *graph.BuildError
	if !errors.As(err, &b) || !strings.HasPrefix(b.Op, "batchnormdiff") || !strings.Contains(b.Hint, "order 2") || !strings.Contains(b.Hint, "layers.BatchNorm") {
		t.Errorf("%v", err)
	}
}

// A node of another graph is a mistake, not a derivative of zero.
func TestGradientOfAnotherGraph(t *testing.T) {
	x := build.Input(G.NewGraph(), tensor.Float64, "x", 2)
	other := build.Input(G.NewGraph(), tensor.Float64, "other", 2)
	y := ops.Sum(x)
	_, err1 := graph.Gradient(y, x, other)
	_, err2 := graph.VJP(G.Nodes{x}, G.Nodes{other}, x)
	_, err3 := graph.Partial(y, other)
	for _, err := range []error{err1, err2, err3} {
		if err == nil || !strings.Contains(err.Error(), "and other belong to different graphs") {
			t.Errorf("error %v", err)
		}
	}
}

// Differentiating a chain of n nodes takes time in proportion to n, by Gorgonia's derivatives and ours: Gorgonia's look-up of
// each new node took 27 s in the first, and 35 s in a chain of 8,000 of the second.
func BenchmarkGradientOfChain(b *testing.B) {
	for name, c := range map[string]struct {
		n, order int
		f        func(x *G.Node) *G.Node
	}{
		"sin":          {40_000, 1, ops.Sin},
		"SoftMax, 2nd": {8000, 2, func(x *G.Node) *G.Node { return G.Must(G.SoftMax(x)) }},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				x := build.Input(G.NewGraph(), tensor.Float64, "x", 2)
				y := x
				for range c.n {
					y = c.f(y)
				}
				for range c.order {
					grads, err := graph.Gradient(ops.Sum(y), x)
					if err != nil {
						b.Fatal(err)
					}
					y = grads[0]
				}
			}
		})
	}
}

// Gorgonia's Log turns the softmax it is given into its logarithm for everyone, which the graph does not show: the docs say
// what to do instead.
func TestEntropyOfSoftmax(t *testing.T) {
	const want = .5410527271392102 // of the probabilities 1/(1 + e^-1.2) and 1/(1 + e^1.2)
	entropy := func(p, logp func(x *G.Node) *G.Node) float64 {
		x := build.Input(G.NewGraph(), tensor.Float64, "x", 2)
		h := ops.Neg(ops.Sum(ops.Mul(p(x), logp(x))))
		return graph.Float(run(t, map[*G.Node]G.Value{x: graphtest.Vec(1.2, 0)}, h)[0])
	}
	native := func(x *G.Node) *G.Node { return G.Must(G.SoftMax(x)) }
	logOf := func(x *G.Node) *G.Node { return G.Must(G.Log(native(x))) }
	if got := entropy(native, logOf); math.Abs(got - -2.2105) > 1e-3 {
		t.Errorf("Gorgonia's own is %v: it no longer needs to be told of", got)
	}
	G.UseNonStable()
	defer G.UseStabilization()
	for name, got := range map[string]float64{
		"UseNonStable": entropy(native, logOf),
		"ops.Log":      entropy(native, func(x *G.Node) *G.Node { return ops.Log(native(x)) }),
		"ops":          entropy(ops.Softmax, ops.LogSoftmax),
	} {
		if math.Abs(got-want) > 1e-15 {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
