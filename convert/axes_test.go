package convert

import (
	"slices"
	"testing"

	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// permute is gorgonia's transposition, and its inverse gives the elements back.
func TestPermute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 4).Draw(t, "shape")
		axes := rapid.Permutation(indices(len(shape))).Draw(t, "axes")
		x := make([]float64, tensor.Shape(shape).TotalSize())
		for i := range x {
			x[i] = float64(i)
		}
		v := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(slices.Clone(x)))
		y := permute(x, shape, axes)
		turned := (read{&entry{shape: shape}, axes}).shape()
		if len(shape) > 1 {
			if err := v.T(axes...); err == nil { // it refuses the order that is there
				if err := v.Transpose(); err != nil {
					t.Fatal(err)
				}
			}
			if want := v.Data().([]float64); !slices.Equal(y, want) || !slices.Equal(turned, v.Shape()) {
				t.Fatalf("%v %v, want %v %v", turned, y, v.Shape(), want)
			}
		}
		if back := permute(y, turned, inverse(axes)); !slices.Equal(back, x) {
			t.Fatalf("%v, want %v", back, x)
		}
	})
}

func indices(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// Two channels of three places, each input with two outputs.
func TestPlacesFirst(t *testing.T) {
	x := []float64{11, 11.5, 12, 12.5, 13, 13.5, 21, 21.5, 22, 22.5, 23, 23.5} // channel, place
	want := []float64{11, 11.5, 21, 21.5, 12, 12.5, 22, 22.5, 13, 13.5, 23, 23.5}
	y := placesFirst(x, 6, 2)
	if !slices.Equal(y, want) || !slices.Equal(channelsFirst(y, 6, 2), x) {
		t.Errorf("%v, want %v", y, want)
	}
}
