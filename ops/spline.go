package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// RationalQuadratic is y = f(x), element by element, and log f'(x), for increasing f that are piecewise rational quadratic in K
// bins between -bound and bound, and the identity beyond (Gregory and Delbourgo (1982), IMA J. Numer. Anal. 2, 123; Durkan,
// Bekasov, Murray and Papamakarios (2019), arXiv:1906.04032). f' is continuous everywhere.
//
// Parameters are free numbers: widths and heights (..., K), of which 2 bound ((1 - K c) softmax + c) are the widths and heights
// of the bins, and slopes (..., K-1), of which c + softplus(slope + log(e^(1-c) - 1)) are f' at the inner knots; at both ends it
// is 1. The floor c is .001, or 1/(2K) if that is less. Zeros are the identity. Their leading axes and x's are broadcast.
//
// Of nflows' parameters (min_bin_width and the others at its .001) slopes are those less log(e^.999 - 1); TFP's RationalQuadratic
// takes widths and slopes themselves. A row with a
// parameter that is NaN, or +Inf, gives NaN everywhere.
func RationalQuadratic(x, widths, heights, slopes *G.Node, bound float64) (y, logSlope *G.Node) {
	return splineOf("rational_quadratic", x, widths, heights, slopes, bound).apply()
}

// RationalQuadraticInverse is x with f(x) = y, by the stable root of a quadratic equation, and the logarithm of dx/dy.
func RationalQuadraticInverse(y, widths, heights, slopes *G.Node, bound float64) (x, logSlope *G.Node) {
	return splineOf("rational_quadratic_inverse", y, widths, heights, slopes, bound).invert()
}

// splineOf checks what f is made of, and makes one node of its parameters.
func splineOf(name string, x, widths, heights, slopes *G.Node, bound float64) univariate {
	floats(name, x, widths, heights, slopes)
	k := lastExtent(name, widths)
	want := [3]int{k, k, k - 1}
	for i, p := range []*G.Node{widths, heights, slopes} {
		if lastExtent(name, p) != want[i] || k < 2 {
			build.Fail(name, shapes(widths, heights, slopes), "K bins have K widths, K heights and K-1 slopes along the last axis, K at least 2")
		}
	}
	checkBound(name, bound, shapes(x))
	lead := together(name, widths, heights, slopes)
	for i, p := range []**G.Node{&widths, &heights, &slopes} {
		*p = BroadcastTo(*p, append(lead.Clone(), want[i]))
	}
	return univariateOf(spline{k, bound}, x, Concat(-1, widths, heights, slopes))
}

// checkBound refuses what is no half-width.
func checkBound(name string, bound float64, shapes []tensor.Shape) {
	if !(bound > 0) || bound > 1e30 {
		build.Fail(name, shapes, "the bound is %v: it must be positive, and at most 1e30", bound)
	}
}

// together is the shape that the leading axes of parameters broadcast to.
func together(name string, ps ...*G.Node) tensor.Shape {
	lead := tensor.Shape{}
	for _, p := range ps {
		both, ok := broadcastShapes(lead, leading(p))
		if !ok {
			build.Fail(name, shapes(ps...), "the axes before the last must agree or be 1")
		}
		lead = both
	}
	return lead
}

// RationalQuadraticKnots is the ends of the bins of RationalQuadratic, given their widths, or heights: (..., K) -> (..., K+1), from
// -bound to bound.
func RationalQuadraticKnots(widths *G.Node, bound float64) *G.Node {
	const name = "rational_quadratic_knots"
	k := lastExtent(name, widths)
	checkBound(name, bound, shapes(widths))
	left, right := spline{k, bound}.knots(widths)
	return Concat(-1, left, Slice(right, -1, k-1, k))
}
