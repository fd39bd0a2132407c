// Package flops counts the floating-point operations of a graph's nodes, as they are counted by hand: a multiplication and the
// addition of its result are 2, every other function of a number (a division, exp, tanh, a comparison) is 1; copies, selections,
// lookups and random numbers are none. What a compiler of the graph saves, or a processor spends on an exp, is not in it.
package flops

import (
	"math"
	"reflect"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Of is the number of operations of n alone, its operands being there; 0 for an input. An op of the user's is taken for one that acts
// on each element.
func Of(n *G.Node) int64 {
	if n.Op() == nil {
		return 0
	}
	v := &node{shape: n.Shape(), out: int64(n.Shape().TotalSize())}
	for _, c := range build.Children(n) {
		v.shapes = append(v.shapes, c.Shape())
		v.in = append(v.in, int64(c.Shape().TotalSize()))
	}
	if t := reflect.Indirect(reflect.ValueOf(n.Op())).Type(); strings.HasPrefix(t.PkgPath(), "gorgonia.org/") {
		return v.by(natives, t.Name())
	}
	name, rest, _ := strings.Cut(n.Op().String(), "(")
	v.spelled = rest
	if strings.HasPrefix(name, "dense_") {
		name, v.spelled = "dense", ")_"
	}
	for strings.HasSuffix(name, "_n") || strings.HasSuffix(name, "_t") { // which operands are transposed
		name = name[:len(name)-2]
	}
	return v.by(ops, name)
}

// node is what counts of one.
type node struct {
	out     int64 // elements of the result
	in      []int64
	shape   tensor.Shape
	shapes  []tensor.Shape // of the operands
	spelled string         // what follows "(" in the name: the parameters of the op
}

func (n *node) by(table map[string]func(*node) int64, name string) int64 {
	if f, ok := table[name]; ok && len(n.in) > 0 {
		return f(n)
	}
	if len(n.in) == 0 { // a constant, or noise
		return 0
	}
	return n.out
}

// ops are those of package ops that do not act on each element, by what their names begin with.
var ops = map[string]func(*node) int64{
	"reshape": free, "broadcast_to": free, "transpose": free, "slice": free, "pad": free, "concat": free, "stop_gradient": free,
	"take": free, "put": whole, "reorder": free, "pick": free, "one_hot": free, "where": free, "keep": free, "drop": free,
	"full": free, "uniform": free, "normal": free, "dropout_mask": free,
	"tril": free, "diag": free, "take_diag": free, "batch_tril": free, "batch_diag": free, "batch_take_diag": free, "batch_transpose": free,

	"dense": linear, "conv": linear,
	"matmul":           func(n *node) int64 { return 2 * n.out * n.inner() },
	"batch_matmul":     func(n *node) int64 { return 2 * n.out * n.first() },
	"cholesky":         func(n *node) int64 { return factored(n.in[0], n.shape[0], 1) },
	"batch_cholesky":   func(n *node) int64 { return factored(n.in[0], 0, groups(n.shape)) },
	"triangular_solve": func(n *node) int64 { return n.out * int64(n.shapes[0][0]) },
	"batch_triangular_solve": func(n *node) int64 {
		return n.out * int64(math.Round(math.Sqrt(float64(n.shapes[0][len(n.shapes[0])-1]))))
	},
	"max_pool": func(n *node) int64 { return n.out * (n.window() - 1) },
	"avg_pool": func(n *node) int64 { return n.out * n.window() },

	"sum": reduced, "max": reduced, "mean": whole, "cum_sum": whole,
	"variance":    func(n *node) int64 { return 3 * n.in[0] }, // the sum of (x - m)^2, over their number
	"standardize": standardize,
	"softmax":     softmax,
	"log_softmax": func(n *node) int64 { return softmax(n) + groups(n.shape) }, // x - max - log sum
	"log_sum_exp": func(n *node) int64 { return 4 * n.in[0] },                  // the last two, log and +, make up for k - 1
}

// natives are Gorgonia's own ops that do not act on each element, by their types.
var natives = map[string]func(*node) int64{
	"reshapeOp": free, "repeatOp": free, "transposeOp": free, "concatOp": free, "sliceOp": free, "im2colOp": free, "byIndicesOp": free,
	"sizeOp": free, "randomOp": free, "dropoutOp": free, "readOp": free, "letOp": free,
	"linAlgBinOp": func(n *node) int64 { return 2 * n.out * n.inner() },
	"sumOp":       reduced, "maxOp": reduced, "maxPoolOp": reduced, "avgPoolOp": whole,
	"softmaxOp":   softmax,
	"BatchNormOp": func(n *node) int64 { return 4 * n.out },
}

func free(*node) int64 { return 0 }

// whole is an operation for each element of the operand.
func whole(n *node) int64 { return n.in[0] }

// reduced is k - 1 operations for k elements.
func reduced(n *node) int64 { return n.in[0] - n.out }
