package tape_test

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/graphtest"
	"github.com/deepprob/deepprob/tape"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// reduceByHand reduces the marked axes element by element.
func reduceByHand(x []float64, shape []int, reduced []bool, f func(a, b float64) float64) []float64 {
	var out []float64
	index := map[string]int{}
	for i, v := range x {
		key, rest := "", i
		for d := len(shape) - 1; d >= 0; d-- {
			if !reduced[d] {
				key = fmt.Sprint(rest%shape[d], ",", key)
			}
			rest /= shape[d]
		}
		at, seen := index[key]
		if !seen {
			index[key], out = len(out), append(out, v)
			continue
		}
		out[at] = f(out[at], v)
	}
	return out
}

// Sums, means and maxima are right over all choices of axes of ranks 1 to 5: Gorgonia's own are not from rank 4 on. Sums
// of at most 72 numbers of size 1 round at 72 * 1e-16 * 72.
func TestVMReductions(t *testing.T) {
	for _, shape := range [][]int{{6}, {3, 4}, {1, 4}, {2, 3, 4}, {2, 3, 2, 3}, {2, 1, 3, 2}, {2, 3, 2, 3, 2}} {
		for mask := 1; mask < 1<<len(shape); mask++ {
			var along []int
			reduced, count := make([]bool, len(shape)), 1
			for d := range shape {
				if mask>>d&1 == 1 {
					along, reduced[d], count = append(along, d), true, count*shape[d]
				}
			}
			o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
			x := o.Of(shape...)
			sum, mean, top := G.Must(G.Sum(x, along...)), G.Must(G.Mean(x, along...)), G.Must(G.Max(x, along...))
			graphtest.MustRun(t, tape.NewVM(o.Graph))
			want := reduceByHand(graphtest.Numbers(x.Value()), shape, reduced, func(a, b float64) float64 { return a + b })
			what := fmt.Sprintf("of %v along %v", shape, along)
			graphtest.Agree(t, "sum "+what, graphtest.Numbers(sum.Value()), want, 1e-12)
			for i := range want {
				want[i] /= float64(count)
			}
			graphtest.Agree(t, "mean "+what, graphtest.Numbers(mean.Value()), want, 1e-12)
			graphtest.Agree(t, "max "+what, graphtest.Numbers(top.Value()), reduceByHand(graphtest.Numbers(x.Value()), shape, reduced, math.Max), 0)
		}
	}
}

// operation builds a node on operands that it asks for.
type operation func(o *graphtest.Operands) (*G.Node, error)

// movements are the ops that move elements.
func movements() map[string]operation {
	cases := map[string]operation{
		"reshape":        func(o *graphtest.Operands) (*G.Node, error) { return G.Reshape(o.Of(2, 6), tensor.Shape{3, 4}) },
		"ravel":          func(o *graphtest.Operands) (*G.Node, error) { return G.Ravel(o.Of(2, 3, 2)) },
		"concat 0":       func(o *graphtest.Operands) (*G.Node, error) { return G.Concat(0, o.Of(2, 3), o.Of(4, 3), o.Of(1, 3)) },
		"concat 1":       func(o *graphtest.Operands) (*G.Node, error) { return G.Concat(1, o.Of(2, 3), o.Of(2, 1), o.Of(2, 4)) },
		"concat vectors": func(o *graphtest.Operands) (*G.Node, error) { return G.Concat(0, o.Of(2), o.Of(3)) },
		"concat one":     func(o *graphtest.Operands) (*G.Node, error) { return G.Concat(0, o.Of(2)) },
		"concat rank 3":  func(o *graphtest.Operands) (*G.Node, error) { return G.Concat(1, o.Of(2, 3, 2), o.Of(2, 1, 2)) },
		"slice":          func(o *graphtest.Operands) (*G.Node, error) { return G.Slice(o.Of(5, 4), G.S(1, 3)) },
		"slice row":      func(o *graphtest.Operands) (*G.Node, error) { return G.Slice(o.Of(5, 4), G.S(2)) },
		"slice column":   func(o *graphtest.Operands) (*G.Node, error) { return G.Slice(o.Of(5, 4), nil, G.S(2)) },
		"slice both":     func(o *graphtest.Operands) (*G.Node, error) { return G.Slice(o.Of(5, 4), G.S(1, 4), G.S(1, 3)) },
		"slice element":  func(o *graphtest.Operands) (*G.Node, error) { return G.Slice(o.Of(5), G.S(2)) },
		"at":             func(o *graphtest.Operands) (*G.Node, error) { return G.At(o.Of(5, 4), 2, 3) },
		"add columns": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BroadcastAdd(o.Of(3, 4), o.Of(3, 1), nil, []byte{1})
		},
		"add rows": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BroadcastAdd(o.Of(3, 4), o.Of(1, 4), nil, []byte{0})
		},
		"add vector": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BroadcastAdd(o.Of(3, 4), o.Of(4), nil, []byte{0})
		},
		"broadcast left": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BroadcastSub(o.Of(1, 4), o.Of(3, 4), []byte{0}, nil)
		},
		"broadcast two": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BroadcastHadamardProd(o.Of(1, 4, 1, 1), o.Of(2, 4, 3, 2), []byte{0, 2, 3}, nil)
		},
	}
	for _, pattern := range [][]int{{1, 0}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 3, 1, 2}, {0, 2, 3, 1}, {3, 2, 1, 0}, {1, 0, 3, 2}} {
		cases[fmt.Sprint("transpose ", pattern)] = func(o *graphtest.Operands) (*G.Node, error) {
			return G.Transpose(o.Of([]int{2, 3, 4, 5}[:len(pattern)]...), pattern...)
		}
	}
	return cases
}

// productsAndWindows are products, and what goes over an axis or an image.
func productsAndWindows() map[string]operation {
	return map[string]operation{
		"matrix matrix": func(o *graphtest.Operands) (*G.Node, error) { return G.Mul(o.Of(3, 4), o.Of(4, 5)) },
		"matrix vector": func(o *graphtest.Operands) (*G.Node, error) { return G.Mul(o.Of(3, 4), o.Of(4)) },
		"square vector": func(o *graphtest.Operands) (*G.Node, error) { return G.Mul(o.Of(4, 4), o.Of(4)) },
		"vector matrix": func(o *graphtest.Operands) (*G.Node, error) { return G.Mul(o.Of(3), o.Of(3, 4)) },
		"vector vector": func(o *graphtest.Operands) (*G.Node, error) { return G.Mul(o.Of(4), o.Of(4)) },
		"outer":         func(o *graphtest.Operands) (*G.Node, error) { return G.OuterProd(o.Of(3), o.Of(4)) },
		"batched":       func(o *graphtest.Operands) (*G.Node, error) { return G.BatchedMatMul(o.Of(2, 3, 4), o.Of(2, 4, 5)) },
		"batched, turned": func(o *graphtest.Operands) (*G.Node, error) {
			return G.BatchedMatMul(o.Of(2, 4, 3), o.Of(2, 5, 4), true, true)
		},
		"tensordot": func(o *graphtest.Operands) (*G.Node, error) {
			return G.Tensordot([]int{1}, []int{0}, o.Of(3, 4), o.Of(4, 2))
		},
		"softmax":        func(o *graphtest.Operands) (*G.Node, error) { return G.SoftMax(o.Of(3, 4)) },
		"softmax rows":   func(o *graphtest.Operands) (*G.Node, error) { return G.SoftMax(o.Of(3, 4), 0) },
		"softmax rank 3": func(o *graphtest.Operands) (*G.Node, error) { return G.SoftMax(o.Of(2, 3, 4), 1) },
		"softmax column": func(o *graphtest.Operands) (*G.Node, error) { return G.SoftMax(o.Of(4, 1)) },
		"log softmax":    func(o *graphtest.Operands) (*G.Node, error) { return G.LogSoftMax(o.Of(3, 4)) },
		"log softmax 0":  func(o *graphtest.Operands) (*G.Node, error) { return G.LogSoftMax(o.Of(3, 4), 0) },
		"norm":           func(o *graphtest.Operands) (*G.Node, error) { return G.Norm(o.Of(3, 4), 1, 2) },
		"max pool": func(o *graphtest.Operands) (*G.Node, error) {
			return G.MaxPool2D(o.Of(2, 3, 6, 5), tensor.Shape{2, 3}, []int{0, 1}, []int{2, 1})
		},
		"average pool": func(o *graphtest.Operands) (*G.Node, error) { // of as many pixels as the image is wide: what Gorgonia divides by
			return G.AveragePool2D(o.Of(2, 3, 6, 6), tensor.Shape{3, 2}, []int{0, 0}, []int{2, 2})
		},
		"picked rows":         func(o *graphtest.Operands) (*G.Node, error) { return G.ByIndices(o.Of(4, 3), o.Indices(2, 0, 2), 0) },
		"picked columns":      func(o *graphtest.Operands) (*G.Node, error) { return G.ByIndices(o.Of(3, 4), o.Indices(1, 3), 1) },
		"global average pool": func(o *graphtest.Operands) (*G.Node, error) { return G.GlobalAveragePool2D(o.Of(2, 3, 4, 4)) },
		"upsample":            func(o *graphtest.Operands) (*G.Node, error) { return G.Upsample2D(o.Of(2, 3, 2, 2), 2) },
		"convolution": func(o *graphtest.Operands) (*G.Node, error) {
			return G.Conv2d(o.Of(2, 3, 7, 6), o.Of(4, 3, 3, 2), tensor.Shape{3, 2}, []int{1, 2}, []int{2, 1}, []int{1, 1})
		},
		"dilated convolution": func(o *graphtest.Operands) (*G.Node, error) {
			return G.Conv2d(o.Of(2, 1, 9, 9), o.Of(2, 1, 3, 3), tensor.Shape{3, 3}, []int{2, 2}, []int{1, 1}, []int{2, 3})
		},
		"larger of two": func(o *graphtest.Operands) (*G.Node, error) { return G.MaxBetween(o.Of(3, 4), o.Of(3, 4)) },
	}
}

// The ops that move elements, and products, give what their own Do does, for both types.
func TestVMShapesAndProducts(t *testing.T) {
	cases := movements()
	maps.Copy(cases, productsAndWindows())
	for name, make := range cases {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			o := &graphtest.Operands{Source: graphtest.NewSource(dt), Graph: G.NewGraph()}
			tolerance := 1e-14 // sums of at most 20 terms
			if dt == tensor.Float32 {
				tolerance = 5e-6
			}
			checkNodes(t, fmt.Sprint(name, " ", dt), o.Graph, func() (*G.Node, error) { return make(o) }, tolerance)
		}
	}
}

// gradientOf gives dy/dx of a scalar by Gorgonia's own differentiation, computed by a VM, and by central differences.
func checkGradient(t *testing.T, what string, shape []int, f func(x *G.Node) *G.Node) {
	t.Helper()
	o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
	x := o.Positive(shape...)
	y := f(x)
	if y.Dims() > 0 {
		w := o.Of(y.Shape()...)
		y = G.Must(G.Sum(G.Must(G.HadamardProd(y, w))))
	}
	if _, err := G.Grad(y, x); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	vm := tape.NewVM(o.Graph)
	graphtest.MustRun(t, vm)
	g, err := x.Grad()
	if err != nil {
		t.Fatal(err)
	}
	got := graphtest.Numbers(g)
	at := x.Value().Data().([]float64)
	const h = 1e-5 // error h^2 f''' + 1e-16/h: 1e-10 times derivatives of order 1 to 10
	want := make([]float64, len(at))
	for i, v := range at {
		var ends [2]float64
		for k, step := range []float64{-h, h} {
			at[i] = v + step
			graphtest.MustRun(t, vm)
			ends[k] = graphtest.Numbers(y.Value())[0]
		}
		at[i] = v
		want[i] = (ends[1] - ends[0]) / (2 * h)
	}
	graphtest.Agree(t, what, got, want, 1e-8)
	graphtest.Agree(t, what+", by graph.Gradient", programGradient(t, shape, f), want, 1e-8)
}

// programGradient is the gradient that checkGradient looks at as this package derives it and a Program computes it.
func programGradient(t *testing.T, shape []int, f func(x *G.Node) *G.Node) []float64 {
	t.Helper()
	o := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: G.NewGraph()}
	x := o.Positive(shape...)
	y := f(x)
	if y.Dims() > 0 {
		y = G.Must(G.Sum(G.Must(G.HadamardProd(y, o.Of(y.Shape()...)))))
	}
	d, err := graph.Gradient(y, x)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(d...)
	if err != nil {
		t.Fatal(err)
	}
	graphtest.MustRun(t, p)
	return graphtest.Numbers(p.Value(d[0]))
}

// Gradients agree with central differences, also where TapeMachine's own are wrong: reductions of rank 4 and 5, and a
// view that the next op writes into.
func TestVMGradients(t *testing.T) {
	for name, c := range map[string]struct {
		shape []int
		f     func(x *G.Node) *G.Node
	}{
		"sum rank 4":  {[]int{2, 3, 2, 3}, func(x *G.Node) *G.Node { return G.Must(G.Square(G.Must(G.Sum(x, 2)))) }},
		"mean rank 5": {[]int{2, 1, 2, 3, 2}, func(x *G.Node) *G.Node { return G.Must(G.Cube(G.Must(G.Mean(x, 3)))) }},
		"softmax":     {[]int{3, 4}, func(x *G.Node) *G.Node { return G.Must(G.SoftMax(x)) }},
		"softmax 0":   {[]int{3, 4}, func(x *G.Node) *G.Node { return G.Must(G.SoftMax(x, 0)) }},
		"log softmax": {[]int{3, 4}, func(x *G.Node) *G.Node { return G.Must(G.LogSoftMax(x)) }},
		"reshape, then add": {[]int{2, 3}, func(x *G.Node) *G.Node {
			k := G.NewConstant(2.5)
			y := G.Must(G.Square(G.Must(G.Add(G.Must(G.Reshape(x, tensor.Shape{3, 2})), k))))
			return G.Must(G.HadamardProd(G.Must(G.Reshape(y, tensor.Shape{2, 3})), x))
		}},
		"concat, slice": {[]int{4, 3}, func(x *G.Node) *G.Node {
			return G.Must(G.Square(G.Must(G.Concat(1, G.Must(G.Slice(x, nil, G.S(1, 3))), x))))
		}},
		"pool": {[]int{1, 2, 4, 4}, func(x *G.Node) *G.Node {
			return G.Must(G.Square(G.Must(G.MaxPool2D(x, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))))
		}},
		"max rank 4":   {[]int{2, 3, 2, 3}, func(x *G.Node) *G.Node { return G.Must(G.Square(G.Must(G.Max(x, 2)))) }},
		"sum of all 4": {[]int{2, 3, 2, 3}, func(x *G.Node) *G.Node { return G.Must(G.Sum(G.Must(G.Square(x)))) }},
		"average pool": {[]int{1, 2, 5, 4}, func(x *G.Node) *G.Node {
			return G.Must(G.Square(G.Must(G.AveragePool2D(x, tensor.Shape{3, 2}, []int{1, 0}, []int{2, 1}))))
		}},
		"picked": {[]int{4, 3}, func(x *G.Node) *G.Node {
			at := &graphtest.Operands{Source: graphtest.NewSource(tensor.Float64), Graph: x.Graph()}
			return G.Must(G.Square(G.Must(G.ByIndices(x, at.Indices(2, 0, 2), 0))))
		}},
		"batch norm":         {[]int{4, 2, 2, 3}, func(x *G.Node) *G.Node { return normalized(x) }},
		"batch norm of rows": {[]int{5, 3}, func(x *G.Node) *G.Node { return normalized(x) }},
		"convolution": {[]int{2, 2, 5, 5}, func(x *G.Node) *G.Node {
			w := graphtest.NewSource(tensor.Float64).Input(x.Graph(), "kernel", 1, 3, 2, 3, 3)
			return G.Must(G.Tanh(G.Must(G.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{2, 1}, []int{1, 1}))))
		}},
		"batched": {[]int{2, 3, 4}, func(x *G.Node) *G.Node {
			return G.Must(G.BatchedMatMul(x, graphtest.NewSource(tensor.Float64).Input(x.Graph(), "other", 1, 2, 4, 2)))
		}},
		"transpose": {[]int{2, 3, 4}, func(x *G.Node) *G.Node { return G.Must(G.Square(G.Must(G.Transpose(x, 2, 0, 1)))) }},
		"broadcast": {[]int{3, 1}, func(x *G.Node) *G.Node {
			return G.Must(G.BroadcastHadamardDiv(graphtest.NewSource(tensor.Float64).Input(x.Graph(), "wide", 1, 3, 4), x, nil, []byte{1}))
		}},
	} {
		checkGradient(t, name, c.shape, c.f)
	}
}

// normalized is the cube of BatchNorm(x), without its scale and bias.
func normalized(x *G.Node) *G.Node {
	one := graphtest.NewSource(tensor.Float64)
	shape := append([]int{1, x.Shape()[1]}, []int{1, 1}[:x.Dims()-2]...)
	y, _, _, _, err := G.BatchNorm(x, one.Input(x.Graph(), "scale", 1, shape...), one.Input(x.Graph(), "bias", 1, shape...), .9, 1e-2)
	return G.Must(G.Cube(G.Must(y, err)))
}

// SoftMax shifts each row by its own maximum: float32 rows [90, 0], [-90, 0] are NaN on a TapeMachine.
func TestVMSoftmaxOfLargeNumbers(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float32, G.WithShape(2, 2), G.WithName("x"),
		G.WithValue(tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float32{90, 0, -90, 0}))))
	p := G.Must(G.SoftMax(x))
	graphtest.MustRun(t, tape.NewVM(g))
	small := math.Exp(-90)
	graphtest.Agree(t, "softmax", graphtest.Numbers(p.Value()), []float64{1, small, small, 1}, 1e-7)
}
