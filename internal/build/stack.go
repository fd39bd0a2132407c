package build

import "gorgonia.org/tensor"

// maxStacked is the most axes that the operands of package ops may have.
const maxStacked = 4

// Stacked is the shape in which n values of a shape are kept while a function is mapped over rows: with one axis more, the
// first, or, where that is more than the operands of package ops may have, as the rows of a matrix.
func Stacked(n int, shape tensor.Shape) tensor.Shape {
	if len(shape) < maxStacked {
		return append(tensor.Shape{n}, shape...)
	}
	return tensor.Shape{n, shape.TotalSize()}
}
