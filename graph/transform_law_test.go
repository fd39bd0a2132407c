package graph_test

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var full = flag.Bool("full", false, "try the laws of transformations on many more random functions, some minutes")

// randomly calls a law with random functions: a few, or many.
func randomly(t *testing.T, few int, law func(f randomFunction) error) {
	slow.Test(t)
	if *full {
		few *= 25
	}
	for seed := range few {
		if err := law(randomFunction{seed: uint64(seed), steps: 1 + seed%6}); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// transformation is one of a random function, with the operands, by index, that it takes a tangent for beside them.
type transformation struct {
	name     string
	f        *graph.Func
	tangents []int
}

func transformations(f randomFunction) []transformation {
	twice := func(in G.Nodes) G.Nodes { return G.Nodes{f.vector(in), in[1], f.number(in), in[1]} }
	return []transformation{
		{"itself", graph.NewFunc(twice), nil}, {"Checkpoint", graph.Checkpoint(twice), nil},
		{"Grad", graph.Grad(f.number, 0, 2, 1), nil}, {"ValueAndGrad", graph.ValueAndGrad(f.number, 1, 1), nil},
		{"JVP", graph.JVP(f.vector, 0, 1, 2), []int{0, 1, 2}}, {"Pullback", graph.Pullback(f.number, 2, 0), []int{2}},
		{"Jacobian", graph.Jacobian(twice, 0, 2), nil}, {"JacobianForward", graph.JacobianForward(f.vector, 1), nil},
		{"Hessian", graph.Hessian(f.number, 0, 2), nil}, {"HVP", graph.HVP(f.number, 1, 0), []int{1, 0}},
		{"Grad of Checkpoint", graph.Grad(graph.Checkpoint(f.number), 0, 1), nil},
		{"Jacobian of a custom gradient", graph.Jacobian(graph.Grad(byHand(func(in G.Nodes) G.Nodes { return G.Nodes{f.number(in)} }), 0), 1), nil},
	}
}

// operands are inputs for rows along the first axes.
func (tr transformation) operands(f randomFunction, dt tensor.Dtype, rows ...int) []G.Value {
	in, vs := f.inputs(dt, 1, rows...), f.inputs(dt, 2, rows...)
	in = append(in, keyed(0))
	for _, i := range tr.tangents {
		in = append(in, vs[i])
	}
	return in
}

// axesOf maps all operands but the key.
func axesOf(in []G.Value) graph.Axes {
	a := graph.Axes{In: make([]int, len(in))}
	a.In[3] = graph.NotMapped
	return a
}

// same compares elements from an index on with a value, whatever their type; NaN nowhere.
func same(all G.Value, at int, one G.Value, tolerance float64) error {
	got, want := floatsOf(all), floatsOf(one)
	for i, w := range want {
		if g := got[at*len(want)+i]; !(math.Abs(g-w) <= tolerance*(1+math.Abs(w))) {
			return fmt.Errorf("row %d, element %d is %v, want %v", at, i, g, w)
		}
	}
	return nil
}

func floatsOf(v G.Value) (x []float64) {
	if v.Dtype() == tensor.Float64 {
		return ops.Data[float64](v)
	}
	for _, a := range ops.Data[float32](v) {
		x = append(x, float64(a))
	}
	return x
}

// flatRow is row k of values whose rows lie along the first axes.
func flatRow(in []G.Value, axes, k int) (row []G.Value) {
	for i, v := range in {
		if i == 3 {
			row = append(row, keyed(k))
			continue
		}
		one := ops.NewValue(v.Dtype(), v.Shape()[axes:])
		b := graph.Bytes(one)
		copy(b, graph.Bytes(v)[k*len(b):])
		row = append(row, one)
	}
	return row
}

// rowByRow compares a transformation mapped over rows, once for each extent, with that of each row.
func (tr transformation) rowByRow(f randomFunction, dt tensor.Dtype, tolerance float64, rows ...int) error {
	in := tr.operands(f, dt, rows...)
	mapped := tr.f
	for range rows {
		mapped = graph.VMap(mapped, axesOf(in))
	}
	all, err := mapped.Call(in...)
	if err != nil {
		return fmt.Errorf("%s of %v rows: %w", tr.name, rows, err)
	}
	if again, err := mapped.Call(in...); err != nil || !slices.EqualFunc(all, again, func(a, b G.Value) bool { return string(graph.Bytes(a)) == string(graph.Bytes(b)) }) {
		return fmt.Errorf("%s of %v rows differs in the second call: %v", tr.name, rows, err)
	}
	for k := range tensor.Shape(rows).TotalSize() {
		one, err := tr.f.Call(flatRow(in, len(rows), k)...)
		if err != nil {
			return fmt.Errorf("%s: %w", tr.name, err)
		}
		for i := range one {
			if err := same(all[i], k, one[i], tolerance); err != nil {
				return fmt.Errorf("%s of %v rows, output %d, %w", tr.name, rows, i, err)
			}
		}
	}
	return nil
}

// alongAxes compares a transformation mapped over random axes with itself mapped over the first ones.
func (tr transformation) alongAxes(f randomFunction, dt tensor.Dtype, tolerance float64, rows int) error {
	in := tr.operands(f, dt, rows)
	first, err := graph.VMap(tr.f, axesOf(in)).Call(in...)
	if err != nil {
		return fmt.Errorf("%s: %w", tr.name, err)
	}
	r, a := rand.New(rand.NewPCG(f.seed, 13)), axesOf(in)
	random := func(v G.Value) (axis int, turned G.Value) {
		d := v.Shape().Dims()
		axis = r.IntN(2*d) - d
		return axis, rowsAlong(v, (axis+d)%d)
	}
	for i, v := range in {
		if a.In[i] != graph.NotMapped {
			a.In[i], in[i] = random(v)
		}
	}
	wants := make([]G.Value, len(first))
	a.Out = make([]int, len(first))
	for i, v := range first {
		a.Out[i], wants[i] = random(v)
	}
	got, err := graph.VMap(tr.f, a).Call(in...)
	if err != nil {
		return fmt.Errorf("%s along %v: %w", tr.name, a, err)
	}
	for i, want := range wants {
		if !build.SameShape(got[i].Shape(), want.Shape()) {
			return fmt.Errorf("%s along %v, output %d has shape %v, want %v", tr.name, a, i, got[i].Shape(), want.Shape())
		}
		if err := same(got[i], 0, want, tolerance); err != nil {
			return fmt.Errorf("%s along %v, output %d, %w", tr.name, a, i, err)
		}
	}
	return nil
}

// rowsAlong is a value with its first axis moved.
func rowsAlong(v G.Value, axis int) G.Value {
	shape := slices.Clone(v.Shape())
	n, before := shape[0], shape[1:axis+1].TotalSize()
	copy(shape, shape[1:axis+1])
	shape[axis] = n
	out := ops.NewValue(v.Dtype(), shape)
	to, from := graph.Bytes(out), graph.Bytes(v)
	size := len(from) / (n * before)
	for i := range n {
		for j := range before {
			copy(to[(j*n+i)*size:], from[(i*before+j)*size:][:size])
		}
	}
	return out
}

// Rows of any transformation are that of each row, in both types, with noise, nested and along any axes.
func TestTransformationsMapped(t *testing.T) {
	randomly(t, 12, func(f randomFunction) error {
		f.stops = true
		all := transformations(f)
		for k, tr := range all {
			if !*full && (k+int(f.seed))%3 != 0 {
				continue
			}
			dt, tolerance := tensor.Float64, 1e-9
			if f.seed%3 == 2 {
				dt, tolerance = tensor.Float32, 5e-3
			}
			rows := [][]int{{2}, {1}, {17}, {2, 3}, {2, 1, 2}}[(k/2+int(f.seed))%5]
			if err := cmp.Or(tr.rowByRow(f, dt, tolerance, rows...), tr.alongAxes(f, dt, tolerance, 3)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Derivatives agree with differences along a direction, and with each other.
func TestTransformationsAgree(t *testing.T) {
	const h = 1e-4 // differences of the fourth order
	randomly(t, 24, func(f randomFunction) error {
		x, v := f.inputs(tensor.Float64, 1), f.inputs(tensor.Float64, 2)
		at := func(h float64) []G.Value {
			in := []G.Value{}
			for i := range x {
				y := ops.NewValue(tensor.Float64, x[i].Shape())
				for j := range ops.Data[float64](y) {
					ops.Data[float64](y)[j] = ops.Data[float64](x[i])[j] + h*ops.Data[float64](v[i])[j]
				}
				in = append(in, y)
			}
			return append(in, keyed(0))
		}
		both := append(at(0), v...)
		for _, law := range []struct {
			name           string
			of, derivative *graph.Func
			skipped        int // outputs of derivative before those that are it
		}{
			{"JVP", graph.NewFunc(f.vector), graph.JVP(f.vector, 0, 1, 2), 1},
			{"HVP", graph.Grad(f.number, 0, 1, 2), graph.HVP(f.number, 0, 1, 2), 0},
			{"JVP of HVP", graph.NewFunc(func(in G.Nodes) G.Nodes { return graph.Hessian(f.number, 0).Nodes(in...) }), graph.JVP(graph.Hessian(f.number, 0), 0, 1, 2), 1},
			{"Jacobian", graph.Checkpoint(f.vector), times(graph.Jacobian(f.vector, 0, 1, 2)), 0},
			{"reverse", graph.NewFunc(f.vector), times(graph.JacobianReverse(graph.Checkpoint(f.vector), 0, 1, 2)), 0},
			{"forward", graph.NewFunc(f.vector), times(graph.JacobianForward(graph.Checkpoint(f.vector), 0, 1, 2)), 0},
		} {
			got, err := law.derivative.Call(both...)
			if err != nil {
				return fmt.Errorf("%s: %w", law.name, err)
			}
			var wants []G.Value
			for _, c := range [][2]float64{{-2, 1}, {-1, -8}, {1, 8}, {2, -1}} {
				out, err := law.of.Call(at(c[0] * h)...)
				if err != nil {
					return fmt.Errorf("%s: %w", law.name, err)
				}
				for i, v := range out {
					if len(wants) == i {
						wants = append(wants, ops.NewValue(tensor.Float64, v.Shape()))
					}
					for j, y := range ops.Data[float64](v) {
						ops.Data[float64](wants[i])[j] += c[1] * y / (12 * h)
					}
				}
			}
			for i, want := range wants {
				if err := same(got[law.skipped+i], 0, want, 1e-5); err != nil {
					return fmt.Errorf("%s, output %d, %w", law.name, i, err)
				}
			}
		}
		return nil
	})
}

// times is a Jacobian of one output with respect to three inputs, times the vectors that follow the inputs and the key.
func times(jacobian *graph.Func) *graph.Func {
	return graph.NewFunc(func(in G.Nodes) *G.Node {
		var sum *G.Node
		for i, d := range jacobian.Nodes(in[:4]...) {
			v := ops.Reshape(in[4+i], -1, 1)
			p := ops.Reshape(ops.MatMul(ops.Reshape(d, -1, v.Shape()[0]), v, false, false), -1)
			if sum == nil {
				sum = p
				continue
			}
			sum = ops.Add(sum, p)
		}
		return sum
	})
}
