package rowmajor_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/internal/rowmajor/layouts"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// shapes of the tensors, with extents of 1 in every place.
var shapes = [][]int{{6}, {2, 3}, {1, 4}, {4, 1}, {1}, {1, 1}, {2, 3, 4}, {2, 1, 3}, {3, 2, 2, 2}}

func count[T float32 | float64 | int64](shape []int) []T {
	x := make([]T, tensor.Shape(shape).TotalSize())
	for i := range x {
		x[i] = T(i + 1)
	}
	return x
}

// Whatever the layout, the elements come out in order: those that package tensor's own At gives.
func TestEveryLayout(t *testing.T) {
	for _, shape := range shapes {
		every[float64](t, shape)
		every[float32](t, shape)
		every[int64](t, shape)
	}
}

func every[T float32 | float64 | int64](t *testing.T, shape []int) {
	x := count[T](shape)
	for k, l := range layouts.Of(x, shape...) {
		if !slices.Equal(l.V.Shape(), shape) {
			t.Fatalf("%v, %s: the table gives shape %v", shape, l.Name, l.V.Shape())
		}
		checkTable(t, l, x, shape)
		v, err := rowmajor.Dense(l.V)
		if err != nil {
			t.Errorf("%v, %s: %v", shape, l.Name, err)
			continue
		}
		if got := v.Data(); !reflect.DeepEqual(got, x) || !rowmajor.Is(v) || !slices.Equal(v.Shape(), shape) {
			t.Errorf("%v, %s: %v of shape %v, want %v", shape, l.Name, got, v.Shape(), x)
		}
		if k == 0 && v != l.V {
			t.Errorf("%v: the plain tensor was copied", shape)
		}
	}
}

// checkTable lets package tensor say what the elements are.
func checkTable[T float32 | float64 | int64](t *testing.T, l layouts.Layout, x []T, shape []int) {
	if slices.Max(shape) == l.V.Size() { // At of vectors does not know their strides
		return
	}
	index := make([]int, len(shape))
	for i := range x {
		rest := i
		for axis := len(shape) - 1; axis >= 0; axis-- {
			index[axis], rest = rest%shape[axis], rest/shape[axis]
		}
		if v, err := l.V.At(index...); err != nil || v != any(x[i]) {
			t.Errorf("%v, %s: At%v is %v, %v, want %v", shape, l.Name, index, v, err, x[i])
		}
	}
}

// Copy from any layout to any other.
func TestCopyBetweenLayouts(t *testing.T) {
	for _, shape := range shapes {
		x, zero := count[float64](shape), make([]float64, tensor.Shape(shape).TotalSize())
		for i := range layouts.Of(zero, shape...) {
			for _, from := range layouts.Of(x, shape...) {
				to := layouts.Of(zero, shape...)[i]
				if err := rowmajor.Copy(to.V, from.V); err != nil {
					t.Fatal(err)
				}
				if v, err := rowmajor.Dense(to.V); err != nil || !slices.Equal(v.Data().([]float64), x) {
					t.Errorf("%v from %s to %s: %v, %v", shape, from.Name, to.Name, v, err)
				}
			}
		}
	}
	a, b := tensor.New(tensor.WithShape(2, 3), tensor.Of(tensor.Float64)), tensor.New(tensor.WithShape(3, 2), tensor.Of(tensor.Float64))
	if rowmajor.Copy(a, b) == nil || rowmajor.Copy(a, nil) == nil {
		t.Error("other shapes, or nil, were copied")
	}
}

// A tensor without axes is the scalar of its type, over the same memory.
func TestScalars(t *testing.T) {
	for _, x := range []any{float32(2), 2., int64(2), int32(2), 2, uint8(2), true} {
		d := tensor.New(tensor.FromScalar(x))
		v, err := rowmajor.Of(d)
		if err != nil || v.Data() != x || len(v.Shape()) != 0 || !rowmajor.Is(v) {
			t.Errorf("%T: %v %v", x, v, err)
		}
	}
	d := tensor.New(tensor.FromScalar(2.))
	v, _ := rowmajor.Of(d)
	*v.(*G.F64) = 3
	if d.ScalarValue() != 3. {
		t.Error("the scalar is a copy")
	}
	if v, err := rowmajor.Scalar(tensor.New(tensor.WithBacking([]float64{4}), tensor.WithShape(1, 1))); err != nil || v.Data() != 4. {
		t.Errorf("%v %v", v, err)
	}
	if _, err := rowmajor.Scalar(tensor.New(tensor.WithBacking([]float64{4, 5}))); err == nil {
		t.Error("two elements made a scalar")
	}
}

func TestRefused(t *testing.T) {
	want := map[string]string{"masked": "1 of its elements are masked", "sparse": "tensor.CS", "nil": "nil"}
	for name, v := range layouts.Refused() {
		if _, err := rowmajor.Of(v); err == nil || !strings.Contains(err.Error(), want[name]) || rowmajor.Is(v) {
			t.Errorf("%s: %v", name, err)
		}
	}
	names := tensor.New(tensor.WithBacking([]string{"a", "b"}))
	v, _ := names.Slice(tensor.S(0, 2, 2))
	for _, v := range []G.Value{nil, (*G.F64)(nil), new(tensor.Dense), v} {
		if _, err := rowmajor.Of(v); err == nil {
			t.Errorf("%T was accepted", v)
		}
	}
}

func TestPlainAllocatesNothing(t *testing.T) {
	var v G.Value = tensor.New(tensor.WithShape(2, 3, 4), tensor.Of(tensor.Float32))
	if n := testing.AllocsPerRun(100, func() { rowmajor.Of(v) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkIs(b *testing.B) {
	var v G.Value = tensor.New(tensor.WithShape(100, 14), tensor.Of(tensor.Float32))
	for b.Loop() {
		rowmajor.Is(v)
	}
}
