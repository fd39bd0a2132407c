package graph_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vmapCase is an op of the table of derivatives, on several rows of operands of which some are the same for all.
type vmapCase struct {
	derivative
	mapped []bool
	rows   int
	values []G.Value // of each operand, with the rows in front where it is mapped
}

func newVMapCase(d derivative, rows int, mapped []bool) *vmapCase {
	r := rand.New(rand.NewPCG(7, uint64(len(d.op))))
	c := &vmapCase{d, mapped, rows, nil}
	for i, o := range d.operands {
		v := o.values(r)
		if mapped[i] {
			v = ops.NewValue(tensor.Float64, append(tensor.Shape{rows}, o.shape...))
			all, width := ops.Data[float64](v), max(o.shape.TotalSize(), 1)
			for k := range rows {
				copy(all[k*width:], ops.Data[float64](o.values(r)))
			}
		}
		c.values = append(c.values, v)
	}
	return c
}

// row is the operands of a row.
func (c *vmapCase) row(k int) (in []G.Value) {
	for i, v := range c.values {
		if c.mapped[i] {
			shape := c.operands[i].shape
			one := ops.NewValue(tensor.Float64, shape)
			width := len(ops.Data[float64](one))
			copy(ops.Data[float64](one), ops.Data[float64](v)[k*width:])
			v = one
		}
		in = append(in, v)
	}
	return in
}

func (c *vmapCase) axes() (a graph.Axes) {
	for _, m := range c.mapped {
		axis := 0
		if !m {
			axis = graph.NotMapped
		}
		a.In = append(a.In, axis)
	}
	return a
}

// weighted is a number made of all elements, with derivatives of every order.
func weighted(y *G.Node) *G.Node {
	if y.Dims() > 4 {
		return G.Must(G.Sum(G.Must(G.Square(y))))
	}
	return ops.Sum(ops.Mul(ops.Sin(ops.MulConst(y, .7)), y))
}

// agreeing compares the rows of a mapped function with the function of each row, and says whether both were refused.
func (c *vmapCase) agreeing(f *graph.Func) error {
	all, err := graph.VMap(f, c.axes()).Call(c.values...)
	for k := range c.rows {
		one, failed := graph.NewFunc(f).Call(c.row(k)...)
		if failed != nil || err != nil {
			var b *graph.BuildError
			if errors.As(err, &b) && b.Hint != "" && (failed != nil || strings.Contains(err.Error(), "Gorgonia's BatchNorm keeps statistics")) {
				return nil
			}
			return fmt.Errorf("mapped: %v; alone: %v", err, failed)
		}
		for i := range one {
			want := ops.Data[float64](one[i])
			if err := rowsAgree(ops.Data[float64](all[i])[k*len(want):][:len(want)], want); err != nil {
				return fmt.Errorf("output %d, row %d, %w", i, k, err)
			}
		}
	}
	return nil
}

// rowsAgree compares numbers, which may be NaN or infinite.
func rowsAgree(got, want []float64) error {
	for j := range want {
		same := got[j] == want[j] || got[j] != got[j] && want[j] != want[j]
		if !same && !(math.Abs(got[j]-want[j]) <= 1e-11*(1+math.Abs(want[j]))) {
			return fmt.Errorf("element %d is %v, want %v", j, got[j], want[j])
		}
	}
	return nil
}

// over compares the gradient of a number of all rows with the sum of those of each: d/dx sum_k f(x_k, w).
func (c *vmapCase) over(f *graph.Func, wrt []int) error {
	total := func(in G.Nodes) *G.Node { return ops.Sum(graph.VMap(f, c.axes()).Nodes(in...)[0]) }
	all, err := graph.Grad(total, wrt...).Call(c.values...)
	sums := make([][]float64, len(wrt))
	for k := range c.rows {
		one, failed := graph.Grad(f, wrt...).Call(c.row(k)...)
		if failed != nil || err != nil {
			var b *graph.BuildError
			if errors.As(err, &b) && b.Hint != "" && (failed != nil || strings.Contains(err.Error(), "Gorgonia's BatchNorm keeps statistics")) {
				return nil
			}
			return fmt.Errorf("gradient over rows: %v; alone: %v", err, failed)
		}
		for i, v := range one {
			d := ops.Data[float64](v)
			switch {
			case c.mapped[wrt[i]]:
				sums[i] = append(sums[i], d...)
			case k == 0:
				sums[i] = slices.Clone(d)
			default:
				for j := range d {
					sums[i][j] += d[j]
				}
			}
		}
	}
	for i, want := range sums {
		if err := rowsAgree(ops.Data[float64](all[i]), want); err != nil {
			return fmt.Errorf("gradient over rows for operand %d: %w", i, err)
		}
	}
	return nil
}

// masks are which operands differ from row to row: all, and each alone.
func masks(n int) (all [][]bool) {
	all = append(all, slices.Repeat([]bool{true}, n))
	for i := range n {
		if n > 1 {
			one := make([]bool, n)
			one[i] = true
			all = append(all, one)
		}
	}
	return all
}

// Every op of the table gives for many rows what it gives for each, and so does its gradient, of rows and over
// them.
func TestVMapOfAllOps(t *testing.T) {
	slow.Test(t)
	for _, d := range slices.Concat(ownDerivatives(), nativeDerivatives()) {
		wrt := make([]int, len(d.operands))
		for i := range wrt {
			wrt[i] = i
		}
		for _, mapped := range masks(len(d.operands)) {
			c := newVMapCase(d, 3, mapped)
			f := graph.NewFunc(func(in G.Nodes) *G.Node { return weighted(d.f(in)) })
			f.InputNames = []string{"a", "b", "c", "d", "e"}[:len(wrt)] // which may be left unused
			err := cmp.Or(c.agreeing(f), c.agreeing(graph.Grad(f, wrt...)), c.over(f, wrt))
			if err != nil {
				t.Errorf("%s of %v, rows %v: %v", d.op, shapesOf(d), mapped, err)
			}
		}
	}
}

// The gradient of a number made of the gradient of each row.
func TestVMapOfSecondDerivatives(t *testing.T) {
	slow.Test(t)
	for _, d := range slices.Concat(ownDerivatives(), nativeDerivatives()) {
		wrt := make([]int, len(d.operands))
		for i := range wrt {
			wrt[i] = i
		}
		first := graph.NewFunc(func(in G.Nodes) *G.Node { return weighted(d.f(in)) })
		first.InputNames = []string{"a", "b", "c", "d", "e"}[:len(wrt)] // which may be left unused
		second := graph.Grad(func(in G.Nodes) *G.Node {
			total := ops.Full(in[0].Graph(), tensor.Float64, 0)
			for _, g := range graph.Grad(first, wrt...).Nodes(in...) {
				total = ops.Add(total, weighted(g))
			}
			return total
		}, wrt...)
		c := newVMapCase(d, 2, masks(len(wrt))[0])
		if err := c.agreeing(second); err != nil {
			t.Errorf("%s of %v: %v", d.op, shapesOf(d), err)
		}
	}
}
