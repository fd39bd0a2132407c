package export

import (
	"fmt"
	"strconv"
	"strings"

	"gorgonia.org/tensor"
)

// loops writes the loops over the elements of a shape, over which the operands are broadcast, around what body makes of the index of
// each of them, the result's first: an expression, "" for 0. Axes over which all operands go on as over one are one loop.
func (s *statement) loops(shape tensor.Shape, operands []tensor.Shape, body func(index []string) string) {
	var extents []int
	var steps [][]int // of each loop, by operand, the result first
	for axis, n := range shape {
		if n == 1 {
			continue
		}
		at := stepsOf(axis, shape, append([]tensor.Shape{shape}, operands...))
		if last := len(steps) - 1; last >= 0 && goesOn(steps[last], at, n) {
			extents[last], steps[last] = extents[last]*n, at
			continue
		}
		extents, steps = append(extents, n), append(steps, at)
	}
	index := make([]string, len(operands)+1)
	for d, n := range extents {
		v := string(rune('i' + d))
		s.line("%sfor %s := range %d {", strings.Repeat("\t", d), v, n)
		for k, step := range steps[d] {
			index[k] = plus(index[k], v, step)
		}
	}
	s.line("%s%s", strings.Repeat("\t", len(extents)), body(index))
	for d := len(extents); d > 0; d-- {
		s.line("%s}", strings.Repeat("\t", d-1))
	}
}

// stepsOf is how far an axis of the shape takes each operand on, 0 where it is repeated.
func stepsOf(axis int, shape tensor.Shape, operands []tensor.Shape) []int {
	steps := make([]int, len(operands))
	for k, o := range operands {
		if at := axis - (len(shape) - len(o)); at >= 0 && o[at] > 1 {
			steps[k] = tensor.Shape(o[at+1:]).TotalSize()
		}
	}
	return steps
}

// goesOn reports whether the steps of an axis are those of the next one, of n elements, all the way.
func goesOn(outer, inner []int, n int) bool {
	for k, step := range outer {
		if step != inner[k]*n {
			return false
		}
	}
	return true
}

// plus is an index and step times a variable.
func plus(index, v string, step int) string {
	switch {
	case step == 0:
		return index
	case step > 1:
		v += "*" + strconv.Itoa(step)
	}
	if index == "" {
		return v
	}
	return fmt.Sprintf("%s+%s", index, v)
}
