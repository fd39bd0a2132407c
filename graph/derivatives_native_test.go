package graph_test

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func first(f func(*G.Node) (*G.Node, error)) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return G.Must(f(in[0])) }
}

func both(f func(a, b *G.Node) (*G.Node, error)) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1])) }
}

// nativeDerivatives are the ops of Gorgonia.
func nativeDerivatives() []derivative {
	var all []derivative
	for _, part := range [][]derivative{nativeUnary(), nativeBinary(), nativeProducts(), nativeReductions(), nativeMovements(), nativeNets(), nativeImages()} {
		all = append(all, part...)
	}
	return all
}

func nativeUnary() (all []derivative) {
	for _, c := range []struct {
		op     string
		lo, hi float64
		f      func(*G.Node) (*G.Node, error)
	}{
		{"Abs", .1, 2, G.Abs}, {"Abs", -2, -.1, G.Abs}, {"Sign", .1, 2, G.Sign}, {"Ceil", .1, .9, G.Ceil}, {"Floor", .1, .9, G.Floor},
		{"Sin", -2, 2, G.Sin}, {"Cos", -2, 2, G.Cos}, {"Exp", -2, 2, G.Exp}, {"Log", .5, 3, G.Log}, {"Log2", .5, 3, G.Log2},
		{"Neg", -2, 2, G.Neg}, {"Square", -2, 2, G.Square}, {"Sqrt", .5, 3, G.Sqrt}, {"Inverse", .5, 3, G.Inverse},
		{"InverseSqrt", .5, 3, G.InverseSqrt}, {"Cube", -2, 2, G.Cube}, {"Tanh", -2, 2, G.Tanh}, {"Sigmoid", -3, 3, G.Sigmoid},
		{"Log1p", -.5, 2, G.Log1p}, {"Expm1", -2, 2, G.Expm1}, {"Softplus", -3, 3, G.Softplus}, {"Mish", -2, 2, G.Mish},
		{"Rectify", .1, 2, G.Rectify}, {"Rectify", -2, -.1, G.Rectify},
		{"LeakyRelu", .1, 2, func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, .2) }},
		{"LeakyRelu", -2, -.1, func(x *G.Node) (*G.Node, error) { return G.LeakyRelu(x, .2) }},
	} {
		for _, shape := range []tensor.Shape{{}, {3}, {2, 3}, {2, 1, 3, 2}, {1, 2, 1, 2, 2}} {
			all = append(all, derivative{c.op, []domain{on(c.lo, c.hi, shape...)}, first(c.f)})
		}
	}
	return all
}

func nativeBinary() (all []derivative) {
	for _, c := range []struct {
		op string
		f  func(a, b *G.Node) (*G.Node, error)
	}{
		{"Add", G.Add}, {"Sub", G.Sub}, {"HadamardProd", G.HadamardProd}, {"HadamardDiv", G.HadamardDiv}, {"Pow", G.Pow},
	} {
		for _, s := range [][2]tensor.Shape{{{}, {}}, {{3}, {3}}, {{2, 3}, {2, 3}}, {{2, 1, 2, 2}, {2, 1, 2, 2}}, {{2, 3}, {}}, {{}, {2, 3}}, {{1, 2, 1, 2, 2}, {1, 2, 1, 2, 2}}} {
			all = append(all, derivative{c.op, []domain{on(.4, 2, s[0]...), on(.5, 2, s[1]...)}, both(c.f)})
		}
		all = append(all, derivative{c.op, []domain{on(.5, 2, 3)}, func(in []*G.Node) *G.Node { return G.Must(c.f(in[0], in[0])) }})
	}
	for _, p := range []float64{0, .5, 1, 2, 3, -1} {
		lo := -2.
		if p == .5 || p == -1 {
			lo = .5
		}
		all = append(all, derivative{"Pow", []domain{on(lo, 2, 2, 3)}, func(in []*G.Node) *G.Node {
			return G.Must(G.Pow(in[0], G.NewConstant(p, G.WithName(fmt.Sprint("power", p)))))
		}})
	}
	for op, f := range map[string]func(a, b *G.Node, same bool) (*G.Node, error){"Lt": G.Lt, "Gt": G.Gt, "Lte": G.Lte, "Gte": G.Gte, "Eq": G.Eq, "Ne": G.Ne} {
		all = append(all, derivative{op, []domain{free(2, 3), free(2, 3)}, func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1], true)) }})
	}
	for op, f := range map[string]func(a, b *G.Node, l, r []byte) (*G.Node, error){
		"BroadcastAdd": G.BroadcastAdd, "BroadcastSub": G.BroadcastSub, "BroadcastHadamardProd": G.BroadcastHadamardProd,
		"BroadcastHadamardDiv": G.BroadcastHadamardDiv, "BroadcastPow": G.BroadcastPow,
	} {
		all = append(all,
			derivative{op, []domain{on(.5, 2, 2, 3), on(.5, 2, 1, 3)}, func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1], nil, []byte{0})) }},
			derivative{op, []domain{on(.5, 2, 2, 1), on(.5, 2, 2, 3)}, func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1], []byte{1}, nil)) }},
			derivative{op, []domain{on(.5, 2, 2, 1, 2), on(.5, 2, 1, 3, 2)}, func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1], []byte{1}, []byte{0})) }},
			derivative{op, []domain{on(.5, 2, 2, 3), on(.5, 2, 3)}, func(in []*G.Node) *G.Node { return G.Must(f(in[0], in[1], nil, []byte{0})) }})
	}
	for op, f := range map[string]func(a, b *G.Node) (*G.Node, error){"MinBetween": G.MinBetween, "MaxBetween": G.MaxBetween} {
		all = append(all, derivative{op, []domain{on(-2, -.1, 2, 3), on(.1, 2, 2, 3)}, both(f)}, derivative{op, []domain{on(.1, 2, 4), on(-2, -.1, 4)}, both(f)})
	}
	return append(all, derivative{"BinaryXent", []domain{on(.2, .8, 3), on(.1, .9, 3)}, both(G.BinaryXent)})
}

func nativeProducts() []derivative {
	batched := func(ta, tb bool) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.BatchedMatMul(in[0], in[1], ta, tb)) }
	}
	dotted := func(a, b []int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Tensordot(a, b, in[0], in[1])) }
	}
	return squared([]derivative{
		{"Mul", []domain{free(2, 3), free(3, 4)}, both(G.Mul)},
		{"Mul", []domain{free(2, 3), free(3)}, both(G.Mul)},
		{"Mul", []domain{free(2), free(2, 3)}, both(G.Mul)},
		{"Mul", []domain{free(3), free(3)}, both(G.Mul)},
		{"Mul", []domain{free(2, 3), free(3, 1)}, both(G.Mul)},
		{"Mul", []domain{free(), free(2, 3)}, both(G.Mul)},
		{"Mul", []domain{free(3, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.Mul(in[0], in[0])) }},
		{"OuterProd", []domain{free(2), free(3)}, both(G.OuterProd)},
		{"BatchedMatMul", []domain{free(2, 2, 3), free(2, 3, 4)}, batched(false, false)},
		{"BatchedMatMul", []domain{free(2, 3, 2), free(2, 3, 4)}, batched(true, false)},
		{"BatchedMatMul", []domain{free(2, 2, 3), free(2, 4, 3)}, batched(false, true)},
		{"BatchedMatMul", []domain{free(2, 3, 2), free(2, 4, 3)}, batched(true, true)},
		{"BatchedMatMul", []domain{free(2, 2, 1, 3), free(2, 2, 3, 2)}, batched(false, false)},
		{"Tensordot", []domain{free(2, 3), free(3, 4)}, dotted([]int{1}, []int{0})},
		{"Tensordot", []domain{free(2, 3, 2), free(3, 2, 4)}, dotted([]int{1, 2}, []int{0, 1})},
		{"Tensordot", []domain{free(2, 3, 2), free(2, 3, 4)}, dotted([]int{1, 0}, []int{1, 0})},
		{"Tensordot", []domain{free(3, 2, 2), free(4, 3)}, dotted([]int{0}, []int{1})},
	})
}

func nativeReductions() (all []derivative) {
	over := func(f func(*G.Node, ...int) (*G.Node, error), axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(f(in[0], axes...)) }
	}
	for op, f := range map[string]func(*G.Node, ...int) (*G.Node, error){"Sum": G.Sum, "Mean": G.Mean, "Max": G.Max} {
		all = append(all,
			derivative{op, []domain{free(3)}, over(f)},
			derivative{op, []domain{free(2, 3)}, over(f)},
			derivative{op, []domain{free(2, 3)}, over(f, 0)},
			derivative{op, []domain{free(2, 3)}, over(f, 1)},
			derivative{op, []domain{free(2, 3, 2)}, over(f, 1)},
			derivative{op, []domain{free(2, 3, 2)}, over(f, 0, 2)},
			derivative{op, []domain{free(2, 3, 2, 2)}, over(f, 2)},
			derivative{op, []domain{free(2, 3, 2, 2)}, over(f, 1, 3)},
		)
	}
	norm := func(axis, p int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Norm(in[0], axis, p)) }
	}
	return append(squared(all),
		derivative{"Sum", []domain{free(1, 2, 1, 2, 2)}, over(G.Sum, 4)},
		derivative{"Sum", []domain{free(1, 2, 3, 2, 2)}, over(G.Sum, 1, 2)},
		derivative{"Mean", []domain{free(1, 2, 1, 2, 2)}, over(G.Mean, 2, 3)},
		derivative{"Max of rank 5", []domain{free(1, 2, 3, 2, 2)}, over(G.Max, 2)},
		derivative{"Max of rank 5", []domain{free(1, 2, 3, 2, 2)}, over(G.Max, 4)},
		derivative{"Norm", []domain{on(.4, 2, 2, 3)}, norm(1, 2)},
		derivative{"Norm", []domain{on(.4, 2, 2, 3)}, norm(0, 3)},
		derivative{"ReduceAdd", []domain{free(2), free(2), free(2)}, func(in []*G.Node) *G.Node { return G.Must(G.ReduceAdd(in)) }},
		derivative{"ReduceMul", []domain{free(2), free(2), free(2)}, func(in []*G.Node) *G.Node { return G.Must(G.ReduceMul(in)) }},
		derivative{"SizeOf", []domain{free(2, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.SizeOf(1, in[0])) }},
	)
}

func nativeMovements() []derivative {
	sliced := func(s ...tensor.Slice) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Slice(in[0], s...)) }
	}
	turned := func(axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Transpose(in[0], axes...)) }
	}
	reshaped := func(s ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Reshape(in[0], tensor.Shape(s))) }
	}
	at := func(k ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.At(in[0], k...)) }
	}
	rows := func(axis int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node {
			index := G.NewVector(in[0].Graph(), tensor.Int, G.WithShape(3), G.WithName("index"), G.WithValue(tensor.New(tensor.WithBacking([]int{2, 0, 2}))))
			return G.Must(G.ByIndices(in[0], index, axis))
		}
	}
	joined := func(axis int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return G.Must(G.Concat(axis, in[0], in[1], in[0])) }
	}
	return squared([]derivative{
		{"Slice", []domain{free(3)}, sliced(G.S(1, 3))},
		{"Slice", []domain{free(3)}, sliced(G.S(1))},
		{"Slice", []domain{free(4, 3)}, sliced(G.S(1, 3))},
		{"Slice", []domain{free(4, 3)}, sliced(nil, G.S(1, 3))},
		{"Slice", []domain{free(4, 3, 2)}, sliced(G.S(2), G.S(0, 2))},
		{"Slice", []domain{free(2, 2, 3, 4)}, sliced(nil, nil, nil, G.S(1, 3))},
		{"Unconcat", []domain{free(4, 3)}, func(in []*G.Node) *G.Node {
			parts, err := G.Unconcat(in[0], 0, 2)
			return G.Must(G.HadamardProd(parts[0], G.Must(parts[1], err)))
		}},
		{"Concat", []domain{free(2, 3), free(1, 3)}, joined(0)},
		{"Concat", []domain{free(2, 1), free(2, 2)}, joined(1)},
		{"Concat", []domain{free(2, 2, 1), free(2, 1, 1)}, joined(1)},
		{"Concat", []domain{free(1, 2, 1, 2, 2), free(1, 2, 1, 2, 1)}, joined(4)},
		{"Transpose", []domain{free(2, 3)}, turned()},
		{"Transpose", []domain{free(2, 3, 2)}, turned(2, 0, 1)},
		{"Transpose", []domain{free(2, 3, 1, 2)}, turned(0, 3, 1, 2)},
		{"Transpose", []domain{free(1, 2, 1, 2, 2)}, turned(4, 1, 0, 3, 2)},
		{"Reshape", []domain{free(2, 3)}, reshaped(3, 2)},
		{"Reshape", []domain{free(2, 6)}, reshaped(2, 1, 3, 1, 2)},
		{"Ravel", []domain{free(2, 3)}, first(G.Ravel)},
		{"At", []domain{free(3)}, at(0)},
		{"At", []domain{free(3)}, at(1)},
		{"At", []domain{free(2, 3)}, at(1, 2)},
		{"At", []domain{free(2, 3, 2, 2)}, at(1, 0, 1, 1)},
		{"ByIndices", []domain{free(3, 2)}, rows(0)},
		{"ByIndices", []domain{free(2, 3, 2)}, rows(1)},
		{"ByIndices", []domain{free(2, 3)}, rows(1)},
		{"DiagFlat", []domain{free(3)}, first(G.DiagFlat)},
		{"Upsample2D", []domain{free(2, 1, 2, 3)}, func(in []*G.Node) *G.Node { return G.Must(G.Upsample2D(in[0], 2)) }},
		{"GlobalAveragePool2D", []domain{free(2, 3, 2, 2)}, first(G.GlobalAveragePool2D)},
		{"Im2Col", []domain{free(2, 2, 4, 3)}, func(in []*G.Node) *G.Node {
			return G.Must(G.Im2Col(in[0], tensor.Shape{2, 2}, tensor.Shape{1, 0}, tensor.Shape{2, 1}, tensor.Shape{1, 1}))
		}},
	})
}

// squared multiplies linear ops by themselves and by the sine of an operand, so that higher derivatives are not 0.
func squared(linear []derivative) []derivative {
	for i, d := range linear {
		linear[i].f = func(in []*G.Node) *G.Node {
			moved := make([]*G.Node, len(in))
			for i, x := range in {
				moved[i] = G.Must(G.Sin(x))
			}
			y := d.f(moved)
			return G.Must(G.HadamardProd(y, G.Must(G.HadamardProd(y, d.f(in)))))
		}
	}
	return linear
}
