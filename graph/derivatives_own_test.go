package graph_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// ownDerivatives are the ops of package ops, each called as the function is.
func ownDerivatives() []derivative {
	var all []derivative
	for _, part := range [][]derivative{ownUnary(), ownBinary(), ownReductions(), ownMovements(), ownNets(), ownMatrices(), ownBatches(), ownMaps()} {
		all = append(all, part...)
	}
	for i := range all {
		all[i].op = "ops." + all[i].op
	}
	return all
}

func alone(f func(*G.Node) *G.Node) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return f(in[0]) }
}

func pair(f func(a, b *G.Node) *G.Node) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return f(in[0], in[1]) }
}

func ownUnary() (all []derivative) {
	for _, c := range []struct {
		op     string
		lo, hi float64
		f      func(*G.Node) *G.Node
	}{
		{"Neg", -2, 2, ops.Neg}, {"Abs", .1, 2, ops.Abs}, {"Abs", -2, -.1, ops.Abs}, {"Sign", .1, 2, ops.Sign},
		{"Square", -2, 2, ops.Square}, {"Sqrt", .5, 3, ops.Sqrt}, {"Reciprocal", .5, 3, ops.Reciprocal}, {"Exp", -2, 2, ops.Exp},
		{"Expm1", -2, 2, ops.Expm1}, {"Log", .5, 3, ops.Log}, {"Log1p", -.5, 2, ops.Log1p}, {"Sin", -2, 2, ops.Sin}, {"Cos", -2, 2, ops.Cos},
		{"Tanh", -2, 2, ops.Tanh}, {"Sigmoid", -3, 3, ops.Sigmoid}, {"LogSigmoid", -3, 3, ops.LogSigmoid}, {"Softplus", -3, 3, ops.Softplus},
		{"ReLU", .1, 2, ops.ReLU}, {"ReLU", -2, -.1, ops.ReLU}, {"GELU", -3, 3, ops.GELU}, {"SiLU", -3, 3, ops.SiLU},
		{"Erf", -2, 2, ops.Erf}, {"Erfc", -2, 2, ops.Erfc}, {"NormalCDF", -3, 3, ops.NormalCDF}, {"LogNormalCDF", -6, 3, ops.LogNormalCDF}, {"InverseMills", -6, 3, ops.InverseMills},
		{"Lgamma", .8, 4, ops.Lgamma}, {"Digamma", .8, 4, ops.Digamma}, {"Trigamma", .8, 4, ops.Trigamma}, {"LogExpE1", .3, 5, ops.LogExpE1}, {"LogGap", -.5, 2, ops.LogGap},
		{"Atan", -2, 2, ops.Atan}, {"Asinh", -2, 2, ops.Asinh}, {"Sinh", -2, 2, ops.Sinh}, {"Cosh", -2, 2, ops.Cosh}, {"Floor", .1, .9, ops.Floor},
		{"LogBesselI0", -3, 3, ops.LogBesselI0}, {"LogBesselI0e", .3, 30, ops.LogBesselI0e},
		{"Log1mExp", -3, -.5, ops.Log1mExp}, {"NormalQuantile", .2, .8, ops.NormalQuantile}, {"LogNormalQuantile", -9, -.3, ops.LogNormalQuantile},
		{"LeakyReLU", .1, 2, func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .2) }},
		{"LeakyReLU", -2, -.1, func(x *G.Node) *G.Node { return ops.LeakyReLU(x, .2) }},
		{"ELU", .1, 2, func(x *G.Node) *G.Node { return ops.ELU(x, .7) }},
		{"ELU", -2, -.1, func(x *G.Node) *G.Node { return ops.ELU(x, .7) }},
		{"AddConst", -2, 2, func(x *G.Node) *G.Node { return ops.AddConst(x, 3) }},
		{"MulConst", -2, 2, func(x *G.Node) *G.Node { return ops.MulConst(x, -.3) }},
		{"Clip", -.9, .9, func(x *G.Node) *G.Node { return ops.Clip(x, -1, 1) }},
		{"Clip", 1.1, 2, func(x *G.Node) *G.Node { return ops.Clip(x, -1, 1) }},
		{"Between", -.9, .9, func(x *G.Node) *G.Node { return ops.Between(x, -1, 1) }},
		{"IsInteger", .1, .9, ops.IsInteger},
		{"OneHot", .1, .9, func(x *G.Node) *G.Node { return ops.OneHot(ops.Reshape(x, -1), 3) }},
	} {
		for _, shape := range []tensor.Shape{{}, {5}, {2, 1, 3, 2}} {
			all = append(all, derivative{c.op, []domain{on(c.lo, c.hi, shape...)}, alone(c.f)})
		}
	}
	return all
}

func ownBinary() (all []derivative) {
	for _, c := range []struct {
		op string
		f  func(a, b *G.Node) *G.Node
	}{
		{"Add", ops.Add}, {"Sub", ops.Sub}, {"Mul", ops.Mul}, {"Div", ops.Div}, {"XLogY", ops.XLogY}, {"XLog1pY", ops.XLog1pY}, {"XMulY", ops.XMulY},
		{"LogBeta", ops.LogBeta}, {"AddLogWeight", ops.AddLogWeight}, {"BetaEntropy", ops.BetaEntropy},
		{"RegIncGamma", ops.RegIncGamma}, {"RegIncGammaC", ops.RegIncGammaC}, {"LogRegIncGamma", ops.LogRegIncGamma},
		{"LogRegIncGammaC", ops.LogRegIncGammaC}, {"LogGammaDensity", ops.LogGammaDensity},
		{"VonMisesCDF", ops.VonMisesCDF}, {"LogVonMisesCDF", ops.LogVonMisesCDF}, {"LogVonMisesDensity", ops.LogVonMisesDensity},
		{"StandardVonMises", ops.StandardVonMises}, {"SkewNormalCDF", ops.SkewNormalCDF}, {"LogSkewNormalCDF", ops.LogSkewNormalCDF},
		{"StandardGamma", ops.StandardGamma}, {"LogStandardGamma", ops.LogStandardGamma}, {"StandardStudentT", ops.StandardStudentT},
		{"Maximum", ops.Maximum}, {"Minimum", ops.Minimum}, {"Less", ops.Less}, {"Equal", ops.Equal},
	} {
		for _, s := range [][2]tensor.Shape{{{}, {}}, {{2, 3}, {2, 3}}, {{2, 3}, {3}}, {{}, {2, 3}}, {{3, 1}, {2}}, {{2, 1, 2, 1}, {3, 1, 2}}} {
			all = append(all, derivative{c.op, []domain{on(.5, 1.2, s[0]...), on(1.3, 2, s[1]...)}, pair(c.f)},
				derivative{c.op, []domain{on(1.3, 2, s[0]...), on(.5, 1.2, s[1]...)}, pair(c.f)})
		}
	}
	mask := func(x *G.Node) *G.Node { return ops.Between(x, 0, 10) }
	return append(all,
		derivative{"Where", []domain{free(2, 3), free(3), free(2, 1)}, func(in []*G.Node) *G.Node {
			return ops.Where(mask(in[0]), ops.Exp(in[1]), ops.Sin(in[2]))
		}},
		derivative{"RegIncGamma for x", []domain{on(.5, 3, 2, 3)}, shaped(ops.RegIncGamma)},
		derivative{"RegIncGammaC for x", []domain{on(.5, 3, 2, 3)}, shaped(ops.RegIncGammaC)},
		derivative{"LogRegIncGamma for x", []domain{on(.5, 3, 2, 3)}, shaped(ops.LogRegIncGamma)},
		derivative{"LogRegIncGammaC for x", []domain{on(.5, 3, 2, 3)}, shaped(ops.LogRegIncGammaC)},
		derivative{"LogPoisson", []domain{on(.3, 9, 2, 3), on(.5, 9, 3)}, pair(ops.LogPoisson)},
		derivative{"LogBinomial", []domain{on(3, 9, 2, 3), on(.5, 2.5, 3)}, pair(ops.LogBinomial)},
		derivative{"LogBinomialMass", []domain{on(.5, 2.5, 2, 3), on(3, 20, 3), free(2, 1)}, func(in []*G.Node) *G.Node {
			return ops.LogBinomialMass(in[0], in[1], in[2])
		}},
		derivative{"LogNegativeBinomial", []domain{on(.5, 12, 2, 3), on(.5, 20, 3), on(.5, 9, 2, 1)}, func(in []*G.Node) *G.Node {
			return ops.LogNegativeBinomial(in[0], in[1], in[2])
		}},
		derivative{"BinomialQuantile", []domain{on(5, 9, 2, 3), free(3), free(2, 1)}, func(in []*G.Node) *G.Node {
			return ops.BinomialQuantile(ops.Floor(in[0]), in[1], in[2])
		}},
		derivative{"Apportion", []domain{on(5, 9, 2), free(2, 3)}, func(in []*G.Node) *G.Node {
			return ops.Apportion(ops.Floor(in[0]), ops.Softmax(in[1]))
		}},
		incompleteBeta("RegIncBeta", ops.RegIncBeta), incompleteBeta("RegIncBetaC", ops.RegIncBetaC),
		incompleteBeta("LogRegIncBeta", ops.LogRegIncBeta), incompleteBeta("LogRegIncBetaC", ops.LogRegIncBetaC),
		triple("RegIncBeta", ops.RegIncBeta), triple("RegIncBetaC", ops.RegIncBetaC), triple("LogRegIncBeta", ops.LogRegIncBeta),
		triple("LogRegIncBetaC", ops.LogRegIncBetaC), triple("LogBetaDensity", ops.LogBetaDensity), triple("StandardBeta", ops.StandardBeta))
}

// incompleteBeta is one with constant shapes.
func incompleteBeta(op string, f func(a, b, x *G.Node) *G.Node) derivative {
	return derivative{op + " for x", []domain{on(.2, .8, 2, 3)}, func(in []*G.Node) *G.Node {
		a := ops.Full(in[0].Graph(), tensor.Float64, 1.7, 3)
		return f(a, ops.MulConst(a, 2), in[0])
	}}
}

func triple(op string, f func(a, b, c *G.Node) *G.Node) derivative {
	return derivative{op, []domain{on(1, 2, 2), on(1, 2, 2), on(.2, .8, 2)}, func(in []*G.Node) *G.Node { return f(in[0], in[1], in[2]) }}
}

// shaped gives f a constant first operand.
func shaped(f func(a, x *G.Node) *G.Node) func([]*G.Node) *G.Node {
	return func(in []*G.Node) *G.Node { return f(ops.Full(in[0].Graph(), tensor.Float64, 1.7, 3), in[0]) }
}

func ownReductions() []derivative {
	over := func(f func(*G.Node, ...int) *G.Node, axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { return f(in[0], axes...) }
	}
	deep := []domain{free(2, 3, 2, 2)}
	return squared([]derivative{
		{"Sum", deep, over(ops.Sum)}, {"Sum", deep, over(ops.Sum, 1, -1)}, {"Sum", deep, over(ops.Sum, 0, 2)},
		{"Mean", deep, over(ops.Mean)}, {"Mean", deep, over(ops.Mean, 2)}, {"Mean", deep, over(ops.Mean, 3, 0)},
		{"Max", deep, over(ops.Max)}, {"Max", deep, over(ops.Max, 1)}, {"Max", deep, over(ops.Max, 0, 2)},
		{"SumTo", []domain{free(2, 3, 2)}, alone(func(x *G.Node) *G.Node { return ops.SumTo(x, tensor.Shape{3, 1}) })},
		{"LogSumExp", []domain{free(2, 3)}, alone(ops.LogSumExp)}, {"LogSumExp", []domain{free(4)}, alone(ops.LogSumExp)},
		{"LogSoftmax", []domain{free(2, 2, 3)}, alone(ops.LogSoftmax)}, {"Softmax", []domain{free(2, 3)}, alone(ops.Softmax)},
		{"Softmax", []domain{free(2, 1, 2, 3)}, alone(ops.Softmax)}, {"CumSum", []domain{free(2, 2, 3)}, alone(ops.CumSum)},
	})
}

func ownMovements() []derivative {
	number := func(n int) func(*G.Node) *G.Node { // whole numbers 0 ... n-1 of numbers between 0 and n
		return func(x *G.Node) *G.Node {
			total := ops.Between(x, 1, 1e9)
			for i := 2; i < n; i++ {
				total = ops.Add(total, ops.Between(x, float64(i), 1e9))
			}
			return total
		}
	}
	return squared([]derivative{
		{"Reshape", []domain{free(2, 3)}, alone(func(x *G.Node) *G.Node { return ops.Reshape(x, 3, -1) })},
		{"BroadcastTo", []domain{free(3, 1)}, alone(func(x *G.Node) *G.Node { return ops.BroadcastTo(x, tensor.Shape{2, 3, 2}) })},
		{"Transpose", []domain{free(2, 3)}, alone(ops.Transpose)},
		{"MoveAxis", []domain{free(2, 3, 4)}, alone(func(x *G.Node) *G.Node { return ops.MoveAxis(x, 0, -1) })},
		{"MoveAxis", []domain{free(2, 3, 2, 2)}, alone(func(x *G.Node) *G.Node { return ops.MoveAxis(x, 2, 1) })},
		{"Slice", []domain{free(2, 4, 2)}, alone(func(x *G.Node) *G.Node { return ops.Slice(x, 1, 1, 3) })},
		{"Slice", []domain{free(2, 3, 2, 4)}, alone(func(x *G.Node) *G.Node { return ops.Slice(x, -1, 0, 2) })},
		{"Split", []domain{free(2, 4)}, alone(func(x *G.Node) *G.Node {
			s := ops.Split(x, -1, 1, 2, 1)
			return ops.Mul(ops.Mul(s[0], s[1]), s[2])
		})},
		{"Reorder", []domain{free(2, 4)}, alone(func(x *G.Node) *G.Node { return ops.Reorder(x, 2, 0, 3, 1) })},
		{"Concat", []domain{free(2, 1), free(2, 2)}, pair(func(a, b *G.Node) *G.Node { return ops.Concat(1, a, b, a) })},
		{"Pick", []domain{free(2, 1, 4), on(2.2, 2.8, 3)}, pair(func(x, i *G.Node) *G.Node { return ops.Pick(x, number(4)(i)) })},
		{"Take", []domain{free(4, 2), on(2.2, 2.8, 3, 2)}, pair(func(x, i *G.Node) *G.Node { return ops.Take(x, number(4)(i)) })},
	})
}

func ownNets() (all []derivative) {
	linear := func(f func(x, w, b *G.Node, act ops.Activation) *G.Node, act ops.Activation) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node {
			if len(in) == 2 {
				return f(in[0], in[1], nil, act)
			}
			return f(in[0], in[1], in[2], act)
		}
	}
	slid := func(s ...ops.Slide) func(x, w, b *G.Node, act ops.Activation) *G.Node {
		return func(x, w, b *G.Node, act ops.Activation) *G.Node { return ops.Conv(x, w, b, act, s...) }
	}
	steps := []ops.Slide{{Stride: 2, Before: 1}, {Dilation: 2, After: 2}}
	for act := ops.ActLinear; act <= ops.ActSiLU; act++ {
		all = append(all,
			derivative{"Dense", []domain{free(2, 3), free(3, 2), free(2)}, linear(ops.Dense, act)},
			derivative{"Conv", []domain{free(1, 3, 3, 2), free(2, 2, 2, 1), free(1)}, linear(slid(), act)},
			derivative{"Conv", []domain{free(1, 4, 3, 1), free(2, 2, 1, 2)}, linear(slid(steps...), act)})
	}
	standard := func(part int, axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node {
			y, m, v := ops.Standardize(in[0], .1, axes...)
			return []*G.Node{y, m, v}[part]
		}
	}
	normal := func(axes ...int) func([]*G.Node) *G.Node {
		return func(in []*G.Node) *G.Node { y, _, _ := ops.Normalize(in[0], in[1], in[2], .1, axes...); return y }
	}
	return append(all, squared([]derivative{
		{"Standardize", []domain{free(3, 2, 2)}, standard(0, 0, 1)}, {"Standardize", []domain{free(2, 2, 3)}, standard(0, -1)},
		{"Standardize", []domain{free(2, 3)}, standard(1, 0)}, {"Standardize", []domain{free(2, 3)}, standard(2, 0)},
		{"Normalize", []domain{free(2, 2, 3), free(3), free(3)}, normal(0, 1)}, {"Normalize", []domain{free(2, 3), free(3), free(3)}, normal(-1)},
		{"MaxPool", []domain{free(1, 4, 3, 2)}, alone(func(x *G.Node) *G.Node { return ops.MaxPool(x, []int{2, 2}, steps...) })},
		{"AvgPool", []domain{free(1, 4, 3, 2)}, alone(func(x *G.Node) *G.Node { return ops.AvgPool(x, []int{2, 2}, steps...) })},
	})...)
}

func ownMatrices() (all []derivative) {
	definite := func(x *G.Node) *G.Node { return ops.Add(x, ops.Diag(ops.Full(x.Graph(), tensor.Float64, 6, 3))) }
	for _, transposed := range []bool{false, true} {
		all = append(all, derivative{"TriangularSolve", []domain{free(3, 3), free(3, 2)}, pair(func(l, b *G.Node) *G.Node {
			return ops.TriangularSolve(definite(l), b, transposed)
		})})
		for _, b := range []domain{free(3, 2), free(2, 3)} {
			all = append(all, derivative{"MatMul", []domain{free(2, 3), b}, pair(func(a, b *G.Node) *G.Node {
				if transposed {
					a = ops.Transpose(a)
				}
				return ops.MatMul(a, b, transposed, b.Shape()[0] == 2)
			})})
		}
	}
	return squared(append(all,
		derivative{"Cholesky", []domain{free(3, 3)}, alone(func(x *G.Node) *G.Node { return ops.Cholesky(definite(x)) })},
		derivative{"Tril", []domain{free(3, 3)}, alone(ops.Tril)}, derivative{"StrictTril", []domain{free(3, 3)}, alone(ops.StrictTril)},
		derivative{"Diag", []domain{free(3)}, alone(ops.Diag)}, derivative{"TakeDiag", []domain{free(3, 3)}, alone(ops.TakeDiag)}))
}

func ownBatches() (all []derivative) {
	definite := func(x *G.Node) *G.Node {
		return ops.Add(x, ops.BatchDiag(ops.Full(x.Graph(), tensor.Float64, 6, 3)))
	}
	for _, transposed := range []bool{false, true} {
		all = append(all,
			derivative{"BatchMatMul", []domain{free(2, 6), free(6)}, pair(func(a, b *G.Node) *G.Node { return ops.BatchMatMul(a, b, 3, transposed, !transposed) })},
			derivative{"BatchMatMul", []domain{free(2, 1, 6), free(3, 6)}, pair(func(a, b *G.Node) *G.Node { return ops.BatchMatMul(a, b, 3, transposed, transposed) })},
			derivative{"BatchTriangularSolve", []domain{free(2, 9), free(2, 6)}, pair(func(l, b *G.Node) *G.Node {
				return ops.BatchTriangularSolve(definite(l), b, transposed)
			})})
	}
	return squared(append(all,
		derivative{"BatchCholesky", []domain{free(2, 9)}, alone(func(x *G.Node) *G.Node { return ops.BatchCholesky(definite(x)) })},
		derivative{"BatchTril", []domain{free(2, 9)}, alone(ops.BatchTril)},
		derivative{"BatchTranspose", []domain{free(2, 6)}, alone(func(x *G.Node) *G.Node { return ops.BatchTranspose(x, 2) })},
		derivative{"BatchDiag", []domain{free(2, 3)}, alone(ops.BatchDiag)}, derivative{"BatchTakeDiag", []domain{free(2, 9)}, alone(ops.BatchTakeDiag)}))
}

// ownMaps are increasing maps of numbers, inside and beyond where they are straight, the values and the log-slopes.
func ownMaps() (all []derivative) {
	for part := range 2 {
		of := func(a, b *G.Node) *G.Node { return []*G.Node{a, b}[part] }
		for _, lo := range []float64{-1.5, -.1, 2.3} {
			x := on(lo, lo+.2, 2)
			spline := []domain{x, on(-.2, .2, 2, 3), on(-.2, .2, 3), on(-.2, .2, 2, 2)}
			polynomial := []domain{x, on(-.2, .2, 2, 3)}
			all = append(all,
				derivative{"RationalQuadratic", spline, func(in []*G.Node) *G.Node { return of(ops.RationalQuadratic(in[0], in[1], in[2], in[3], 2)) }},
				derivative{"RationalQuadraticInverse", spline, func(in []*G.Node) *G.Node {
					return of(ops.RationalQuadraticInverse(in[0], in[1], in[2], in[3], 2))
				}},
				derivative{"Bernstein", polynomial, func(in []*G.Node) *G.Node { return of(ops.Bernstein(in[0], in[1], 2)) }},
				derivative{"BernsteinInverse", polynomial, func(in []*G.Node) *G.Node { return of(ops.BernsteinInverse(in[0], in[1], 2)) }})
		}
	}
	return squared(append(all, derivative{"RationalQuadraticKnots", []domain{free(2, 3)}, alone(func(x *G.Node) *G.Node {
		return ops.RationalQuadraticKnots(x, 2)
	})}))
}

// Every function of package ops that makes a node of another one is in the table.
func TestDerivativesOfAllOps(t *testing.T) {
	known := map[string]bool{
		"Full": true, "Values": true, "Uniform": true, "Normal": true, "DropoutMask": true, // of no operand, or of a key
		"Gram":         true, // looks at a node
		"StopGradient": true, // is there to have another derivative than its value
	}
	for _, d := range ownDerivatives() {
		known[strings.TrimPrefix(d.op, "ops.")] = true
	}
	files, err := filepath.Glob("../ops/*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || strings.HasSuffix(name, "_test.go") || fn.Recv != nil || !fn.Name.IsExported() || !makesNodes(fn) {
				continue
			}
			if count++; !known[fn.Name.Name] {
				t.Errorf("ops.%s is not in the table of derivatives", fn.Name.Name)
			}
		}
	}
	if count < 60 {
		t.Errorf("only %d functions found", count)
	}
}

func makesNodes(fn *ast.FuncDecl) bool {
	if fn.Type.Results == nil {
		return false
	}
	x := fn.Type.Results.List[0].Type
	if s, ok := x.(*ast.ArrayType); ok {
		x = s.Elt
	}
	p, ok := x.(*ast.StarExpr)
	if !ok {
		return false
	}
	s, ok := p.X.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Node"
}
