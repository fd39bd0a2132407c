package export

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// call is an operation's name taken apart: op(args)_suffix, or op_suffix.
type call struct {
	op     string
	args   []string
	suffix string
}

// parse takes the name of an operation of package ops apart, "conv(3,1,1,0;3,1,1,0)_relu" or "dense_leaky_relu(0.01)".
func parse(name string) call {
	for _, layer := range []string{"dense", "conv"} {
		rest, ok := strings.CutPrefix(name, layer)
		if ok && (rest == "" || rest[0] == '_' && statements[name] == nil) {
			return call{op: layer, suffix: strings.TrimPrefix(rest, "_")}
		}
	}
	op, rest, ok := strings.Cut(name, "(")
	if !ok {
		return call{op: op}
	}
	args, suffix, _ := strings.Cut(rest, ")")
	return call{op, strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ';' }), strings.TrimPrefix(suffix, "_")}
}

// ints are the arguments as whole numbers.
func (c call) ints() []int {
	out := make([]int, len(c.args))
	for i, a := range c.args {
		out[i], _ = strconv.Atoi(a)
	}
	return out
}

// literal is an argument as a constant of Go; beyond float32 it is infinite in a network of that.
func literal(arg string, bits int) string {
	v, err := strconv.ParseFloat(arg, bits)
	if errors.Is(err, strconv.ErrRange) {
		err = nil
	}
	switch {
	case err != nil || math.IsNaN(v):
		return "float(math.NaN())"
	case math.IsInf(v, 1):
		return "float(math.Inf(1))"
	case math.IsInf(v, -1):
		return "float(math.Inf(-1))"
	}
	return arg
}

// function is the expression of an activation, or of a function of one number, with the argument v, in floats of so many bits.
func (c call) function(v string, bits int) (expression string, ok bool) {
	format, ok := functions[c.op]
	if !ok || strings.Count(format, "%") != 1+len(c.args) {
		return "", false
	}
	args := []any{v}
	for _, a := range c.args {
		args = append(args, literal(a, bits))
	}
	return fmt.Sprintf(format, args...), true
}

// functions of a number, and of the parameters that they have.
var functions = map[string]string{
	"neg": "-%s", "abs": "abs(%s)", "sign": "sign(%s)", "square": "square(%s)", "sqrt": "sqrt(%s)", "reciprocal": "1 / %s",
	"exp": "exp(%s)", "expm1": "expm1(%s)", "log": "log(%s)", "log1p": "log1p(%s)", "floor": "floor(%s)",
	"sin": "sin(%s)", "cos": "cos(%s)", "sinh": "sinh(%s)", "cosh": "cosh(%s)", "atan": "atan(%s)", "asinh": "asinh(%s)",
	"relu": "relu(%s)", "tanh": "tanh(%s)", "sigmoid": "sigmoid(%s)", "softplus": "softplus(%s)", "gelu": "gelu(%s)", "silu": "silu(%s)",
	"leaky_relu": "leakyReLU(%s, %s)", "elu": "elu(%s, %s)",
	"log_sigmoid": "logSigmoid(%s)", "erf": "erf(%s)", "erfc": "erfc(%s)", "lgamma": "lgamma(%s)",
	"normal_cdf": "normalCDF(%s)", "log_normal_cdf": "logNormalCDF(%s)",
	"add_const": "%s + %s", "mul_const": "%s * %s", "clip": "clip(%s, %s, %s)",
	"between": "between(%s, %s, %s)",
}

// pairs are functions of two numbers, and choices of three.
var pairs = map[string]string{
	"add": "%s + %s", "sub": "%s - %s", "mul": "%s * %s", "div": "%s / %s",
	"maximum": "max(%s, %s)", "minimum": "min(%s, %s)",
	"less": "truth(%s < %s)", "equal": "truth(%s == %s)",
	"where": "choose(%s, %s, %s)", "keep": "choose(%s, %s, 0)", "drop": "choose(%s, 0, %s)",
}
