package flows_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/flows"
	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var (
	ctx   = context.Background()
	types = []tensor.Dtype{tensor.Float32, tensor.Float64}
)

// A step is a transform of so many numbers, with so many of context.
type step struct {
	flows.Transform
	dim, context int
}

func (s step) String() string { return fmt.Sprintf("%v of %d given %d", s.Transform, s.dim, s.context) }

var (
	small = []int{7, 6}
	odd   = flows.Householder{Count: 3}
)

// steps are the transforms of vectors, with and without context.
func steps() (all []step) {
	for _, dim := range []int{2, 3, 5} {
		for _, context := range []int{0, 2} {
			for _, t := range []flows.Transform{
				flows.Coupling{Hidden: small},
				flows.Coupling{Hidden: small, Reverse: true, Activation: layers.Tanh},
				flows.Coupling{Hidden: small, Keep: []bool{true, false, true, false, false}[:dim]},
				flows.Autoregressive{Hidden: small},
				flows.Autoregressive{Hidden: small, Reverse: true, Inverse: true},
				flows.Autoregressive{Hidden: small, Order: []int{1, 0, 2, 2, 0}[:dim]},
				flows.Elementwise{Hidden: small},
				flows.Elementwise{Hidden: []int{}},
				flows.Coupling{Hidden: []int{}},
				flows.Autoregressive{Hidden: []int{}},
				flows.Coupling{Of: flows.Spline{}, Hidden: small},
				flows.Coupling{Of: flows.Bernstein{}, Hidden: small},
				flows.Autoregressive{Of: flows.Spline{Bins: 3, Bound: 2}, Hidden: small},
			} {
				all = append(all, step{t, dim, context})
			}
		}
		for _, t := range []flows.Transform{flows.ActNorm{}, flows.LU{}, flows.Householder{}, odd, flows.Shuffle{}, flows.Reverse{}} {
			all = append(all, step{t, dim, 0})
		}
	}
	return all
}

// value is numbers of a shape.
func value(dt tensor.Dtype, x []float64, shape ...int) G.Value {
	v := ops.NewValue(dt, shape)
	if dt == tensor.Float64 {
		copy(ops.Data[float64](v), x)
		return v
	}
	for i, y := range x {
		ops.Data[float32](v)[i] = float32(y)
	}
	return v
}

// numbers are those of a value.
func numbers(v G.Value) []float64 {
	if v.Dtype() == tensor.Float64 {
		return ops.Data[float64](v)
	}
	var x []float64
	for _, y := range ops.Data[float32](v) {
		x = append(x, float64(y))
	}
	return x
}

// normals are so many standard normal numbers.
func normals(seed uint64, n int) []float64 {
	r, x := rand.New(rand.NewPCG(seed, 0)), make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// shaken adds normal noise to all weights.
func shaken(p *layers.Params, seed uint64, sd float64) *layers.Params {
	r := rand.New(rand.NewPCG(seed, 1))
	for path, v := range p.All() {
		if p.IsState(path) {
			continue
		}
		for i := range v.Size() {
			if e := sd * r.NormFloat64(); v.Dtype() == tensor.Float64 {
				ops.Data[float64](v)[i] += e
			} else {
				ops.Data[float32](v)[i] += float32(e)
			}
		}
	}
	return p
}

// run builds f of the step's map and of rows x, with weights sd from their first values, and returns its value.
func (s step) run(t testing.TB, x G.Value, sd float64, f func(b distributions.Bijector, x *G.Node) *G.Node) []float64 {
	t.Helper()
	rows := x.Shape()[0]
	fn := layers.NewFunction(func(scope *layers.Scope, in G.Nodes) *G.Node {
		var context *G.Node
		if s.context > 0 {
			context = in[1]
		}
		return f(s.Bijector(scope, context, s.dim), in[0])
	})
	in := []G.Value{x}
	if s.context > 0 {
		in = append(in, value(x.Dtype(), normals(3, rows*s.context), rows, s.context))
	}
	p, err := fn.Init(1, in...)
	if err != nil {
		t.Fatalf("%v: %v", s, err)
	}
	out, err := fn.Apply(shaken(p, 5, sd), in...)
	if err != nil {
		t.Fatalf("%v: %v", s, err)
	}
	return numbers(out)
}

// jacobian is the rows of dy/dx, (n, d, d), of y (n, d) that a row of x makes.
func jacobian(y, x *G.Node) *G.Node {
	d := y.Shape()[1]
	var rows G.Nodes
	for j := range d {
		g, err := graph.Gradient(ops.Sum(ops.Slice(y, 1, j, j+1)), x)
		if err != nil {
			panic(err)
		}
		rows = append(rows, ops.Reshape(g[0], x.Shape()[0], 1, d))
	}
	return ops.Concat(1, rows...)
}

// logDet is log |det a| of a matrix, row after row, by elimination.
func logDet(a []float64, d int) (sum float64) {
	a = append([]float64(nil), a...)
	for k := range d {
		p := k
		for i := k; i < d; i++ {
			if math.Abs(a[i*d+k]) > math.Abs(a[p*d+k]) {
				p = i
			}
		}
		for j := range d {
			a[k*d+j], a[p*d+j] = a[p*d+j], a[k*d+j]
		}
		sum += math.Log(math.Abs(a[k*d+k]))
		for i := k + 1; i < d; i++ {
			f := a[i*d+k] / a[k*d+k]
			for j := k; j < d; j++ {
				a[i*d+j] -= f * a[k*d+j]
			}
		}
	}
	return sum
}
