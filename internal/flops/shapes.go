package flops

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gorgonia.org/tensor"
)

// linear is a dense layer or a convolution: a multiply-add for each element of a kernel (..., in, out) at each position, and one
// operation an element each for the bias and the activation. Windows that reach into the padding count as whole.
func linear(n *node) int64 {
	w := n.shapes[1]
	count := 2 * n.out * n.in[1] / int64(w[len(w)-1])
	if len(n.in) > 2 {
		count += n.out
	}
	if strings.Contains(n.spelled, ")_") {
		count += n.out
	}
	return count
}

// inner is the extent that a product of matrices, of a matrix and a vector, or of two vectors sums over: of (m, k) and (k, n) it is
// the root of mk kn / mn.
func (n *node) inner() int64 {
	batch := int64(1)
	for _, d := range n.shape[:max(len(n.shape)-2, 0)] {
		batch *= int64(d)
	}
	return int64(math.Round(math.Sqrt(float64(n.in[0]) * float64(n.in[1]) / float64(n.out) / float64(batch))))
}

// first is the first parameter of the op.
func (n *node) first() int64 {
	text, _, _ := strings.Cut(n.spelled, ")")
	text, _, _ = strings.Cut(text, ",")
	v, _ := strconv.ParseInt(text, 10, 64)
	return v
}

// window is how many elements one has that is spelled "rows,...;columns,...)".
func (n *node) window() int64 {
	rows, cols, _ := strings.Cut(n.spelled, ";")
	var r, c int64
	_, _ = fmt.Sscanf(rows, "%d", &r)
	_, _ = fmt.Sscanf(cols, "%d", &c)
	return max(r, 1) * max(c, 1)
}

// factored is a third of d^3 for each of the matrices.
func factored(elements int64, d int, matrices int64) int64 {
	side := float64(d)
	if d == 0 {
		side = math.Sqrt(float64(elements) / float64(matrices))
	}
	return int64(math.Round(float64(matrices) * side * side * side / 3))
}

// groups is the number of rows along the last axis.
func groups(s tensor.Shape) int64 {
	if len(s) == 0 {
		return 1
	}
	return int64(s.TotalSize() / max(s[len(s)-1], 1))
}

// softmax is the maximum of k numbers, the differences from it, their exponentials, the sum and the division: 5k - 2.
func softmax(n *node) int64 { return 5*n.out - 2*groups(n.shape) }

// standardize is (x - m) r with r = 1/sqrt(v + eps) of each group, and scaled and shifted where there are a scale and a bias.
func standardize(n *node) int64 {
	each := int64(2)
	if len(n.in) > 3 {
		each = 4
	}
	if strings.HasSuffix(n.spelled, "_rate") {
		return 3 * n.out
	}
	return each*n.out + 3*n.in[1]
}
