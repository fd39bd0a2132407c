package kernel

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// compoundLines are the compounds with assembly, which the generator reads too: a name that ends in 32 or 64, and the code.
//
//go:embed compounds.txt
var compoundLines string

// Compound is the loop of an expression of up to three operands: one pass over memory, a func(dst, a []T), func(dst, a, b []T) or
// func(dst, a, b, c []T) over slices of one length, with the bits of the loops of its operations. It is nil if there is no assembly
// for it.
//
// The code is operations between " | ", each with the numbers that it has in brackets and its operands after it: x0, x1 and x2 are
// those of the compound, numbered as they are met, t0, t1, ... the results before, the rest are numbers. The last result is that of
// the compound.
func Compound[T Float](code string) any {
	suffix := "64"
	if isSingle[T]() {
		suffix = "32"
	}
	name := compoundNames()[suffix+code]
	if name == "" || CPULevel() == Generic {
		return nil
	}
	if isSingle[T]() {
		return loopOf[float32](compounds32[name], code)
	}
	return loopOf[float64](compounds64[name], code)
}

// compoundNames are names by type and code.
var compoundNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(compoundLines) {
		if name, code, ok := strings.Cut(strings.TrimSpace(line), " | "); ok && line[0] != '#' {
			names[name[len(name)-2:]+code] = name
		}
	}
	return names
})

// loopOf makes the loop of one of the assembly functions, which differ by their operands.
func loopOf[T Float](assembly any, code string) any {
	switch f := assembly.(type) {
	case func(dst, a *T, n int, l Level):
		return func(dst, a []T) {
			if l := CPULevel(); l == Generic {
				runCode(code, dst, a)
			} else if n := len(dst); n > 0 {
				f(&dst[0], &a[:n][0], n, l)
			}
		}
	case func(dst, a, b *T, n int, l Level):
		return func(dst, a, b []T) {
			if l := CPULevel(); l == Generic {
				runCode(code, dst, a, b)
			} else if n := len(dst); n > 0 {
				f(&dst[0], &a[:n][0], &b[:n][0], n, l)
			}
		}
	case func(dst, a, b, c *T, n int, l Level):
		return func(dst, a, b, c []T) {
			if l := CPULevel(); l == Generic {
				runCode(code, dst, a, b, c)
			} else if n := len(dst); n > 0 {
				f(&dst[0], &a[:n][0], &b[:n][0], &c[:n][0], n, l)
			}
		}
	}
	return nil
}

// runCode computes a compound by the loops of its operations: what the assembly is tested against, and what runs where a test has
// lowered the level of a compiled program.
func runCode[T Float](code string, dst []T, x ...[]T) {
	var results [][]T
	for line := range strings.SplitSeq(code, " | ") {
		fields := strings.Fields(line)
		var in [3][]T
		for i, operand := range fields[1:] {
			in[i] = operandOf(operand, len(dst), x, results)
		}
		y := make([]T, len(dst))
		operate(fields[0], y, in)
		results = append(results, y)
	}
	copy(dst, results[len(results)-1])
}

func operandOf[T Float](name string, n int, x, results [][]T) []T {
	if k, err := strconv.Atoi(name[1:]); err == nil && name[0] == 'x' {
		return x[k][:n]
	} else if err == nil && name[0] == 't' {
		return results[k]
	}
	v, _ := strconv.ParseFloat(name, 64)
	full := make([]T, n)
	Fill(full, T(v))
	return full
}

// operate runs the loop of an operation.
func operate[T Float](op string, dst []T, x [3][]T) {
	name, list, _ := strings.Cut(strings.TrimSuffix(op, ")"), "(")
	var c [2]float64
	for i, v := range strings.Split(list, ",")[:min(2, strings.Count(list, ",")+1)] {
		c[i], _ = strconv.ParseFloat(v, 64)
	}
	switch name {
	case "add_const":
		Shift[T](c[0])(dst, x[0])
	case "mul_const":
		Scale[T](c[0])(dst, x[0])
	case "where_between":
		SelectBetween[T](c[0], c[1])(dst, x[0], x[1], x[2])
	case "between":
		Between[T](c[0], c[1])(dst, x[0])
	case "where":
		Select(dst, x[0], x[1], x[2])
	case "log", "log1p", "abs", "neg", "square", "reciprocal":
		map[string]func(dst, a []T){"log": Log[T], "log1p": Log1p[T], "abs": Abs[T], "neg": Neg[T], "square": Square[T], "reciprocal": Reciprocal[T]}[name](dst, x[0])
	case "add", "sub", "mul", "div", "less", "equal":
		map[string]func(dst, a, b []T){"add": Add[T], "sub": Sub[T], "mul": Mul[T], "div": Div[T], "less": Less[T], "equal": Equal[T]}[name](dst, x[0], x[1])
	default:
		panic("kernel: no operation is called " + op)
	}
}
