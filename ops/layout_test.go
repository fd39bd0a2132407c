package ops_test

import (
	"math"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The broadcast loops against index arithmetic, on every pair of shapes with extents 1 and more that has up to four axes.
func TestBroadcastingEqualsIndexing(t *testing.T) {
	full := tensor.Shape{2, 3, 1, 4}
	var all []tensor.Shape
	for mask := range 16 {
		s := full.Clone()
		for i := range s {
			if mask>>i&1 == 1 {
				s[i] = 1
			}
		}
		for s = s[:]; ; s = s[1:] {
			all = append(all, s)
			if len(s) == 0 || s[0] != 1 {
				break
			}
		}
	}
	f := newFixture(tensor.Float64)
	x, y := make([]*G.Node, len(all)), make([]*G.Node, len(all))
	for i, s := range all {
		x[i] = f.input(s, uniform(uint64(i), s.TotalSize(), -2, 2))
		y[i] = f.input(s, uniform(uint64(i)+100, s.TotalSize(), 1, 2))
	}
	for i, a := range x {
		for j, b := range y {
			sub := ops.Sub(a, b)
			f.wantAll(t, sub, indexed(sub.Shape(), all[i], all[j], f.eval(a), f.eval(b), func(a, b float64) float64 { return a - b })...)
			f.wantAll(t, ops.Maximum(a, b), indexed(sub.Shape(), all[i], all[j], f.eval(a), f.eval(b), math.Max)...)
		}
		f.wantAll(t, ops.BroadcastTo(a, full), indexed(full, all[i], nil, f.eval(a), []float64{0}, func(a, _ float64) float64 { return a })...)
	}
}

func indexed(shape, sa, sb tensor.Shape, a, b []float64, f func(a, b float64) float64) []float64 {
	out := make([]float64, shape.TotalSize())
	for i := range out {
		out[i] = f(a[at(i, shape, sa)], b[at(i, shape, sb)])
	}
	return out
}

// at is the position in an array of shape s of element i of an array of the shape it is broadcast to.
func at(i int, shape, s tensor.Shape) int {
	pos, stride := 0, 1
	for k := 1; k <= len(shape); k++ {
		n := shape[len(shape)-k]
		if k <= len(s) {
			if m := s[len(s)-k]; m > 1 {
				pos += i % n * stride
				stride *= m
			}
		}
		i /= n
	}
	return pos
}

func TestReductionsEqualLoops(t *testing.T) {
	shape := tensor.Shape{3, 2, 4, 5}
	x := uniform(1, shape.TotalSize(), -1, 1)
	f := newFixture(tensor.Float64)
	n := f.input(shape, x)
	for mask := 1; mask < 16; mask++ {
		var axes []int
		kept := shape.Clone()
		for i := range shape {
			if mask>>i&1 == 1 {
				axes = append(axes, i)
				kept[i] = 1
			}
		}
		sum, largest := make([]float64, kept.TotalSize()), make([]float64, kept.TotalSize())
		for i := range largest {
			largest[i] = -inf
		}
		for i, v := range x {
			j := at(i, shape, kept)
			sum[j] += v
			largest[j] = math.Max(largest[j], v)
		}
		terms := float64(len(x) / len(sum))
		got, mean := f.eval(ops.Sum(n, axes...)), f.eval(ops.Mean(n, axes...))
		for i, s := range sum {
			if bound := terms * 0x1p-52 * terms; math.Abs(got[i]-s) > bound || mean[i] != got[i]/terms {
				t.Errorf("axes %v: sum %v and mean %v, want %v", axes, got[i], mean[i], s)
			}
		}
		f.wantAll(t, ops.Max(n, axes...), largest...)
	}
}

func TestMovementsEqualIndexing(t *testing.T) {
	f := newFixture(tensor.Float32)
	x := f.input(tensor.Shape{2, 3}, []float64{1, 2, 3, 4, 5, 6})
	f.wantAll(t, ops.Transpose(x), 1, 4, 2, 5, 3, 6)
	f.wantAll(t, ops.Slice(x, 1, 1, 3), 2, 3, 5, 6)
	f.wantAll(t, ops.Slice(x, 0, 1, 2), 4, 5, 6)
	s := ops.Split(x, 1, 1, 2)
	f.wantAll(t, ops.Concat(1, s[1], s[0]), 2, 3, 1, 5, 6, 4)
	f.wantAll(t, ops.Concat(0, x, x), 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6)
	f.wantAll(t, ops.Reshape(x, 3, 2), 1, 2, 3, 4, 5, 6)
	f.wantAll(t, ops.SumTo(x, tensor.Shape{2, 1}), 6, 15)
	f.wantAll(t, ops.SumTo(x, nil), 21)
	f.wantAll(t, ops.Full(f.g, f.dt, 2.5, 2), 2.5, 2.5)
	if ops.Reshape(x, 2, 3) != x || ops.SumTo(x, x.Shape()) != x || ops.BroadcastTo(x, x.Shape()) != x || ops.Slice(x, 0, 0, 2) != x {
		t.Error("what changes nothing must make no node")
	}
}
