package graph

import (
	"math"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
)

// binary computes Gorgonia's elementwise operators. Operands have the result's size or are one number. A comparison
// is computed here if it gives 0 and 1 of its operands' type, not booleans.
func binary[T kernel.Float](o *nativeOp) compute {
	for _, n := range o.sizes() {
		if n != 1 && n != o.out.TotalSize() {
			return nil
		}
	}
	operator, _, _ := strings.Cut(o.op.String(), " ")
	if f := arithmetic[T](operator); f != nil {
		return loop2(f)
	}
	if f := comparison[T](operator); f != nil && o.flag("retSame") {
		return loop2(f)
	}
	return nil
}

func arithmetic[T kernel.Float](operator string) func(dst, a, b []T) {
	switch operator {
	case "+":
		return kernel.Add[T]
	case "-":
		return kernel.Sub[T]
	case "⊙":
		return kernel.Mul[T]
	case "÷":
		return kernel.Div[T]
	case "^":
		return powers[T]
	}
	return nil
}

// powers sets dst[i] = a[i]^b[i]; the exponents that occur as constants have loops of their own.
func powers[T kernel.Float](dst, a, b []T) {
	if len(b) != 1 || len(a) != len(dst) {
		kernel.Map2(power[T])(dst, a, b)
		return
	}
	switch b[0] {
	case 1:
		copy(dst, a)
	case 2:
		kernel.Square(dst, a)
	case 3:
		cubes(dst, a)
	case -1:
		kernel.Reciprocal(dst, a)
	default:
		for i, v := range a {
			dst[i] = power(v, b[0])
		}
	}
}

func power[T kernel.Float](a, b T) T { return T(math.Pow(float64(a), float64(b))) }

func comparison[T kernel.Float](operator string) func(dst, a, b []T) {
	switch operator {
	case "<":
		return func(dst, a, b []T) { greater(dst, b, a) }
	case ">":
		return greater[T]
	case "<=":
		return func(dst, a, b []T) { greaterEqual(dst, b, a) }
	case ">=":
		return greaterEqual[T]
	case "==":
		return equal[T]
	case "!=":
		return unequal[T]
	}
	return nil
}

// greater sets dst[i] to 1 where a[i] > b[i] and to 0 elsewhere.
func greater[T kernel.Float](dst, a, b []T) {
	sa, sb := stride(a, dst), stride(b, dst)
	for i := range dst {
		dst[i] = one[T](a[i*sa] > b[i*sb])
	}
}

func greaterEqual[T kernel.Float](dst, a, b []T) {
	if len(b) == 1 && len(a) == len(dst) { // Rectify compares with a constant
		c := b[0]
		for i, v := range a {
			dst[i] = one[T](v >= c)
		}
		return
	}
	sa, sb := stride(a, dst), stride(b, dst)
	for i := range dst {
		dst[i] = one[T](a[i*sa] >= b[i*sb])
	}
}

func equal[T kernel.Float](dst, a, b []T) {
	sa, sb := stride(a, dst), stride(b, dst)
	for i := range dst {
		dst[i] = one[T](a[i*sa] == b[i*sb])
	}
}

func unequal[T kernel.Float](dst, a, b []T) {
	sa, sb := stride(a, dst), stride(b, dst)
	for i := range dst {
		dst[i] = one[T](a[i*sa] != b[i*sb])
	}
}

// stride is 1 for an operand of dst's length and 0 for one number.
func stride[T kernel.Float](x, dst []T) int {
	if len(x) == len(dst) {
		return 1
	}
	return 0
}
