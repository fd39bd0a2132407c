package native

import (
	"math"
	"strings"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
)

// binary computes Gorgonia's elementwise operators. Operands have the result's size or are one number. A comparison
// is computed here if it gives 0 and 1 of its operands' type, not booleans.
func binary[T kernel.Float](o *Node) plan.Compute {
	for _, n := range o.sizes() {
		if n != 1 && n != o.Out.TotalSize() {
			return nil
		}
	}
	operator, _, _ := strings.Cut(o.Op.String(), " ")
	if f := arithmetic[T](operator); f != nil {
		return loop2(f)
	}
	if f := comparison[T](operator); f != nil && o.Flag("retSame") {
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
		return repeating(kernel.Less[T])
	case ">":
		less := repeating(kernel.Less[T])
		return func(dst, a, b []T) { less(dst, b, a) }
	case "<=":
		return func(dst, a, b []T) { greaterEqual(dst, b, a) }
	case ">=":
		return greaterEqual[T]
	case "==":
		return repeating(kernel.Equal[T])
	case "!=":
		return unequal[T]
	}
	return nil
}

// repeating makes a loop that takes one number for an operand of one that does not.
func repeating[T kernel.Float](f func(dst, a, b []T)) func(dst, a, b []T) {
	return func(dst, a, b []T) {
		switch n := len(dst); {
		case len(a) != n:
			kernel.Fill(dst, a[0])
			a = dst
		case len(b) != n:
			kernel.Fill(dst, b[0])
			b = dst
		}
		f(dst, a, b)
	}
}

// greaterEqual sets dst[i] to 1 where a[i] >= b[i] and to 0 elsewhere: where the larger of them, which is NaN if one is,
// equals a[i], or the smaller b[i].
func greaterEqual[T kernel.Float](dst, a, b []T) {
	if len(a) != len(dst) {
		kernel.Fill(dst, a[0])
		kernel.Minimum(dst, dst, b)
		kernel.Equal(dst, dst, b)
		return
	}
	repeating(kernel.Maximum[T])(dst, a, b)
	kernel.Equal(dst, dst, a)
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
