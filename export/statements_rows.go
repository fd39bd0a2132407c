package export

import (
	"fmt"
	"strings"

	"gorgonia.org/tensor"
)

// last is the extent of the last axis.
func (o operand) last() int { return o.shape[len(o.shape)-1] }

// alongRows is a function of rows along the last axis.
func alongRows(function string) func(s *statement) {
	return func(s *statement) {
		y, x := s.out(), s.in[0]
		s.line("%s(%s, %s, %d)", function, y.all(), x.all(), x.last())
	}
}

func cumSum(s *statement) {
	y, x := s.out(), s.in[0]
	s.line("running(%s, %s, %d, %s)", y.all(), x.all(), x.last(), s.args[0])
}

// axes are axes written as 1x2, or as 1.
func axes(arg string) (out []int) {
	return call{args: strings.Split(arg, "x")}.ints()
}

// neighbours reports whether axes follow each other.
func neighbours(axes []int) bool {
	for i := range axes {
		if axes[i] != axes[0]+i {
			return false
		}
	}
	return len(axes) > 0
}

// reduce is a function over axes beside each other.
func reduce(function string) func(s *statement) {
	return func(s *statement) {
		over, x := axes(s.args[0]), s.in[0]
		if !neighbours(over) {
			return
		}
		y := s.out()
		end := over[0] + len(over)
		s.line("%s(%s, %s, %d, %d)", function, y.all(), x.all(), x.shape[over[0]:end].TotalSize(), tensor.Shape(x.shape[end:]).TotalSize())
	}
}

// overLast reports whether axes are the last ones of a shape.
func overLast(arg string, shape tensor.Shape) bool {
	over := axes(arg)
	return neighbours(over) && over[0]+len(over) == len(shape)
}

func variance(s *statement) {
	if overLast(s.args[0], s.in[0].shape) {
		y := s.out()
		s.line("variances(%s, %s, %s)", y.all(), s.in[0].all(), s.in[1].all())
	}
}

func standardize(s *statement) {
	if len(s.args) != 2 || !overLast(s.args[1], s.in[0].shape) || s.suffix != "" && s.suffix != "affine" {
		return
	}
	scale, bias := "nil", "nil"
	if len(s.in) == 5 {
		scale, bias = s.in[3].all(), s.in[4].all()
	}
	y := s.out()
	s.line("standardize(%s, %s, %s, %s, %s, %s, %s)", y.all(), s.in[0].all(), s.in[1].all(), s.in[2].all(), scale, bias, literal(s.args[0], 64))
}

func take(s *statement) {
	y, table := s.out(), s.in[0]
	s.line("take(%s, %s, %s, %d)", y.all(), table.all(), s.in[1].all(), table.shape[1:].TotalSize())
}

func oneHot(s *statement) {
	y := s.out()
	s.line("oneHot(%s, %s, %d)", y.all(), s.in[0].all(), y.last())
}

// repeat is a copy that is broadcast.
func repeat(s *statement) {
	x := s.in[0]
	if x.size() == s.node.Shape().TotalSize() {
		same(s)
		return
	}
	y := s.out()
	s.loops(y.shape, []tensor.Shape{x.shape}, func(index []string) string {
		return fmt.Sprintf("%s = %s", y.element(index[0]), x.element(index[1]))
	})
}

// slice is a range along an axis: where all before it has one element, a part of the same numbers.
func slice(s *statement) {
	a, x := s.ints(), s.in[0]
	inner := tensor.Shape(x.shape[a[0]+1:]).TotalSize()
	count, from, n := x.shape[:a[0]].TotalSize(), a[1]*inner, (a[2]-a[1])*inner
	if count == 1 && x.name == "w" {
		s.is(operand{name: x.name, off: x.off + from, shape: s.node.Shape()})
		return
	}
	y := s.out()
	s.line("blocks(%s, %s, %d, %d, %d, %d)", y.all(), x.part(from, x.size()), n, n, x.shape[a[0]]*inner, count)
}

func concat(s *statement) {
	axis := s.ints()[0]
	y := s.out()
	inner := tensor.Shape(y.shape[axis+1:]).TotalSize()
	at := 0
	for _, x := range s.in {
		n := x.shape[axis] * inner
		s.line("blocks(%s, %s, %d, %d, %d, %d)", y.part(at, y.size()), x.all(), n, y.shape[axis]*inner, n, y.shape[:axis].TotalSize())
		at += n
	}
}
