package ops

import (
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// spline is the family of RationalQuadratic.
type spline struct {
	bins  int
	bound float64
}

func (s spline) name() string { return named("rational_quadratic", s.bins, s.bound) }

// work is about that of 23 exponentials for 8 bins, in vectors, and of a search and some divisions.
func (s spline) work() float64 { return float64(s.bins) / 4 }

func (s spline) loops(dt tensor.Dtype, rows, repeat int) loops {
	k := &kernel.Spline{Bins: s.bins, Bound: s.bound, Rows: rows, Repeat: repeat}
	if dt == tensor.Float32 {
		return splineLoops[float32](k)
	}
	return splineLoops[float64](k)
}

func splineLoops[T kernel.Float](s *kernel.Spline) loops {
	return mapLoops(mapKernels[T, *kernel.Spline]{s, kernel.SplineForward[T], kernel.SplineInverse[T], kernel.SplineGrad[T], kernel.SplineInverseGrad[T], s.Parameters()})
}

// compose is y and log f'(x) by differentiable ops: the bin's knots and slopes are picked by a mask that no gradient goes to.
func (s spline) compose(x, params *G.Node) images {
	k := s.bins
	inside := inside(x, s.bound)
	x0 := keep(inside, x)
	parts := Split(params, -1, k, k, k-1)
	left, right := s.knots(parts[0])
	low, high := s.knots(parts[1])
	one := Full(x.Graph(), x.Dtype(), 1, append(leading(params), 1)...)
	d := AddConst(Softplus(AddConst(parts[2], kernel.SplineShift)), kernel.SplineFloor)
	at := addAxis(x0)
	bin := Sub(Less(at, right), Less(at, left)) // x < right and x >= left
	pick := func(v *G.Node) *G.Node { return Sum(keep(bin, v), -1) }
	y, slope := rationalQuadratic(x0, pick(left), pick(right), pick(low), pick(high), pick(Concat(-1, one, d)), pick(Concat(-1, d, one)))
	return images{Where(inside, y, x), keep(inside, slope)}
}

// inside is where a map between -bound and bound is not what it is beyond.
func inside(x *G.Node, bound float64) *G.Node {
	b := Full(x.Graph(), x.Dtype(), bound)
	return Less(Abs(x), b)
}

// knots are the left and the right ends of bins, of logits of their widths.
func (s spline) knots(logits *G.Node) (left, right *G.Node) {
	floor := (&kernel.Spline{Bins: s.bins}).Floor()
	widths := AddConst(MulConst(Softmax(logits), 2*s.bound*(1-float64(s.bins)*floor)), 2*s.bound*floor)
	end := Full(logits.Graph(), logits.Dtype(), s.bound, append(leading(logits), 1)...)
	inner := Slice(AddConst(CumSum(widths), -s.bound), -1, 0, s.bins-1)
	return Concat(-1, Neg(end), inner), Concat(-1, inner, end)
}

// rationalQuadratic is y and log dy/dx in a bin from (x0, y0) to (x1, y1) with the slopes d0 and d1 at its ends.
func rationalQuadratic(x, x0, x1, y0, y1, d0, d1 *G.Node) (y, logSlope *G.Node) {
	w, h := Sub(x1, x0), Sub(y1, y0)
	s, t, rest := Div(h, w), Div(Sub(x, x0), w), Div(Sub(x1, x), w)
	both := Mul(t, rest)
	den := Add(Mul(s, Add(Square(t), Square(rest))), Mul(Add(d0, d1), both))
	u := Div(Mul(t, Add(Mul(s, t), Mul(d0, rest))), den)
	curve := Add(Add(Mul(d1, Square(t)), Mul(d0, Square(rest))), MulConst(Mul(s, both), 2))
	return Add(y0, Mul(h, u)), Add(Log(curve), MulConst(Sub(Log(s), Log(den)), 2))
}
