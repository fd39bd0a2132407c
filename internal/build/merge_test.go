package build

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// Merged axes have the elements of those they were made of, and are repeated as these are.
func TestMergeAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := tensor.Shape(rapid.SliceOfN(rapid.IntRange(1, 3), 1, 6).Draw(t, "out"))
		var operands []tensor.Shape
		for range rapid.IntRange(1, 3).Draw(t, "operands") {
			s := out.Clone()
			for i := range s {
				if rapid.Bool().Draw(t, "repeated") {
					s[i] = 1
				}
			}
			operands = append(operands, s)
		}
		all := append(append([]tensor.Shape{}, operands...), out)
		merged := MergeAxes(all, out)
		full := merged[len(operands)]
		if full.TotalSize() != out.TotalSize() {
			t.Fatalf("%v became %v", out, full)
		}
		for i, s := range operands {
			if d := cmp.Diff(sources(s, out), sources(merged[i], full)); d != "" {
				t.Fatalf("%v of %v became %v of %v: %s", s, out, merged[i], full, d)
			}
		}
	})
}

// sources are the elements of an operand that the elements of the result are made of.
func sources(s, out tensor.Shape) (at []int) {
	for i := range out.TotalSize() {
		index, stride, left := 0, 1, i
		for axis := len(out) - 1; axis >= 0; axis-- {
			if s[axis] > 1 {
				index += left % out[axis] * stride
			}
			stride *= s[axis]
			left /= out[axis]
		}
		at = append(at, index)
	}
	return at
}
