package build

import (
	"slices"

	"gorgonia.org/tensor"
)

// MergeAxes joins neighbouring axes along which each operand is either repeated or not; axes of one element join any others. The
// extents are those of the operands, padded to the axes of their result out.
func MergeAxes(extents []tensor.Shape, out tensor.Shape) []tensor.Shape {
	merged := make([]tensor.Shape, len(extents))
	last := -1 // the axis of more than one element that was met before
	for axis, extent := range out {
		same := axis > 0
		if extent > 1 && last >= 0 {
			same = !slices.ContainsFunc(extents, func(s tensor.Shape) bool { return (s[axis] == extent) != (s[last] == out[last]) })
		}
		for i, s := range extents {
			if same {
				merged[i][len(merged[i])-1] *= s[axis]
				continue
			}
			merged[i] = append(merged[i], s[axis])
		}
		if extent > 1 {
			last = axis
		}
	}
	return merged
}
