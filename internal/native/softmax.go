package native

import (
	"math"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Lanes is an axis of a row-major array: outer blocks of n elements that lie inner apart.
type Lanes struct{ Outer, N, Inner int }

// SoftmaxLanes is the axis of a softmaxOp: the last one if none was named, and the first of a column.
func SoftmaxLanes(o *Node) Lanes {
	shape, axis := o.In[0], o.Number("axis")
	if axis < 0 {
		axis = len(shape) - 1
		if len(shape) == 2 && shape[1] == 1 {
			axis = 0
		}
	}
	return Lanes{tensor.ProdInts(shape[:axis]), shape[axis], tensor.ProdInts(shape[axis+1:])}
}

// softmax computes SoftMax and LogSoftMax of Gorgonia, which shift a row by a wrong maximum (NaN on [90, 0],
// [-90, 0] in float32).
func softmax[T kernel.Float](o *Node) plan.Compute {
	l, f := SoftmaxLanes(o), kernel.Softmax[T]
	if IsLog(o) {
		f = kernel.LogSoftmax[T]
	}
	if l.Inner == 1 {
		return plan.Loop1(func(dst, x []T) { f(dst, x, l.N) })
	}
	log := IsLog(o)
	return plan.Loop1(func(dst, x []T) {
		l.each(func(at int) { stridedSoftmax(dst[at:], x[at:], l.N, l.Inner, log) })
	})
}

// stridedSoftmax is softmax, or its logarithm, of n elements step apart.
func stridedSoftmax[T kernel.Float](dst, x []T, n, step int, log bool) {
	largest := x[0]
	for i := 0; i < n*step; i += step {
		largest = max(largest, x[i])
	}
	total := 0.
	for i := 0; i < n*step; i += step {
		total += math.Exp(float64(x[i]) - float64(largest))
	}
	logTotal := math.Log(total)
	for i := 0; i < n*step; i += step {
		shifted := float64(x[i]) - float64(largest) - logTotal
		if !log {
			shifted = math.Exp(shifted)
		}
		dst[i] = T(shifted)
	}
}

// IsLog reports whether a softmaxOp is LogSoftMax, or the gradient of that.
func IsLog(o *Node) bool { return strings.Contains(o.Op.String(), "true") }

// softmaxGrad is dx = y (dy - sum dy y), or for LogSoftMax dx = dy - e^y sum dy; the operands are x, y and dy.
func softmaxGrad[T kernel.Float](o *Node) plan.Compute {
	l, f := SoftmaxLanes(o), gradOfSoftmax[T]
	if IsLog(o) {
		f = gradOfLogSoftmax[T]
	}
	return func(out G.Value, in []G.Value) error {
		dst, y, dy := ops.Data[T](out), ops.Data[T](in[1]), ops.Data[T](in[2])
		l.each(func(at int) { f(dst[at:], y[at:], dy[at:], l.N, l.Inner) })
		return nil
	}
}

func gradOfSoftmax[T kernel.Float](dst, y, dy []T, n, step int) {
	var dot T
	for i := 0; i < n*step; i += step {
		dot += dy[i] * y[i]
	}
	for i := 0; i < n*step; i += step {
		dst[i] = y[i] * (dy[i] - dot)
	}
}

func gradOfLogSoftmax[T kernel.Float](dst, y, dy []T, n, step int) {
	var total T
	for i := 0; i < n*step; i += step {
		total += dy[i]
	}
	for i := 0; i < n*step; i += step {
		dst[i] = dy[i] - T(math.Exp(float64(y[i])))*total
	}
}

// each calls f with the offset of the first element of every lane.
func (l Lanes) each(f func(at int)) {
	for i := range l.Outer {
		for j := range l.Inner {
			f(i*l.N*l.Inner + j)
		}
	}
}
