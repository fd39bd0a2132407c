package ops_test

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/evaltest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// call is a node of this package with the values of its operands.
type call struct {
	n    *G.Node
	in   []G.Value
	want G.Value
}

// zoo is every op of this package, and every op that a gradient makes, in one graph.
func zoo(t *testing.T, dt tensor.Dtype) []call {
	t.Helper()
	f := newFixture(dt)
	for _, c := range instances() {
		x := make([]*G.Node, len(c.operands))
		for i, o := range c.operands {
			x[i] = f.input(o.shape, o.values(uint64(i)+1))
		}
		gradients(t, ops.Sum(ops.Square(c.f(x))), x...)
	}
	x, w := f.input(tensor.Shape{70, 5}, uniform(1, 350, -1, 1)), f.input(tensor.Shape{5, 260}, uniform(2, 1300, -1, 1))
	for act := ops.ActLinear; act <= ops.ActSiLU; act++ {
		gradients(t, ops.Sum(ops.Dense(x, w, f.input(tensor.Shape{260}, uniform(3, 260, -1, 1)), act)), x, w)
	}
	key := f.key(1, 2, 3, 4)
	ops.Uniform(key, "a", dt, 70, 5)
	ops.Normal(key, "a", dt, 70, 5)
	ops.DropoutMask(key, "a", .3, dt, 70, 5)
	ops.Normal(key, "a", dt)
	ops.IsInteger(ops.Sign(ops.Trigamma(f.vector(1, 2))))

	var calls []call
	for _, n := range f.g.AllNodes() {
		if _, ok := n.Op().(ops.Computer); ok {
			children := build.Children(n)
			v := evaltest.Eval(f.feed, append(children, n)...)
			calls = append(calls, call{n, v[:len(children)], v[len(children)]})
		}
	}
	return calls
}

func TestComputeAllocatesNothing(t *testing.T) {
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		seen := map[string]bool{}
		for _, c := range zoo(t, dt) {
			name, out := c.n.Op().String(), ops.NewValue(c.n.Dtype(), c.n.Shape())
			if seen[name] && c.n.Shape().TotalSize() < 100 {
				continue
			}
			seen[name] = true
			if a := testing.AllocsPerRun(3, func() { c.n.Op().(ops.Computer).Compute(out, c.in) }); a != 0 {
				t.Errorf("%v of %v: %v allocations", name, c.n.Shape(), a)
			}
		}
	}
}

// Ops are shared by programs that run at the same time, and buffers are used again: nothing may depend on what out held.
func TestComputeIsStateless(t *testing.T) {
	calls := zoo(t, tensor.Float64)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for _, c := range calls {
				out := ops.NewValue(c.n.Dtype(), c.n.Shape())
				for i, d := 0, ops.Data[float64](out); i < len(d); i++ {
					d[i] = math.NaN()
				}
				c.n.Op().(ops.Computer).Compute(out, c.in)
				if !sameBits(ops.Data[float64](out), ops.Data[float64](c.want)) {
					t.Errorf("%v: another value when run again", c.n.Op())
				}
			}
		})
	}
	wg.Wait()
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}

// The two types run the same formulas: float32 differs by its rounding, multiplied by a condition of at most a few hundred here.
func TestTypesAgree(t *testing.T) {
	single, double := zoo(t, tensor.Float32), zoo(t, tensor.Float64)
	if len(single) != len(double) {
		t.Fatalf("%d nodes in float32, %d in float64", len(single), len(double))
	}
	for i, c := range single {
		if name := c.n.Op().String(); name[:min(len(name), 7)] == "uniform" || name[:min(len(name), 6)] == "normal" && name[6] == '(' {
			continue // float64 has more random bits
		}
		got, want := values(c.want), values(double[i].want)
		for j := range want {
			if math.Abs(got[j]-want[j]) > 300*0x1p-23*(1+math.Abs(want[j])) {
				t.Errorf("%v: %v in float32, %v in float64", c.n.Op(), got[j], want[j])
				break
			}
		}
	}
}

// Gorgonia's own machines call Do, with views too.
func TestDoTakesViews(t *testing.T) {
	f := newFixture(tensor.Float64)
	x := f.input(tensor.Shape{2, 2}, []float64{1, 2, 3, 4})
	v := f.feed[x].(*tensor.Dense)
	if err := v.T(); err != nil {
		t.Fatal(err)
	}
	got, err := ops.Neg(x).Op().Do(v)
	if err != nil || !sameBits(ops.Data[float64](got), []float64{-1, -3, -2, -4}) {
		t.Errorf("Neg of a transposed view is %v, %v", got, err)
	}
	if _, err := ops.Neg(x).Op().Do(); err == nil {
		t.Error("an op without its operand must be an error")
	}
}

// A scalar may also come as a tensor without axes, whose size Gorgonia gives as 0.
func TestDataOfScalars(t *testing.T) {
	dense := tensor.New(tensor.FromScalar(3.5))
	if d := ops.Data[float64](dense); len(d) != 1 || d[0] != 3.5 {
		t.Errorf("a scalar tensor holds %v", d)
	}
	for _, dt := range []tensor.Dtype{tensor.Float32, tensor.Float64, tensor.Int64} {
		if v := ops.NewValue(dt, nil); v.Dtype() != dt || v.Shape().Dims() != 0 {
			t.Errorf("a %v scalar is %v of shape %v", dt, v.Dtype(), v.Shape())
		}
	}
}

// Gradients with respect to the other side of a mask or an index are zero, not an error; those that do not exist are errors.
func TestMissingGradients(t *testing.T) {
	f := newFixture(tensor.Float64)
	a, b, x := f.vector(1, 2), f.vector(2, 3), f.vector(.2, .4)
	f.wantAll(t, gradients(t, ops.Sum(ops.Where(ops.Less(a, b), x, b)), a)[0], 0, 0)
	slope := gradients(t, ops.Sum(ops.RegIncBeta(a, b, x)), a)[0]
	if _, err := graph.Gradient(ops.Sum(slope), a); err == nil || !strings.Contains(err.Error(), "reg_inc_beta_slope") {
		t.Errorf("RegIncBeta has no second derivative for its shapes: asking for one must be an error that names it, not %v", err)
	}
	if _, err := graph.Gradient(ops.Sum(slope), x); err != nil {
		t.Error(err)
	}
	if _, err := graph.Gradient(ops.Sum(ops.RegIncBeta(a, b, x)), x); err != nil {
		t.Error(err)
	}
}
