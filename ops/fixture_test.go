package ops_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/evaltest"
	"github.com/deepprob/deepprob/internal/rng"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// fixture is a graph with the values of its inputs.
type fixture struct {
	g    *G.ExprGraph
	dt   tensor.Dtype
	feed map[*G.Node]G.Value
}

func newFixture(dt tensor.Dtype) *fixture {
	return &fixture{G.NewGraph(), dt, map[*G.Node]G.Value{}}
}

// input makes an input of the fixture's type with the given values in row-major order.
func (f *fixture) input(shape tensor.Shape, x []float64) *G.Node {
	n := build.Input(f.g, f.dt, fmt.Sprintf("x%d", len(f.feed)), shape...)
	v := ops.NewValue(f.dt, shape)
	if f.dt == tensor.Float32 {
		for i, d := 0, ops.Data[float32](v); i < len(d); i++ {
			d[i] = float32(x[i])
		}
	} else {
		copy(ops.Data[float64](v), x)
	}
	f.feed[n] = v
	return n
}

func (f *fixture) vector(x ...float64) *G.Node { return f.input(tensor.Shape{len(x)}, x) }

// key makes a key input of the noise sources.
func (f *fixture) key(seed, step, draw, row int64) *G.Node {
	n := build.Input(f.g, tensor.Int64, fmt.Sprintf("key%d", len(f.feed)), 4)
	f.feed[n] = tensor.New(tensor.WithShape(4), tensor.WithBacking([]int64{seed, step, draw, row}))
	return n
}

// eval returns the value of y as float64s.
func (f *fixture) eval(y *G.Node) []float64 { return values(evaltest.Eval(f.feed, y)[0]) }

func values(v G.Value) []float64 {
	if v.Dtype() == tensor.Float64 {
		return append([]float64{}, ops.Data[float64](v)...)
	}
	var out []float64
	for _, x := range ops.Data[float32](v) {
		out = append(out, float64(x))
	}
	return out
}

// grad returns the gradient of sum(y) for x.
func (f *fixture) grad(t *testing.T, y, x *G.Node) []float64 {
	t.Helper()
	return f.eval(gradients(t, ops.Sum(y), x)[0])
}

func gradients(t testing.TB, y *G.Node, wrt ...*G.Node) G.Nodes {
	t.Helper()
	d, err := graph.Gradient(y, wrt...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// uniform returns numbers in [lo, hi) that depend on the seed alone.
func uniform(seed uint64, n int, lo, hi float64) []float64 {
	x := make([]float64, n)
	rng.New(seed, "test", 0, 0).Uniform64(x, 0)
	for i := range x {
		x[i] = lo + (hi-lo)*x[i]
	}
	return x
}

// operand is one input of an op under test: uniform numbers of a shape within lo and hi.
type operand struct {
	shape  tensor.Shape
	lo, hi float64
}

func (o operand) values(seed uint64) []float64 {
	return uniform(seed, o.shape.TotalSize(), o.lo, o.hi)
}

// in is an operand with values in [-2, 2).
func in(shape ...int) operand { return operand{shape, -2, 2} }

// within is an operand with values in [lo, hi).
func within(lo, hi float64, shape ...int) operand { return operand{shape, lo, hi} }

// checkGradient compares the gradients of y = f(inputs), weighted by random numbers, with central differences of fourth
// order in float64. With h = 1e-3 their error is h^4/30 f^(5), below 1e-12 for derivatives of order one, and rounding
// adds 2^-52/h = 2e-13 of the function: 1e-9 relative leaves room for steep functions.
func checkGradient(t *testing.T, operands []operand, f func(in []*G.Node) *G.Node) {
	t.Helper()
	const h, tolerance = 1e-3, 1e-9
	fix := newFixture(tensor.Float64)
	x := make([]*G.Node, len(operands))
	for i, o := range operands {
		x[i] = fix.input(o.shape, o.values(uint64(i)+1))
	}
	s := weighted(fix, f(x), 99)
	at := func() float64 { return fix.eval(s)[0] }
	for i, d := range gradients(t, s, x...) {
		got, v := fix.eval(d), ops.Data[float64](fix.feed[x[i]])
		for j := range v {
			old := v[j]
			step := func(k float64) float64 { v[j] = old + k*h; return at() }
			want := (8*(step(1)-step(-1)) - (step(2) - step(-2))) / (12 * h)
			v[j] = old
			if math.Abs(got[j]-want) > tolerance*(1+math.Abs(want)+math.Abs(at())) {
				t.Errorf("input %d, element %d: gradient %.12g, differences %.12g", i, j, got[j], want)
			}
		}
	}
}

// weighted is the sum of y times random numbers, so that no symmetry hides a wrong gradient.
func weighted(fix *fixture, y *G.Node, seed uint64) *G.Node {
	w := fix.input(y.Shape(), uniform(seed, y.Shape().TotalSize(), .5, 1.5))
	return ops.Sum(ops.Mul(y, w))
}

// checkSecond is checkGradient for the weighted gradients of sum y (w + y/8) instead of y: the gradient of y is not
// constant, so that derivatives with respect to it count.
func checkSecond(t *testing.T, operands []operand, f func(in []*G.Node) *G.Node) {
	t.Helper()
	checkGradient(t, operands, func(in []*G.Node) *G.Node {
		t.Helper()
		y := f(in)
		total := ops.Full(y.Graph(), y.Dtype(), 0)
		s := ops.Sum(ops.Mul(y, ops.AddConst(ops.MulConst(y, .125), .7)))
		for i, d := range gradients(t, s, in...) {
			ramp := make([]*G.Node, d.Shape().TotalSize())
			flat := ops.Reshape(d, len(ramp))
			for j, e := range ops.Split(flat, 0, ones(len(ramp))...) {
				ramp[j] = ops.MulConst(e, 1+float64(i+j)/3)
			}
			total = ops.Add(total, ops.Sum(ops.Concat(0, ramp...)))
		}
		return total
	})
}

func ones(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = 1
	}
	return s
}

// close32 is within n units in the last place of float32, or of the smallest normal number.
func close32(got, want, n float64) bool {
	return got == want || math.IsNaN(got) && math.IsNaN(want) || math.Abs(got-want) <= n*0x1p-24*math.Max(math.Abs(want), 0x1p-126)
}
