package safetensors

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// A tensor of any type that networks have comes back from memory as it was, a scalar with an axis, on both kinds of machine.
func TestDense(t *testing.T) {
	defer func(was bool) { littleEndian = was }(littleEndian)
	for range 2 {
		rapid.Check(t, func(t *rapid.T) {
			want := anyTensor("x").Filter(func(x Tensor) bool {
				return makers[x.Dtype] != nil && len(x.Data) > 0
			}).Draw(t, "tensor")
			if want.Dtype == "BOOL" {
				for i := range want.Data {
					want.Data[i] &= 1
				}
			}
			d, err := want.Dense()
			if err != nil {
				t.Fatal(err)
			}
			if len(want.Shape) == 0 {
				want.Shape = []int{1}
			}
			if !slices.Equal([]int(d.Shape()), want.Shape) {
				t.Errorf("shape %v, want %v", d.Shape(), want.Shape)
			}
			got, err := OfDense("x", d)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
		littleEndian = !littleEndian
	}
}

// Memory is shared both ways where that is possible; a transposed tensor is written as it is read, not as it lies.
func TestDenseMemory(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6}
	d, err := Of("x", []int{2, 3}, x).Dense()
	if err != nil {
		t.Fatal(err)
	}
	shared, err := OfDense("x", d)
	if err != nil {
		t.Fatal(err)
	}
	if littleEndian && (&d.Float64s()[0] != &x[0] || &shared.Data[0] != &d.Raw[0]) {
		t.Error("copied")
	}
	if err := d.T(); err != nil {
		t.Fatal(err)
	}
	of, err := OfDense("x", d)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Of("x", []int{3, 2}, []float64{1, 4, 2, 5, 3, 6}), of); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDenseRefuses(t *testing.T) {
	for want, x := range map[string]Tensor{
		`tensor "x" of shape [2 0] is empty`:              Of("x", []int{2, 0}, []float32{}),
		`tensor "x" has type BF16, which networks do not`: {"x", "BF16", []int{1}, []byte{0, 1}},
		`tensor "x": its boolean 1 is 2, neither 0 nor 1`: {"x", "BOOL", []int{3}, []byte{0, 2, 1}},
		`tensor "x": BOOL of shape [2] has 2 bytes`:       {"x", "BOOL", []int{2}, []byte{0}},
		`tensor "x": F64 of shape [] has 8 bytes`:         {"x", "F64", nil, []byte{0}},
		`tensor "x": the shape [-1] has a negative size`:  {"x", "F64", []int{-1}, nil},
		`tensor "x" has type C64, which networks do not`:  {"x", "C64", []int{1}, make([]byte, 8)},
	} {
		if _, err := x.Dense(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v\nwant  %s", err, want)
		}
	}
	masked := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float64{1, 2}))
	masked.SetMask([]bool{true, false})
	for _, d := range []*tensor.Dense{nil, masked, tensor.New(tensor.WithBacking([]int{1})), tensor.New(tensor.WithBacking([]complex64{1}))} {
		if _, err := OfDense("x", d); err == nil || !strings.Contains(err.Error(), `tensor "x"`) {
			t.Errorf("%v: error %v", d, err)
		}
	}
}

// Every type of a file that Gorgonia has is there in both directions.
func TestDtypes(t *testing.T) {
	to := slices.Sorted(maps.Values(dtypes))
	if d := cmp.Diff(slices.Sorted(maps.Keys(makers)), to); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(sizes)), slices.Sorted(slices.Values(append(to, "F16", "BF16")))); d != "" {
		t.Error(d)
	}
}
