// Command vec generates the assembly of package kernel for loops over elements and rows: one function a kernel, with a
// body for AVX2 and one for AVX-512, each made from the same Go function over vectors.
package main

import (
	"flag"

	. "github.com/mmcloughlin/avo/build"
)

// groups are the files: what -group chooses.
var groups = map[string]func(){
	"float32": func() { emit(special(false)) },
	"rows": func() {
		for _, double := range []bool{false, true} {
			logSumExp(double)
			logSoftmax(double)
			softmax(double)
		}
	},
	"float64": func() { emit(special(true)) },
}

func main() {
	group := flag.String("group", "", "which functions to emit")
	flag.Parse()
	ConstraintExpr("amd64,!noasm")
	groups[*group]()
	Generate()
}

func emit(loops []loop) {
	for _, l := range loops {
		l.emit()
	}
}

// special are the functions that are computed in lanes of their own type.
func special(double bool) []loop {
	suffix := "32"
	if double {
		suffix = "64"
	}
	one := func(name, doc string, unroll int, f func(V) V) loop {
		return loop{name: "vec" + name + suffix, doc: doc, double: double, unroll: unroll, in: []string{"x"}, f: func(x ...V) V { return f(x[0]) }}
	}
	return []loop{
		one("Exp", "sets dst[i] = e^x[i].", 2, exp),
		one("Expm1", "sets dst[i] = e^x[i] - 1.", 2, expm1),
		one("Log", "sets dst[i] = log x[i].", 2, log),
		one("Log1p", "sets dst[i] = log(1 + x[i]).", 1, log1p),
		one("Tanh", "sets dst[i] = tanh x[i].", 1, tanh),
		one("Sigmoid", "sets dst[i] = 1/(1 + e^-x[i]).", 2, sigmoid),
		one("LogSigmoid", "sets dst[i] = -log(1 + e^-x[i]).", 2, logSigmoid),
		one("Softplus", "sets dst[i] = log(1 + e^x[i]).", 2, softplus),
		one("SiLU", "sets dst[i] = x[i]/(1 + e^-x[i]).", 1, silu),
	}
}
