// Command vec generates the assembly of package kernel for loops over elements and rows: for each kernel a function for
// AVX2 and one for AVX-512, made from the same Go function over vectors.
package main

import (
	"flag"
	"math"
	"slices"

	"github.com/deepprob/deepprob/internal/kernel/gen/level"
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
)

// groups are the files: what -group chooses.
var groups = map[string]func(){
	"float32": func() { emit(special(false)) },
	"arith": func() {
		for _, double := range []bool{false, true} {
			emit(arith(double))
			for _, l := range arith(double) {
				if l.broadcasts() {
					l.grid()
				}
			}
			sumRows(double)
			maxRows(double)
			sumColumns(double)
			sumSquares(double)
		}
	},
	"compound": func() { emit(compounds()) },
	"update": func() {
		for _, u := range updates() {
			u.emit(false)
			u.emit(true)
		}
	},
	"normal": func() { emit(normal()) },
	"random": func() {
		philox()
		emit(uniforms())
		for _, d := range slices.Concat(normals(), dropouts()) {
			d.emit()
		}
	},
	"gamma": func() { emit(gamma()) },
	"rows": func() {
		for _, double := range []bool{false, true} {
			logSumExp(double)
			logSoftmax(double)
			softmax(double)
		}
	},
	"mixture": func() {
		for _, x := range mixtures() {
			x.emit()
		}
	},
	"float64": func() { emit(special(true)) },
}

func main() {
	group := flag.String("group", "", "which functions to emit")
	flag.Parse()
	ConstraintExpr("amd64,!noasm")
	groups[*group]()
	level.Generate(pass.FunctionPass(dropSelfMoves))
}

// dropSelfMoves removes the copies of vectors whose register allocation made them copies to themselves.
func dropSelfMoves(f *ir.Function) error {
	f.Nodes = slices.DeleteFunc(f.Nodes, func(n ir.Node) bool {
		i, ok := n.(*ir.Instruction)
		return ok && (i.Opcode == "VMOVUPS" || i.Opcode == "VMOVUPD") && len(i.Operands) == 2 && i.Operands[0] == i.Operands[1]
	})
	return nil
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
		one("Log1p", "sets dst[i] = log(1 + x[i]).", 2, log1p),
		one("Tanh", "sets dst[i] = tanh x[i].", 1, tanh),
		one("Sigmoid", "sets dst[i] = 1/(1 + e^-x[i]).", 2, sigmoid),
		one("LogSigmoid", "sets dst[i] = -log(1 + e^-x[i]).", 2, logSigmoid),
		one("Softplus", "sets dst[i] = log(1 + e^x[i]).", 2, softplus),
		one("SiLU", "sets dst[i] = x[i]/(1 + e^-x[i]).", 1, silu),
		one("Erf", "sets dst[i] = erf x[i].", 1, erf),
		one("Erfc", "sets dst[i] = 1 - erf x[i].", 1, erfc),
		one("NormalCDF", "sets dst[i] = Phi(x[i]).", 1, normalCDF),
		one("GELU", "sets dst[i] = x[i] Phi(x[i]).", 1, gelu),
	}
}

// mixed is a loop over float32 that computes in float64.
func mixed(name, doc string, f func(V) V, domain func(V) V) loop {
	l := loop{name: "vec" + name + "32", doc: doc, double: true, narrow: narrow, unroll: 1, in: []string{"x"}, domain: domain}
	l.f = func(x ...V) V { return f(x[0]) }
	return l
}

// full is a loop over float64.
func full(name, doc string, f func(V) V, domain func(V) V) loop {
	l := mixed(name, doc, f, domain)
	l.name, l.narrow = "vec"+name+"64", likeLanes
	return l
}

// gamma are the functions that leave some arguments to scalar code: they stop there.
func gamma() []loop {
	const lgammaDoc, digammaDoc = "sets dst[i] = log Gamma(x[i]) up to the first vector with an x[i] outside its domain.", "sets dst[i] = psi(x[i]) up to the first vector with an x[i] outside its domain."
	pair := func(name, doc, a, b string, f func(a, b V) V) loop {
		l := mixed(name, doc, nil, nil)
		l.in, l.f = []string{a, b}, func(x ...V) V { return f(x[0], x[1]) }
		return l
	}
	return []loop{
		pair("LBeta", "sets dst[i] = log B(a[i], b[i]) of numbers that are positive, at least 1e-30 and at most 1e38.", "a", "b", lbetaMixed),
		pair("DigammaFall", "sets dst[i] = psi(x[i]) - psi(x[i]+d[i]) of such numbers, d[i] not below x[i]/1000.", "x", "d", digammaFallMixed),
		pair("LogGammaDensity", "sets dst[i] = log(x[i]^(a[i]-1) e^-x[i]/Gamma(a[i])), NaN unless 0 < a[i] < 16 and x[i] is positive and finite.", "a", "x", logGammaDensityMixed),
		pair("LogPoisson", "sets dst[i] = log(r[i]^k[i] e^-r[i]/k[i]!), NaN unless 0 <= k[i] < 16 and r[i] is positive and finite.", "k", "r", logPoissonMixed),
		mixed("Log1mExp", "sets dst[i] = log(1 - e^x[i]).", log1mExpMixed, nil),
		mixed("Lgamma", lgammaDoc, lgammaMixed, positive(0, math.Inf(1))),
		mixed("Digamma", digammaDoc, digammaMixed, positive(0, math.Inf(1))),
		full("Lgamma", lgammaDoc, lgamma64, positive(1e-300, 1e300)),
		full("Digamma", digammaDoc, digamma64, positive(1e-300, 1e300)),
	}
}

// normal are the functions of the normal distribution, and others, that float32 takes from float64.
func normal() []loop {
	pair := func(name, doc string, f func(x, dy V) V) loop {
		l := mixed(name, doc, nil, nil)
		l.in, l.f = []string{"x", "dy"}, func(x ...V) V { return f(x[0], x[1]) }
		return l
	}
	return []loop{
		mixed("LogNormalCDF", "sets dst[i] = log Phi(x[i]).", logNormalCDF, nil),
		full("LogNormalCDF", "sets dst[i] = log Phi(x[i]) up to the first vector with an x[i] of -30 or less.", logNormalCDF64, func(x V) V { return cmp(notGreater, x, num(-30)) }),
		mixed("InverseMills", "sets dst[i] = phi(x[i]) / Phi(x[i]).", inverseMills, nil),
		mixed("NormalQuantile", "sets dst[i] to the number with Phi(dst[i]) = x[i].", quantile, nil),
		pair("GELUGrad", "sets dst[i] = dy[i] (Phi(x[i]) + x[i] phi(x[i])).", geluGrad),
		pair("SiLUGrad", "sets dst[i] = dy[i] s (1 + x[i] (1-s)) with s = 1/(1 + e^-x[i]).", siluGrad),
		mixed("Sin", "sets dst[i] = sin x[i] up to the first vector with an |x[i]| of 2^30 or more.", sin, beyond(1<<30)),
		mixed("Cos", "sets dst[i] = cos x[i] up to the first vector with an |x[i]| of 2^30 or more.", cos, beyond(1<<30)),
		full("Sin", "sets dst[i] = sin x[i] up to the first vector with an |x[i]| of 2^20 or more.", sin64, beyond(1<<20)),
		full("Cos", "sets dst[i] = cos x[i] up to the first vector with an |x[i]| of 2^20 or more.", cos64, beyond(1<<20)),
		mixed("LogBesselI0e", "sets dst[i] = log(e^-|x[i]| I0(x[i])).", logBesselI0e, nil),
		full("LogBesselI0e", "sets dst[i] = log(e^-|x[i]| I0(x[i])).", logBesselI0e64, nil),
	}
}
