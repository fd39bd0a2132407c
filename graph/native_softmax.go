package graph

import (
	"math"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lanes is an axis of a row-major array: outer blocks of n elements that lie inner apart.
type lanes struct{ outer, n, inner int }

// softmaxLanes is the axis of a softmaxOp: the last one if none was named, and the first of a column.
func softmaxLanes(o *nativeOp) lanes {
	shape, axis := o.in[0], o.number("axis")
	if axis < 0 {
		axis = len(shape) - 1
		if len(shape) == 2 && shape[1] == 1 {
			axis = 0
		}
	}
	return lanes{tensor.ProdInts(shape[:axis]), shape[axis], tensor.ProdInts(shape[axis+1:])}
}

// softmax computes SoftMax and LogSoftMax of Gorgonia, which shift a row by a wrong maximum (NaN on [90, 0],
// [-90, 0] in float32).
func softmax[T kernel.Float](o *nativeOp) compute {
	l, f := softmaxLanes(o), kernel.Softmax[T]
	if isLog(o) {
		f = kernel.LogSoftmax[T]
	}
	if l.inner == 1 {
		return loop1(func(dst, x []T) { f(dst, x, l.n) })
	}
	log := isLog(o)
	return loop1(func(dst, x []T) {
		l.each(func(at int) { stridedSoftmax(dst[at:], x[at:], l.n, l.inner, log) })
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

func isLog(o *nativeOp) bool { return strings.Contains(o.op.String(), "true") }

// softmaxGrad is dx = y (dy - sum dy y), or for LogSoftMax dx = dy - e^y sum dy; the operands are x, y and dy.
func softmaxGrad[T kernel.Float](o *nativeOp) compute {
	l, f := softmaxLanes(o), gradOfSoftmax[T]
	if isLog(o) {
		f = gradOfLogSoftmax[T]
	}
	return func(out G.Value, in []G.Value) error {
		dst, y, dy := ops.Data[T](out), ops.Data[T](in[1]), ops.Data[T](in[2])
		l.each(func(at int) { f(dst[at:], y[at:], dy[at:], l.n, l.inner) })
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
func (l lanes) each(f func(at int)) {
	for i := range l.outer {
		for j := range l.inner {
			f(i*l.n*l.inner + j)
		}
	}
}
