package safetensors

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// anyTensor draws a tensor of any type; sizes of 0 and shapes of no axis are frequent.
func anyTensor(name string) *rapid.Generator[Tensor] {
	return rapid.Custom(func(t *rapid.T) Tensor {
		x := Tensor{Name: name, Dtype: rapid.SampledFrom(slices.Sorted(maps.Keys(sizes))).Draw(t, "dtype")}
		x.Shape = rapid.SliceOfN(rapid.IntRange(0, 4), 0, 4).Draw(t, "shape")
		n, err := sizeOf(x.Dtype, wide(x.Shape))
		if err != nil {
			t.Fatal(err)
		}
		x.Data = rapid.SliceOfN(rapid.Byte(), int(n), int(n)).Draw(t, "data")
		return x
	})
}

// What is written is read again, each tensor at a multiple of its elements' size; the data of a name do not depend on the order
// in which they are asked for.
func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfDistinct(rapid.StringN(0, 8, -1).Filter(func(s string) bool { return s != metadataKey }), rapid.ID).Draw(t, "names")
		var want []Tensor
		for _, name := range names {
			want = append(want, anyTensor(name).Draw(t, "tensor"))
		}
		metadata := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "metadata")
		var file bytes.Buffer
		if err := Write(&file, want, metadata); err != nil {
			t.Fatal(err)
		}
		f, err := readBytes(file.Bytes())
		if err != nil {
			t.Fatalf("%v\n%q", err, file.Bytes())
		}
		got, err := f.LoadAll()
		if err != nil {
			t.Fatal(err)
		}
		slices.SortStableFunc(want, func(a, b Tensor) int { return cmp.Compare(sizes[b.Dtype], sizes[a.Dtype]) })
		if d := gocmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("(-want +got):\n%s", d)
		}
		if d := gocmp.Diff(metadata, f.Metadata, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("metadata (-want +got):\n%s", d)
		}
		for i, e := range f.infos {
			if (f.start+e.from)%sizes[e.dtype] != 0 {
				t.Errorf("tensor %d of type %s begins at byte %d", i, e.dtype, f.start+e.from)
			}
		}
	})
}

// The order of a type's tensors is kept.
func TestKeepsOrder(t *testing.T) {
	var want []string
	var tensors []Tensor
	for i := range 20 {
		name := fmt.Sprint(19 - i)
		want = append(want, name)
		tensors = append(tensors, Of(name, []int{1}, []float32{float32(i)}))
	}
	var file bytes.Buffer
	if err := Write(&file, append(tensors, Of("wide", nil, []float64{1})), nil); err != nil {
		t.Fatal(err)
	}
	f, err := readBytes(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range f.Tensors() {
		if x.Data != nil {
			t.Errorf("the list has the data of %s", x.Name)
		}
		got = append(got, x.Name)
	}
	if d := gocmp.Diff(append([]string{"wide"}, want...), got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Elements go into bytes and back, also from memory that is not aligned and on the other kind of machine; they are shared.
func TestValues(t *testing.T) {
	defer func(was bool) { littleEndian = was }(littleEndian)
	for range 2 {
		values(t, int8(-1), 2)
		values(t, uint8(1), 255)
		values(t, int16(-1), 258)
		values(t, uint16(1), 1<<16-1)
		values(t, int32(-1), 1<<24)
		values(t, uint32(1), 1<<32-1)
		values(t, int64(-1), 1<<56)
		values(t, uint64(1), 1<<64-1)
		values(t, float32(-1), 1e-45)
		values(t, -1., 5e-324)
		littleEndian = !littleEndian
	}
	x := []float64{1, 2}
	y, err := Values[float64](Of("x", []int{2}, x))
	if err != nil || littleEndian && &x[0] != &y[0] {
		t.Errorf("copied, or %v", err)
	}
}

func values[T Number](t *testing.T, x ...T) {
	t.Helper()
	a := Of("x", []int{1, 2}, x)
	for shift := range 2 { // of the memory
		a.Data = append(make([]byte, shift, 64), a.Data...)[shift:]
		got, err := Values[T](a)
		if err != nil || !slices.Equal(got, x) {
			t.Errorf("%T: %v, %v; want %v", x, got, err, x)
		}
	}
	if e, err := Values[T](Of("x", []int{0}, x[:0])); err != nil || len(e) != 0 {
		t.Errorf("%T: of none %v, %v", x, e, err)
	}
	if _, err := Values[T](Tensor{Name: "x", Dtype: "BF16"}); err == nil {
		t.Errorf("%T: bfloat16 is taken", x)
	}
	a.Data = a.Data[1:]
	if _, err := Values[T](a); err == nil {
		t.Errorf("%T: a byte less is taken", x)
	}
}

// The bytes of numbers are those of a little endian machine.
func TestBytes(t *testing.T) {
	if got := Of("x", nil, []uint32{0x01020304}).Data; !bytes.Equal(got, []byte{4, 3, 2, 1}) {
		t.Errorf("%x", got)
	}
}
