// Package layouts gives tests one tensor in every form that package tensor can give it.
package layouts

import (
	"fmt"
	"math"
	"reflect"

	"gorgonia.org/tensor"
)

// Layout is a tensor whose elements are those asked for, by its own account of where they are.
type Layout struct {
	Name string
	V    *tensor.Dense
}

// Of lists the layouts of a tensor of the given shape with elements x, the plain one first. Memory between the elements
// holds NaN.
func Of[T float32 | float64 | int64](x []T, shape ...int) []Layout {
	all := []Layout{{"plain", tensor.New(tensor.WithShape(shape...), tensor.WithBacking(append([]T{}, x...)))}}
	add := func(name string, v *tensor.Dense) { all = append(all, Layout{name, v}) }
	add("an empty mask", tensor.New(tensor.WithShape(shape...), tensor.WithBacking(append([]T{}, x...), make([]bool, len(x)))))
	if len(x) > 1 { // slicing one element out of one drops the axes
		add("the first rows of a longer one", slice(window(x, shape, rows), shape, rows))
		add("every second element", slice(window(x, shape, steps), shape, steps))
		add("a part along every axis", slice(window(x, shape, middle), shape, middle))
		add("a clone of a part", slice(window(x, shape, middle), shape, middle).Clone().(*tensor.Dense))
	}
	if len(shape) == 1 {
		return all
	}
	if len(x) > 1 {
		add("a part, transposed", partTransposed(x, shape))
	}
	add("transposed", transposed(x, shape))
	columns := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(reversed(x, shape)), tensor.AsFortran(nil))
	add("stored by columns", columns)
	return all
}

// Refused lists values of the shape (2, 3) that have no elements to read.
func Refused() map[string]tensor.Tensor {
	x := []float64{1, 2, 3, 4, 5, 6}
	return map[string]tensor.Tensor{
		"masked": tensor.New(tensor.WithShape(2, 3), tensor.WithBacking(x, []bool{false, true, false, false, false, false})),
		"sparse": tensor.CSRFromCoord(tensor.Shape{2, 3}, []int{0, 1}, []int{1, 2}, []float64{1, 2}),
		"nil":    (*tensor.Dense)(nil),
	}
}

// cut is where the elements lie in a larger tensor: its extent along an axis, the first one and the step.
type cut func(axis, n int) (extent, first, step int)

func rows(axis, n int) (extent, first, step int) { return n + 2*max(1-axis, 0), 0, 1 }

func steps(_, n int) (extent, first, step int) { return 2 * n, 0, 2 }

func middle(_, n int) (extent, first, step int) { return n + 2, 1, 1 }

// fixed reports whether an axis is left as it is: slicing one element out drops the axis.
func fixed(n int) bool { return n == 1 }

// window is the larger tensor.
func window[T float32 | float64 | int64](x []T, shape []int, at cut) *tensor.Dense {
	big := make([]int, len(shape))
	for i, n := range shape {
		if big[i], _, _ = at(i, n); fixed(n) {
			big[i] = 1
		}
	}
	out := make([]T, tensor.Shape(big).TotalSize())
	for i := range out {
		out[i] = filling[T]()
	}
	each(shape, func(i int, index []int) {
		to := 0
		for axis, k := range index {
			_, first, step := at(axis, shape[axis])
			if fixed(shape[axis]) {
				first = 0
			}
			to = to*big[axis] + first + k*step
		}
		out[to] = x[i]
	})
	return tensor.New(tensor.WithShape(big...), tensor.WithBacking(out))
}

func slice(big *tensor.Dense, shape []int, at cut) *tensor.Dense {
	slices := make([]tensor.Slice, len(shape))
	for axis, n := range shape {
		if _, first, step := at(axis, n); !fixed(n) {
			slices[axis] = tensor.S(first, first+n*step, step)
		}
	}
	v, err := big.Slice(slices...)
	if err != nil {
		panic(fmt.Sprintf("layouts: %v", err))
	}
	return v.(*tensor.Dense)
}

func transposed[T float32 | float64 | int64](x []T, shape []int) *tensor.Dense {
	v := tensor.New(tensor.WithShape(flipped(shape)...), tensor.WithBacking(reversed(x, shape)))
	if err := v.T(); err != nil {
		panic(fmt.Sprintf("layouts: %v", err))
	}
	return v
}

func partTransposed[T float32 | float64 | int64](x []T, shape []int) *tensor.Dense {
	back := flipped(shape)
	v := slice(window(reversed(x, shape), back, middle), back, middle)
	if err := v.T(); err != nil {
		panic(fmt.Sprintf("layouts: %v", err))
	}
	return v
}

// reversed is the elements in the order of memory of a tensor stored by columns.
func reversed[T any](x []T, shape []int) []T {
	out := make([]T, len(x))
	each(shape, func(i int, index []int) {
		to := 0
		for axis := len(shape) - 1; axis >= 0; axis-- {
			to = to*shape[axis] + index[axis]
		}
		out[to] = x[i]
	})
	return out
}

func flipped(shape []int) []int {
	back := make([]int, len(shape))
	for i, n := range shape {
		back[len(shape)-1-i] = n
	}
	return back
}

// each calls f with every index in order.
func each(shape []int, f func(i int, index []int)) {
	for i := range tensor.Shape(shape).TotalSize() {
		index, rest := make([]int, len(shape)), i
		for axis := len(shape) - 1; axis >= 0; axis-- {
			index[axis], rest = rest%shape[axis], rest/shape[axis]
		}
		f(i, index)
	}
}

// filling is what must not be read: NaN, or a large number.
func filling[T float32 | float64 | int64]() (v T) {
	if reflect.TypeFor[T]() == reflect.TypeFor[int64]() {
		return T(1 << 23)
	}
	nan := math.NaN()
	return T(nan)
}
