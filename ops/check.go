package ops

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// maxRank is the largest number of axes an operand may have.
const maxRank = 4

// compute is what an op does: it writes its value into out. It keeps no state and allocates nothing.
type compute = func(out G.Value, in []G.Value)

// pieces computes what lies from lo to hi, of rows or images, apart from the others.
type pieces = func(out G.Value, in []G.Value, lo, hi int)

// pick returns the compute function of a type: the element type is chosen when the op is made, not when it runs.
func pick(dt tensor.Dtype, f32, f64 compute) compute {
	if dt == tensor.Float32 {
		return f32
	}
	return f64
}

// pickPieces is pick for what is computed in pieces.
func pickPieces(dt tensor.Dtype, f32, f64 pieces) pieces {
	if dt == tensor.Float32 {
		return f32
	}
	return f64
}

// floats refuses operands that are nil, are not all float32 or all float64, or whose rank is above 4.
func floats(op string, in ...*G.Node) {
	build.Given(op, in...)
	for _, x := range in {
		switch dt := x.Dtype(); {
		case dt != tensor.Float32 && dt != tensor.Float64:
			build.Fail(op, shapes(in...), "%s is %v: only float32 and float64 have arithmetic", label(x), dt)
		case dt != in[0].Dtype():
			build.Fail(op, shapes(in...), "%s is %v and %s is %v: make both the same type", label(in[0]), in[0].Dtype(), label(x), dt)
		case x.Dims() > maxRank:
			build.Fail(op, shapes(in...), "an operand has %d axes, at most %d are possible: reshape it first", x.Dims(), maxRank)
		}
	}
}

// label is how an error calls an operand.
func label(x *G.Node) string {
	if x.Op() == nil {
		return x.Name()
	}
	return x.Op().String()
}

// rank refuses an operand that has not the wanted number of axes.
func rank(op string, x *G.Node, want int, hint string) {
	if x.Dims() != want {
		build.Fail(op, shapes(x), "%d axes are needed, not %d: %s", want, x.Dims(), hint)
	}
}

// number writes a parameter into an op's name with all its digits: ops of one name are one node.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// named writes an op's name with its parameters.
func named(op string, parameters ...any) string {
	parts := make([]string, len(parameters))
	for i, p := range parameters {
		switch p := p.(type) {
		case float64:
			parts[i] = number(p)
		case tensor.Shape:
			parts[i] = strings.ReplaceAll(strings.Trim(build.ShapeString(p), "(,)"), ", ", "x")
		default:
			parts[i] = fmt.Sprint(p)
		}
	}
	return op + "(" + strings.Join(parts, ",") + ")"
}

// loop1 is the compute function of an elementwise loop.
func loop1[T kernel.Float](f func(dst, x []T)) compute {
	return func(out G.Value, in []G.Value) { f(Data[T](out), Data[T](in[0])) }
}
