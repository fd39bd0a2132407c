package graph_test

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
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
			o := &operands{source: newSource(tensor.Float64), g: G.NewGraph()}
			x := o.of(shape...)
			sum, mean, top := G.Must(G.Sum(x, along...)), G.Must(G.Mean(x, along...)), G.Must(G.Max(x, along...))
			mustRun(t, graph.NewVM(o.g))
			want := reduceByHand(numbers(x.Value()), shape, reduced, func(a, b float64) float64 { return a + b })
			what := fmt.Sprintf("of %v along %v", shape, along)
			agree(t, "sum "+what, numbers(sum.Value()), want, 1e-12)
			for i := range want {
				want[i] /= float64(count)
			}
			agree(t, "mean "+what, numbers(mean.Value()), want, 1e-12)
			agree(t, "max "+what, numbers(top.Value()), reduceByHand(numbers(x.Value()), shape, reduced, math.Max), 0)
		}
	}
}

// operation builds a node on operands that it asks for.
type operation func(o *operands) (*G.Node, error)

// movements are the ops that move elements.
func movements() map[string]operation {
	cases := map[string]operation{
		"reshape":        func(o *operands) (*G.Node, error) { return G.Reshape(o.of(2, 6), tensor.Shape{3, 4}) },
		"ravel":          func(o *operands) (*G.Node, error) { return G.Ravel(o.of(2, 3, 2)) },
		"concat 0":       func(o *operands) (*G.Node, error) { return G.Concat(0, o.of(2, 3), o.of(4, 3), o.of(1, 3)) },
		"concat 1":       func(o *operands) (*G.Node, error) { return G.Concat(1, o.of(2, 3), o.of(2, 1), o.of(2, 4)) },
		"concat vectors": func(o *operands) (*G.Node, error) { return G.Concat(0, o.of(2), o.of(3)) },
		"concat one":     func(o *operands) (*G.Node, error) { return G.Concat(0, o.of(2)) },
		"concat rank 3":  func(o *operands) (*G.Node, error) { return G.Concat(1, o.of(2, 3, 2), o.of(2, 1, 2)) },
		"slice":          func(o *operands) (*G.Node, error) { return G.Slice(o.of(5, 4), G.S(1, 3)) },
		"slice row":      func(o *operands) (*G.Node, error) { return G.Slice(o.of(5, 4), G.S(2)) },
		"slice column":   func(o *operands) (*G.Node, error) { return G.Slice(o.of(5, 4), nil, G.S(2)) },
		"slice both":     func(o *operands) (*G.Node, error) { return G.Slice(o.of(5, 4), G.S(1, 4), G.S(1, 3)) },
		"slice element":  func(o *operands) (*G.Node, error) { return G.Slice(o.of(5), G.S(2)) },
		"at":             func(o *operands) (*G.Node, error) { return G.At(o.of(5, 4), 2, 3) },
		"add columns":    func(o *operands) (*G.Node, error) { return G.BroadcastAdd(o.of(3, 4), o.of(3, 1), nil, []byte{1}) },
		"add rows":       func(o *operands) (*G.Node, error) { return G.BroadcastAdd(o.of(3, 4), o.of(1, 4), nil, []byte{0}) },
		"add vector":     func(o *operands) (*G.Node, error) { return G.BroadcastAdd(o.of(3, 4), o.of(4), nil, []byte{0}) },
		"broadcast left": func(o *operands) (*G.Node, error) { return G.BroadcastSub(o.of(1, 4), o.of(3, 4), []byte{0}, nil) },
		"broadcast two": func(o *operands) (*G.Node, error) {
			return G.BroadcastHadamardProd(o.of(1, 4, 1, 1), o.of(2, 4, 3, 2), []byte{0, 2, 3}, nil)
		},
	}
	for _, pattern := range [][]int{{1, 0}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 3, 1, 2}, {0, 2, 3, 1}, {3, 2, 1, 0}, {1, 0, 3, 2}} {
		cases[fmt.Sprint("transpose ", pattern)] = func(o *operands) (*G.Node, error) {
			return G.Transpose(o.of([]int{2, 3, 4, 5}[:len(pattern)]...), pattern...)
		}
	}
	return cases
}

// productsAndWindows are products, and what goes over an axis or an image.
func productsAndWindows() map[string]operation {
	return map[string]operation{
		"matrix matrix":   func(o *operands) (*G.Node, error) { return G.Mul(o.of(3, 4), o.of(4, 5)) },
		"matrix vector":   func(o *operands) (*G.Node, error) { return G.Mul(o.of(3, 4), o.of(4)) },
		"square vector":   func(o *operands) (*G.Node, error) { return G.Mul(o.of(4, 4), o.of(4)) },
		"vector matrix":   func(o *operands) (*G.Node, error) { return G.Mul(o.of(3), o.of(3, 4)) },
		"vector vector":   func(o *operands) (*G.Node, error) { return G.Mul(o.of(4), o.of(4)) },
		"outer":           func(o *operands) (*G.Node, error) { return G.OuterProd(o.of(3), o.of(4)) },
		"batched":         func(o *operands) (*G.Node, error) { return G.BatchedMatMul(o.of(2, 3, 4), o.of(2, 4, 5)) },
		"batched, turned": func(o *operands) (*G.Node, error) { return G.BatchedMatMul(o.of(2, 4, 3), o.of(2, 5, 4), true, true) },
		"tensordot":       func(o *operands) (*G.Node, error) { return G.Tensordot([]int{1}, []int{0}, o.of(3, 4), o.of(4, 2)) },
		"softmax":         func(o *operands) (*G.Node, error) { return G.SoftMax(o.of(3, 4)) },
		"softmax rows":    func(o *operands) (*G.Node, error) { return G.SoftMax(o.of(3, 4), 0) },
		"softmax rank 3":  func(o *operands) (*G.Node, error) { return G.SoftMax(o.of(2, 3, 4), 1) },
		"softmax column":  func(o *operands) (*G.Node, error) { return G.SoftMax(o.of(4, 1)) },
		"log softmax":     func(o *operands) (*G.Node, error) { return G.LogSoftMax(o.of(3, 4)) },
		"log softmax 0":   func(o *operands) (*G.Node, error) { return G.LogSoftMax(o.of(3, 4), 0) },
		"norm":            func(o *operands) (*G.Node, error) { return G.Norm(o.of(3, 4), 1, 2) },
		"max pool": func(o *operands) (*G.Node, error) {
			return G.MaxPool2D(o.of(2, 3, 6, 5), tensor.Shape{2, 3}, []int{0, 1}, []int{2, 1})
		},
		"average pool": func(o *operands) (*G.Node, error) { // of as many pixels as the image is wide: what Gorgonia divides by
			return G.AveragePool2D(o.of(2, 3, 6, 6), tensor.Shape{3, 2}, []int{0, 0}, []int{2, 2})
		},
		"picked rows":         func(o *operands) (*G.Node, error) { return G.ByIndices(o.of(4, 3), o.indices(2, 0, 2), 0) },
		"picked columns":      func(o *operands) (*G.Node, error) { return G.ByIndices(o.of(3, 4), o.indices(1, 3), 1) },
		"global average pool": func(o *operands) (*G.Node, error) { return G.GlobalAveragePool2D(o.of(2, 3, 4, 4)) },
		"upsample":            func(o *operands) (*G.Node, error) { return G.Upsample2D(o.of(2, 3, 2, 2), 2) },
		"convolution": func(o *operands) (*G.Node, error) {
			return G.Conv2d(o.of(2, 3, 7, 6), o.of(4, 3, 3, 2), tensor.Shape{3, 2}, []int{1, 2}, []int{2, 1}, []int{1, 1})
		},
		"dilated convolution": func(o *operands) (*G.Node, error) {
			return G.Conv2d(o.of(2, 1, 9, 9), o.of(2, 1, 3, 3), tensor.Shape{3, 3}, []int{2, 2}, []int{1, 1}, []int{2, 3})
		},
		"larger of two": func(o *operands) (*G.Node, error) { return G.MaxBetween(o.of(3, 4), o.of(3, 4)) },
	}
}

// The ops that move elements, and products, give what their own Do does, for both types.
func TestVMShapesAndProducts(t *testing.T) {
	cases := movements()
	maps.Copy(cases, productsAndWindows())
	for name, make := range cases {
		for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
			o := &operands{source: newSource(dt), g: G.NewGraph()}
			tolerance := 1e-14 // sums of at most 20 terms
			if dt == tensor.Float32 {
				tolerance = 5e-6
			}
			checkNodes(t, fmt.Sprint(name, " ", dt), o.g, func() (*G.Node, error) { return make(o) }, tolerance)
		}
	}
}

// gradientOf gives dy/dx of a scalar by Gorgonia's own differentiation, computed by a VM, and by central differences.
func checkGradient(t *testing.T, what string, shape []int, f func(x *G.Node) *G.Node) {
	t.Helper()
	o := &operands{source: newSource(tensor.Float64), g: G.NewGraph()}
	x := o.positive(shape...)
	y := f(x)
	if y.Dims() > 0 {
		w := o.of(y.Shape()...)
		y = G.Must(G.Sum(G.Must(G.HadamardProd(y, w))))
	}
	if _, err := G.Grad(y, x); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	vm := graph.NewVM(o.g)
	mustRun(t, vm)
	g, err := x.Grad()
	if err != nil {
		t.Fatal(err)
	}
	got := numbers(g)
	at := x.Value().Data().([]float64)
	const h = 1e-5 // error h^2 f''' + 1e-16/h: 1e-10 times derivatives of order 1 to 10
	want := make([]float64, len(at))
	for i, v := range at {
		var ends [2]float64
		for k, step := range []float64{-h, h} {
			at[i] = v + step
			mustRun(t, vm)
			ends[k] = numbers(y.Value())[0]
		}
		at[i] = v
		want[i] = (ends[1] - ends[0]) / (2 * h)
	}
	agree(t, what, got, want, 1e-8)
	agree(t, what+", by graph.Gradient", programGradient(t, shape, f), want, 1e-8)
}

// programGradient is the gradient that checkGradient looks at as this package derives it and a Program computes it.
func programGradient(t *testing.T, shape []int, f func(x *G.Node) *G.Node) []float64 {
	t.Helper()
	o := &operands{source: newSource(tensor.Float64), g: G.NewGraph()}
	x := o.positive(shape...)
	y := f(x)
	if y.Dims() > 0 {
		y = G.Must(G.Sum(G.Must(G.HadamardProd(y, o.of(y.Shape()...)))))
	}
	d, err := graph.Gradient(y, x)
	if err != nil {
		t.Fatal(err)
	}
	p, err := graph.Compile(d...)
	if err != nil {
		t.Fatal(err)
	}
	mustRun(t, p)
	return numbers(p.Value(d[0]))
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
			at := &operands{source: newSource(tensor.Float64), g: x.Graph()}
			return G.Must(G.Square(G.Must(G.ByIndices(x, at.indices(2, 0, 2), 0))))
		}},
		"batch norm":         {[]int{4, 2, 2, 3}, func(x *G.Node) *G.Node { return normalized(x) }},
		"batch norm of rows": {[]int{5, 3}, func(x *G.Node) *G.Node { return normalized(x) }},
		"convolution": {[]int{2, 2, 5, 5}, func(x *G.Node) *G.Node {
			w := newSource(tensor.Float64).input(x.Graph(), "kernel", 1, 3, 2, 3, 3)
			return G.Must(G.Tanh(G.Must(G.Conv2d(x, w, tensor.Shape{3, 3}, []int{1, 1}, []int{2, 1}, []int{1, 1}))))
		}},
		"batched": {[]int{2, 3, 4}, func(x *G.Node) *G.Node {
			return G.Must(G.BatchedMatMul(x, newSource(tensor.Float64).input(x.Graph(), "other", 1, 2, 4, 2)))
		}},
		"transpose": {[]int{2, 3, 4}, func(x *G.Node) *G.Node { return G.Must(G.Square(G.Must(G.Transpose(x, 2, 0, 1)))) }},
		"broadcast": {[]int{3, 1}, func(x *G.Node) *G.Node {
			return G.Must(G.BroadcastHadamardDiv(newSource(tensor.Float64).input(x.Graph(), "wide", 1, 3, 4), x, nil, []byte{1}))
		}},
	} {
		checkGradient(t, name, c.shape, c.f)
	}
}

// normalized is the cube of BatchNorm(x), without its scale and bias.
func normalized(x *G.Node) *G.Node {
	one := newSource(tensor.Float64)
	shape := append([]int{1, x.Shape()[1]}, []int{1, 1}[:x.Dims()-2]...)
	y, _, _, _, err := G.BatchNorm(x, one.input(x.Graph(), "scale", 1, shape...), one.input(x.Graph(), "bias", 1, shape...), .9, 1e-2)
	return G.Must(G.Cube(G.Must(y, err)))
}

// SoftMax shifts each row by its own maximum: float32 rows [90, 0], [-90, 0] are NaN on a TapeMachine.
func TestVMSoftmaxOfLargeNumbers(t *testing.T) {
	g := G.NewGraph()
	x := G.NewMatrix(g, tensor.Float32, G.WithShape(2, 2), G.WithName("x"),
		G.WithValue(tensor.New(tensor.WithShape(2, 2), tensor.WithBacking([]float32{90, 0, -90, 0}))))
	p := G.Must(G.SoftMax(x))
	mustRun(t, graph.NewVM(g))
	small := math.Exp(-90)
	agree(t, "softmax", numbers(p.Value()), []float64{1, small, small, 1}, 1e-7)
}
