package ops

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Bernstein is y = f(x), element by element, and log f'(x), for increasing polynomials f between -bound and bound, continued as
// straight lines beyond: those of Bernstein's with ascending coefficients (Sick, Hothorn and Dürr (2020), arXiv:2004.00464;
// Ramasinghe, Fernando, Khan and Barnes (2021), arXiv:2102.03509).
//
// Of P free numbers (..., P), P from 2 to 256, it makes the P+2 coefficients of degree n = P+1: the lowest is the first number less
// bound, and each next one higher by 2 bound/n times .001 + .999 softplus(number)/log 2, of the other numbers in turn, the first and
// the last of them twice: so f” is continuous. Zeros are the identity. The leading axes of x and coefficients are broadcast. A row
// with a NaN or an infinity gives NaN.
//
// zuko's BernsteinTransform has the same degree and softplus itself between coefficients, the first number less P log(2)/2; it
// continues from t = 1e-6 of the interval where this does from its ends.
func Bernstein(x, coefficients *G.Node, bound float64) (y, logSlope *G.Node) {
	return bernsteinOf("bernstein", x, coefficients, bound).apply()
}

// BernsteinInverse is x with f(x) = y, by Newton's method, to the precision of float64, and the logarithm of dx/dy. Its gradients are
// those of the implicit function.
func BernsteinInverse(y, coefficients *G.Node, bound float64) (x, logSlope *G.Node) {
	return bernsteinOf("bernstein_inverse", y, coefficients, bound).invert()
}

func bernsteinOf(name string, x, coefficients *G.Node, bound float64) univariate {
	floats(name, x, coefficients)
	if p := lastExtent(name, coefficients); p < 2 || p > kernel.MaxBernstein {
		build.Fail(name, shapes(x, coefficients), "%d coefficients: 2 to %d are possible", p, kernel.MaxBernstein)
	}
	checkBound(name, bound, shapes(x, coefficients))
	return univariateOf(bernstein{lastExtent(name, coefficients), bound}, x, coefficients)
}

// bernstein is the family of Bernstein.
type bernstein struct {
	parameters int
	bound      float64
}

func (b bernstein) name() string { return named("bernstein", b.parameters, b.bound) }

func (b bernstein) work() float64 { return float64(b.parameters) }

func (b bernstein) loops(dt tensor.Dtype, rows, repeat int) loops {
	k := &kernel.Bernstein{Parameters: b.parameters, Bound: b.bound, Rows: rows, Repeat: repeat}
	if dt == tensor.Float32 {
		return bernsteinLoops[float32](k)
	}
	return bernsteinLoops[float64](k)
}

func bernsteinLoops[T kernel.Float](b *kernel.Bernstein) loops {
	return mapLoops(mapKernels[T, *kernel.Bernstein]{b, kernel.BernsteinForward[T], kernel.BernsteinInverse[T], kernel.BernsteinGrad[T], kernel.BernsteinInverseGrad[T], b.Parameters})
}

// compose is y and log f'(x) by differentiable ops: de Casteljau's means of neighbouring coefficients.
func (b bernstein) compose(x, params *G.Node) images {
	within := Clip(x, -b.bound, b.bound)
	t := addAxis(MulConst(AddConst(within, b.bound), .5/b.bound))
	first, rest := Slice(params, -1, 0, 1), Slice(params, -1, 1, b.parameters)
	rises := AddConst(MulConst(Softplus(rest), (1-kernel.BernsteinFloor)/math.Ln2), kernel.BernsteinFloor)
	k := b.parameters - 1
	rises = Concat(-1, Slice(rises, -1, 0, 1), rises, Slice(rises, -1, k-1, k))
	lowest := AddConst(first, -b.bound)
	steps := MulConst(CumSum(rises), 2*b.bound/float64(b.parameters+1))
	slope := casteljau(rises, t, x.Shape())
	y := casteljau(Concat(-1, lowest, Add(lowest, steps)), t, x.Shape())
	return images{Add(y, Mul(slope, Sub(x, within))), Log(slope)}
}

// casteljau is the polynomial of such coefficients at t, of the given shape.
func casteljau(coefficients, t *G.Node, shape tensor.Shape) *G.Node {
	for n := lastExtent("casteljau", coefficients); n > 1; n-- {
		low, high := Slice(coefficients, -1, 0, n-1), Slice(coefficients, -1, 1, n)
		coefficients = Add(low, Mul(t, Sub(high, low)))
	}
	return Reshape(coefficients, shape...)
}
