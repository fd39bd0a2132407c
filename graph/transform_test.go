package graph_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// smooth is a function of a vector and a matrix with two outputs, of all whose derivatives none is zero.
func smooth(in G.Nodes) G.Nodes {
	x, w := in[0], in[1]
	h := ops.Tanh(ops.MatMul(ops.Reshape(x, 1, -1), w, false, false))
	p := ops.Softmax(ops.Mul(h, ops.Exp(ops.MulConst(h, .3))))
	return G.Nodes{ops.Reshape(p, -1), ops.Mul(x, ops.Sum(h))}
}

// energy is a number made of smooth.
func energy(in G.Nodes) *G.Node {
	ys := smooth(in)
	return ops.Add(ops.Sum(ops.Mul(ys[0], ops.Log(ys[0]))), ops.Sum(ops.Sin(ys[1])))
}

func drawn(seed uint64, shape ...int) G.Value {
	return free(shape...).values(rand.New(rand.NewPCG(seed, 1)))
}

func called(t *testing.T, f *graph.Func, in ...G.Value) [][]float64 {
	t.Helper()
	out, err := f.Call(in...)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]float64
	for _, v := range out {
		all = append(all, ops.Data[float64](v))
	}
	return all
}

// moved is a value with h added to element j.
func moved(v G.Value, j int, h float64) G.Value {
	m := ops.NewValue(tensor.Float64, v.Shape())
	copy(ops.Data[float64](m), ops.Data[float64](v))
	ops.Data[float64](m)[j] += h
	return m
}

func closeTo(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d elements, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			t.Errorf("%s, element %d: %v, want %v", what, i, got[i], want[i])
		}
	}
}

// Jacobians of both modes are equal, and central differences.
func TestJacobian(t *testing.T) {
	x, w := drawn(1, 3), drawn(2, 3, 4)
	f := graph.NewFunc(smooth)
	chosen := called(t, graph.Jacobian(smooth, 0, 1), x, w)
	rows := called(t, graph.JacobianReverse(smooth, 0, 1), x, w)
	columns := called(t, graph.JacobianForward(smooth, 0, 1), x, w)
	for o, wrt := range []int{0, 1, 0, 1} {
		closeTo(t, "forward and reverse", columns[o], rows[o], 1e-13)
		closeTo(t, "chosen", chosen[o], rows[o], 1e-13)
		in := []G.Value{x, w}
		n := len(ops.Data[float64](in[wrt]))
		for j := range n {
			at := func(h float64) []float64 {
				moving := []G.Value{x, w}
				moving[wrt] = moved(in[wrt], j, h)
				return called(t, f, moving...)[o/2]
			}
			const h = 1e-3
			for k := range len(rows[o]) / n {
				d := difference(func(h float64) float64 { return at(h)[k] }, h)
				closeTo(t, "differences", rows[o][k*n+j:][:1], []float64{d}, 1e-9)
			}
		}
	}
}

// The shapes of Jacobians are those of outputs followed by those of inputs.
func TestJacobianShapes(t *testing.T) {
	out, err := graph.Jacobian(smooth, 1, 0).Call(drawn(1, 3), drawn(2, 3, 4))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []tensor.Shape{{4, 3, 4}, {4, 3}, {3, 3, 4}, {3, 3}} {
		if !build.SameShape(out[i].Shape(), want) {
			t.Errorf("block %d has shape %v, want %v", i, out[i].Shape(), want)
		}
	}
	deep := func(x *G.Node) *G.Node { return ops.Square(x) }
	out, err = graph.Jacobian(deep).Call(drawn(1, 2, 1, 3))
	if err != nil || !build.SameShape(out[0].Shape(), tensor.Shape{2, 1, 3, 2, 1, 3}) {
		t.Errorf("of three axes: %v, %v", out, err)
	}
}

// A Hessian is the Jacobian of a gradient in either mode, symmetric, and times a vector what HVP says.
func TestHessian(t *testing.T) {
	x, w, vx, vw := drawn(1, 3), drawn(2, 3, 4), drawn(3, 3), drawn(4, 3, 4)
	h := called(t, graph.Hessian(energy, 0, 1), x, w)
	for name, f := range map[string]*graph.Func{
		"forward over reverse": graph.JacobianForward(graph.Grad(energy, 0, 1), 0, 1),
		"reverse over reverse": graph.JacobianReverse(graph.Grad(energy, 0, 1), 0, 1),
		"reverse over forward": graph.Jacobian(graph.Jacobian(energy, 0, 1), 0, 1),
	} {
		for i, block := range called(t, f, x, w) {
			closeTo(t, name, block, h[i], 1e-12)
		}
	}
	nx, nw := 3, 12
	for i := range nx {
		for j := range nw {
			closeTo(t, "symmetry", h[1][i*nw+j:][:1], h[2][j*nx+i:][:1], 1e-13)
		}
	}
	product := called(t, graph.HVP(energy, 0, 1), x, w, vx, vw)
	for i, n := range []int{nx, nw} {
		want := make([]float64, n)
		for k := range n {
			for j, v := range ops.Data[float64](vx) {
				want[k] += h[2*i][k*nx+j] * v
			}
			for j, v := range ops.Data[float64](vw) {
				want[k] += h[2*i+1][k*nw+j] * v
			}
		}
		closeTo(t, "H v", product[i], want, 1e-13)
	}
	grad := graph.Grad(energy, 1)
	for j := range nw {
		for k := range nw {
			d := difference(func(s float64) float64 { return called(t, grad, x, moved(w, j, s))[0][k] }, 1e-3)
			closeTo(t, "differences", h[3][k*nw+j:][:1], []float64{d}, 1e-9)
		}
	}
}

// u'(J v) = (u'J) v, of every order: of f, of its gradient, and of the gradient's Jacobian.
func TestForwardAndReverseAgree(t *testing.T) {
	for name, f := range map[string]*graph.Func{
		"f": graph.NewFunc(smooth), "gradient": graph.Grad(energy, 0, 1), "Hessian": graph.Hessian(energy, 0, 1), "JVP": graph.JVP(smooth, 1),
	} {
		in := []G.Value{drawn(1, 3), drawn(2, 3, 4)}
		vs := []G.Value{drawn(3, 3), drawn(4, 3, 4)}
		if name == "JVP" {
			in = append(in, drawn(9, 3, 4))
		}
		out, err := graph.JVP(f, 0, 1).Call(append(append([]G.Value{}, in...), vs...)...)
		if err != nil {
			t.Fatal(err)
		}
		outputs := len(out) / 2
		us, forward := []G.Value{}, 0.
		for k, dy := range out[outputs:] {
			u := ops.NewValue(tensor.Float64, dy.Shape())
			for j := range ops.Data[float64](u) {
				ops.Data[float64](u)[j] = math.Sin(float64(7*k + 3*j))
			}
			us = append(us, u)
			forward += inner(u, dy)
		}
		grads, err := graph.Pullback(f, 0, 1).Call(append(append([]G.Value{}, in...), us...)...)
		if err != nil {
			t.Fatal(err)
		}
		reverse := inner(grads[0], vs[0]) + inner(grads[1], vs[1])
		if math.Abs(forward-reverse) > 1e-11*(1+math.Abs(forward)) {
			t.Errorf("%s: u'(J v) = %v, (u'J) v = %v", name, forward, reverse)
		}
	}
}

func inner(a, b G.Value) (sum float64) {
	x, y := ops.Data[float64](a), ops.Data[float64](b)
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}

// Closures are constants to a transformation, and are differentiated from outside.
func TestTransformationsOfClosures(t *testing.T) {
	outer := func(in G.Nodes) *G.Node { // sum over x of d/dx (c x^3) = 3 c x^2, whose derivative for c is 3 x^2
		c := ops.Exp(in[1])
		cubes := graph.Grad(func(x *G.Node) *G.Node { return ops.Mul(c, ops.Mul(x, ops.Square(x))) })
		return ops.Sum(graph.VMap(cubes).Nodes(in[0])[0])
	}
	x := tensor.New(tensor.WithBacking([]float64{1, 2, 3}))
	got := called(t, graph.ValueAndGrad(outer, 0, 1), x, G.NewF64(0))
	closeTo(t, "value", got[0], []float64{3 * 14}, 1e-15)
	closeTo(t, "by x", got[1], []float64{6, 12, 18}, 1e-15)
	closeTo(t, "by c", got[2], []float64{3 * 14}, 1e-15)
}

// What has no derivative is refused by its name, in whatever way one is asked for; what is a step has zeros.
func TestDerivativesRefusedByName(t *testing.T) {
	quantile := func(p *G.Node) *G.Node { return ops.BinomialQuantile(ops.Full(p.Graph(), p.Dtype(), 9), p, p) }
	second := graph.Grad(func(a *G.Node) *G.Node { return ops.Sum(ops.RegIncGamma(a, ops.Exp(a))) })
	sparsemax := graph.Grad(func(x *G.Node) *G.Node { return ops.Sum(ops.Square(G.Must(G.Sparsemax(x)))) })
	for name, f := range map[string]*graph.Func{
		"binomial_quantile": graph.NewFunc(quantile), "gamma": second, "sparsemaxDiffOp": sparsemax,
		"Dropout": graph.NewFunc(func(x *G.Node) *G.Node { return G.Must(G.Dropout(x, .5)) }),
	} {
		total := func(in G.Nodes) *G.Node { return ops.Sum(f.Nodes(in[0])[0]) }
		x, rows := drawn(1, 3), drawn(2, 2, 3)
		for way, err := range map[string]error{
			"Grad": failing(graph.Grad(total), x), "ValueAndGrad": failing(graph.ValueAndGrad(total), x), "JVP": failing(graph.JVP(f), x, x),
			"Pullback": failing(graph.Pullback(f), x, x), "JacobianReverse": failing(graph.JacobianReverse(f), x), "JacobianForward": failing(graph.JacobianForward(f), x),
			"Hessian": failing(graph.Hessian(total), x), "HVP": failing(graph.HVP(total), x, x), "VMap of Grad": failing(graph.VMap(graph.Grad(total)), rows),
			"Grad of VMap":   failing(graph.Grad(func(x *G.Node) *G.Node { return ops.Sum(graph.VMap(total).Nodes(x)[0]) }), rows),
			"Checkpoint":     failing(graph.Grad(graph.Checkpoint(total)), x),
			"Jacobian of it": failing(graph.Jacobian(graph.VMap(f)), rows),
		} {
			var b *graph.BuildError
			if !errors.As(err, &b) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s of %s: %v", way, name, err)
			}
		}
	}
	for name, f := range map[string]func(x *G.Node) *G.Node{"floor": ops.Floor, "sign": ops.Sign, "less": func(x *G.Node) *G.Node { return ops.Less(x, ops.Exp(x)) }} {
		total := func(x *G.Node) *G.Node { return ops.Sum(f(x)) }
		closeTo(t, name, called(t, graph.Grad(total), drawn(1, 3))[0], make([]float64, 3), 0)
		closeTo(t, name, called(t, graph.VMap(graph.Grad(total)), drawn(1, 2, 3))[0], make([]float64, 6), 0)
	}
}

func failing(f *graph.Func, in ...G.Value) error {
	_, err := f.Call(in...)
	return err
}

// What cannot be transformed is a BuildError that says why.
func TestTransformationsRefuse(t *testing.T) {
	x, k := drawn(1, 3), tensor.New(tensor.WithBacking([]int64{1, 2, 3, 4}))
	two := func(in G.Nodes) G.Nodes { return G.Nodes{ops.Exp(in[0]), ops.Sin(in[0])} }
	sum := func(x *G.Node) *G.Node { return ops.Sum(x) }
	for want, c := range map[string]struct {
		f  *graph.Func
		in []G.Value
	}{
		"has 2 outputs and only one number":           {graph.Grad(two), []G.Value{x}},
		"only a scalar has a gradient":                {graph.Grad(func(x *G.Node) *G.Node { return x }), []G.Value{x}},
		"input 3 of 1 was asked for":                  {graph.Jacobian(two, 3), []G.Value{x}},
		"is int64: only float32 and float64":          {graph.Grad(func(in G.Nodes) *G.Node { return ops.Sum(in[0]) }, 1), []G.Value{x, k}},
		"takes the inputs of the function and 1 more": {graph.JVP(two), []G.Value{x}},
		"tangent 0 is float64":                        {graph.JVP(two), []G.Value{x, drawn(1, 4)}},
		"cotangent for each of its outputs":           {graph.Pullback(two), []G.Value{x, x}},
		"a function of one node was given 2 inputs":   {graph.NewFunc(sum), []G.Value{x, x}},
		"the function is nil":                         {graph.VMap[*graph.Func](nil), []G.Value{x}},
		"the function returned no node":               {graph.VMap(func(G.Nodes) G.Nodes { return nil }), []G.Value{x}},
		"output 0 of the function is nil":             {graph.VMap(func(*G.Node) *G.Node { return nil }), []G.Value{x}},
		"would count the batch twice": {graph.Grad(graph.Checkpoint(func(x *G.Node) *G.Node {
			y, _, _, _, err := G.BatchNorm(x, nil, nil, .9, 1e-5)
			return ops.Sum(ops.Sin(G.Must(y, err)))
		})), []G.Value{drawn(1, 4, 2)}},
		"no derivative of Gorgonia's sparsemaxDiffOp": {graph.Hessian(func(x *G.Node) *G.Node { return ops.Sum(ops.Square(G.Must(G.Sparsemax(x)))) }), []G.Value{x}},
		"no gradient with respect to operand 0":       {graph.Hessian(func(x *G.Node) *G.Node { return ops.Sum(ops.RegIncGamma(ops.Exp(x), x)) }), []G.Value{x}},
	} {
		_, err := c.f.Call(c.in...)
		var b *graph.BuildError
		if !errors.As(err, &b) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
