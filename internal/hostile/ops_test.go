package hostile_test

import (
	"flag"
	"reflect"
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/hostile"
	"github.com/deepprob/deepprob/internal/slow"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

// opsFuncs are all functions of package ops that make nodes; a new one must be entered.
var opsFuncs = map[string]any{
	"Abs": ops.Abs, "Add": ops.Add, "AddConst": ops.AddConst, "AddLogWeight": ops.AddLogWeight, "AvgPool": ops.AvgPool, "BetaEntropy": ops.BetaEntropy,
	"BatchCholesky": ops.BatchCholesky, "BatchDiag": ops.BatchDiag, "BatchMatMul": ops.BatchMatMul, "BatchTakeDiag": ops.BatchTakeDiag,
	"BatchTranspose": ops.BatchTranspose, "BatchTriangularSolve": ops.BatchTriangularSolve, "BatchTril": ops.BatchTril,
	"Between": ops.Between, "BroadcastTo": ops.BroadcastTo, "Cholesky": ops.Cholesky, "Clip": ops.Clip, "Concat": ops.Concat, "Conv": ops.Conv, "Cos": ops.Cos,
	"Dense": ops.Dense, "Diag": ops.Diag, "Digamma": ops.Digamma, "Div": ops.Div, "DropoutMask": ops.DropoutMask, "ELU": ops.ELU, "Equal": ops.Equal,
	"Erf": ops.Erf, "Erfc": ops.Erfc, "Exp": ops.Exp, "Expm1": ops.Expm1, "Full": ops.Full, "Values": ops.Values, "GELU": ops.GELU, "Gram": ops.Gram, "IsInteger": ops.IsInteger,
	"LeakyReLU": ops.LeakyReLU, "Less": ops.Less, "Lgamma": ops.Lgamma, "Log": ops.Log, "Log1p": ops.Log1p, "LogBeta": ops.LogBeta, "LogExpE1": ops.LogExpE1,
	"LogGap": ops.LogGap, "LogNormalCDF": ops.LogNormalCDF, "InverseMills": ops.InverseMills, "LogSigmoid": ops.LogSigmoid, "LogSoftmax": ops.LogSoftmax, "LogSumExp": ops.LogSumExp,
	"MatMul": ops.MatMul, "Max": ops.Max, "MoveAxis": ops.MoveAxis, "MaxPool": ops.MaxPool, "Maximum": ops.Maximum, "Mean": ops.Mean, "Minimum": ops.Minimum, "Mul": ops.Mul,
	"MulConst": ops.MulConst, "Neg": ops.Neg, "Normal": ops.Normal, "NormalCDF": ops.NormalCDF, "Normalize": ops.Normalize, "OneHot": ops.OneHot,
	"Pick": ops.Pick, "ReLU": ops.ReLU, "Reciprocal": ops.Reciprocal, "RegIncBeta": ops.RegIncBeta, "Reorder": ops.Reorder, "Reshape": ops.Reshape, "SiLU": ops.SiLU,
	"Sigmoid": ops.Sigmoid, "Sign": ops.Sign, "Sin": ops.Sin, "Slice": ops.Slice, "Softmax": ops.Softmax, "Softplus": ops.Softplus, "Split": ops.Split,
	"Sqrt": ops.Sqrt, "Square": ops.Square, "Standardize": ops.Standardize, "StopGradient": ops.StopGradient, "StrictTril": ops.StrictTril, "Sub": ops.Sub,
	"Sum": ops.Sum, "SumTo": ops.SumTo, "Take": ops.Take, "TakeDiag": ops.TakeDiag, "Tanh": ops.Tanh, "Transpose": ops.Transpose,
	"TriangularSolve": ops.TriangularSolve, "Trigamma": ops.Trigamma, "Tril": ops.Tril, "Uniform": ops.Uniform, "Where": ops.Where, "XLog1pY": ops.XLog1pY,
	"XLogY": ops.XLogY, "XMulY": ops.XMulY,
	"Bernstein": ops.Bernstein, "BernsteinInverse": ops.BernsteinInverse, "RationalQuadratic": ops.RationalQuadratic,
	"RationalQuadraticInverse": ops.RationalQuadraticInverse, "RationalQuadraticKnots": ops.RationalQuadraticKnots,
	"Asinh": ops.Asinh, "Atan": ops.Atan, "Cosh": ops.Cosh, "CumSum": ops.CumSum, "Floor": ops.Floor, "Log1mExp": ops.Log1mExp,
	"LogGammaDensity": ops.LogGammaDensity, "LogRegIncGamma": ops.LogRegIncGamma, "LogRegIncGammaC": ops.LogRegIncGammaC,
	"RegIncGamma": ops.RegIncGamma, "RegIncGammaC": ops.RegIncGammaC,
	"LogBetaDensity": ops.LogBetaDensity, "LogRegIncBeta": ops.LogRegIncBeta, "LogRegIncBetaC": ops.LogRegIncBetaC, "RegIncBetaC": ops.RegIncBetaC,
	"LogStandardGamma": ops.LogStandardGamma, "StandardBeta": ops.StandardBeta, "StandardGamma": ops.StandardGamma,
	"StandardStudentT": ops.StandardStudentT, "Apportion": ops.Apportion, "BinomialQuantile": ops.BinomialQuantile,
	"LogBinomial": ops.LogBinomial, "LogBinomialMass": ops.LogBinomialMass, "LogNegativeBinomial": ops.LogNegativeBinomial, "LogPoisson": ops.LogPoisson,
	"LogBesselI0": ops.LogBesselI0, "LogBesselI0e": ops.LogBesselI0e, "LogSkewNormalCDF": ops.LogSkewNormalCDF, "LogVonMisesCDF": ops.LogVonMisesCDF,
	"LogVonMisesDensity": ops.LogVonMisesDensity, "SkewNormalCDF": ops.SkewNormalCDF, "StandardVonMises": ops.StandardVonMises, "VonMisesCDF": ops.VonMisesCDF,
	"LogNormalQuantile": ops.LogNormalQuantile, "NormalQuantile": ops.NormalQuantile, "Sinh": ops.Sinh,
}

// opsExempt are not called here, for a reason.
var opsExempt = map[string]string{
	"Data":     "the memory of a value: panics for what has none, as it says",
	"NewValue": "allocates what it is asked for",
}

var full = flag.Bool("full", false, "draw twice as many calls, half a minute")

// tries is how many calls of a function are drawn, of n with -full.
func tries(n int) uint64 {
	switch {
	case testing.Short():
		n = (n + 3) / 4
	case !*full:
		n = (n + 1) / 2
	}
	return uint64(n)
}

// complete fails for exported names that are not in one of the tables, and for names in them that are not exported.
func complete[T any](t *testing.T, exported []string, table map[string]T, exempt map[string]string) {
	t.Helper()
	for _, name := range exported {
		if _, ok := table[name]; !ok && exempt[name] == "" {
			t.Errorf("%s is not in the table of this test: enter it", name)
		}
	}
	for name := range table {
		if !slices.Contains(exported, name) {
			t.Errorf("%s is in the table but not exported", name)
		}
	}
}

// No call of a function of package ops panics out of a Func, with whatever nodes, integers and numbers.
func TestOpsSurvive(t *testing.T) {
	slow.Test(t)
	funcs, _, err := hostile.Exported("../../ops")
	if err != nil {
		t.Fatal(err)
	}
	complete(t, funcs, opsFuncs, opsExempt)
	for name, f := range opsFuncs {
		built := 0
		for seed := range tries(300) {
			if survives(t, "ops."+name, seed, func(in G.Nodes) G.Nodes {
				return nodesOf(call(args(seed, name, in), reflect.ValueOf(f)))
			}) {
				built++
			}
		}
		if built == 0 && !testing.Short() {
			t.Logf("ops.%s was never built", name)
		}
	}
}
