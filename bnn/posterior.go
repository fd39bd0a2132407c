package bnn

import (
	"math"
	"math/rand/v2"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Posterior is the family of distributions that q is chosen from: MeanField, Correlated, LowRank or FullCovariance. All
// are normal.
type Posterior interface {
	// guide starts a forward pass of the wrapper at top.
	guide(top *layers.Scope) guide
}

// guide makes the posterior of each weight of a pass.
type guide interface {
	// declare declares the parameters of t.
	declare(t *weight, init layers.Initializer)
	// draw is a draw of t that all rows share, always the same node.
	draw(t *weight) *G.Node
	// sd is the marginal standard deviation of t's elements.
	sd(t *weight) *G.Node
	// entropy is -E_q log q(w) of t in nats, or if sampled -log q(w) of its draw; nil if it depends on the other weights.
	entropy(t *weight, sampled bool) *G.Node
	// joint is the entropy of all weights together; it is called only if entropy is nil.
	joint(ts []*weight, sampled bool) *G.Node
}

// MeanField is independent normals, q(w) = N(loc, sd²) with sd = Floor + softplus(scale) for the parameters loc and scale
// of each weight. loc starts as the plain weight would. Bayes by Backprop takes softplus(scale). The posterior of TensorFlow
// Probability's regressions, 1e-5 + softplus(log(e-1) + rho) from rho = 0, is MeanField{Floor: 1e-5, SD: layers.Constant(1 + 1e-5)}
// with scale = log(e-1) + rho.
type MeanField struct {
	Floor float64 // of sd

	// SD is where the standard deviations start, above Floor; nil: .05/sqrt(fan-in), a twentieth of the weights that
	// layers.LecunNormal draws, so that the network can first learn as a plain one does. The fan-in of a bias is its own size.
	SD layers.Initializer

	start *trained // where loc and sd start instead; nil: nowhere special
}

func (m MeanField) guide(*layers.Scope) guide {
	checkFloor(m.Floor)
	return independent{m}
}

func checkFloor(floor float64) {
	if !(floor >= 0) || math.IsInf(floor, 1) {
		build.Fail("posterior", nil, "Floor is %g: it must be finite and not negative", floor)
	}
}

// independent is a MeanField in a pass.
type independent struct{ MeanField }

// declare declares loc and scale, both of t's shape.
func (m independent) declare(t *weight, init layers.Initializer) {
	sd := orElse(m.SD, fanInSD(.05))
	if m.start != nil {
		init, sd = m.start.at(t.scope.Path())
	}
	t.declareNormal(init, sd, m.Floor)
}

// declareNormal declares loc and scale of independent normals.
func (t *weight) declareNormal(loc, sd layers.Initializer, floor float64) {
	t.loc = t.scope.Param("loc", loc, t.shape...)
	t.scale = ops.Softplus(t.scope.Param("scale", rawScale(sd, floor, t.scope.Path()), t.shape...))
	if floor > 0 {
		t.scale = ops.AddConst(t.scale, floor)
	}
}

func (independent) draw(t *weight) *G.Node {
	if t.drawn == nil {
		t.drawn = ops.Add(t.loc, t.deviation())
	}
	return t.drawn
}

// deviation is scale times the standard normals of the draw.
func (t *weight) deviation() *G.Node { return ops.Mul(t.scale, t.noise()) }

func (t *weight) noise() *G.Node {
	if t.eps == nil {
		t.eps = ops.Normal(t.scope.SharedKey(), t.scope.Stream("draw"), t.scope.Dtype(), t.shape...)
	}
	return t.eps
}

// size is the number of elements.
func (t *weight) size() int { return tensor.Shape(t.shape).TotalSize() }

// flat is a node of the weight's shape as a column.
func (t *weight) flat(x *G.Node) *G.Node { return ops.Reshape(x, t.size(), 1) }

// shaped is a column in the weight's shape.
func (t *weight) shaped(x *G.Node) *G.Node { return ops.Reshape(x, t.shape...) }

func (independent) sd(t *weight) *G.Node { return t.scale }

func (independent) entropy(t *weight, sampled bool) *G.Node {
	return normalEntropy(t.held(ops.Sum(ops.Log(t.scale))), t.size(), squareSum(t, sampled))
}

// held is x with its derivative stopped in a pathwise pass.
func (t *weight) held(x *G.Node) *G.Node { return held(t.scope, x) }

func held(s *layers.Scope, x *G.Node) *G.Node {
	if s.Pathwise() {
		return ops.StopGradient(x)
	}
	return x
}

func (independent) joint([]*weight, bool) *G.Node { return nil }

// normalEntropy is that of n normals with half the logarithm of the determinant of their covariance: logDet + n (1 + log
// 2 pi)/2. Given squares, those of a draw whitened, it is -log q of the draw: logDet + squares/2 + n log(2 pi)/2.
func normalEntropy(logDet *G.Node, n int, squares *G.Node) *G.Node {
	if squares != nil {
		return ops.AddConst(ops.Add(logDet, ops.MulConst(squares, .5)), float64(n)*logSqrt2Pi)
	}
	return ops.AddConst(logDet, float64(n)*(logSqrt2Pi+.5))
}

// squareSum is the sum of eps² of the draw; nil if it is not wanted.
func squareSum(t *weight, wanted bool) *G.Node {
	switch {
	case !wanted:
		return nil
	case t.scope.Pathwise():
		return ops.Sum(ops.Square(ops.Div(t.moved(), t.held(t.scale))))
	}
	return ops.Sum(ops.Square(t.noise()))
}

// moved is the draw minus loc, derived through the draw alone in a pathwise pass.
func (t *weight) moved() *G.Node { return ops.Sub(t.drawn, t.held(t.loc)) }

// fanInSD starts at c/sqrt(fan-in).
func fanInSD(c float64) layers.Initializer {
	return layers.InitializerFunc(func(_ *rand.Rand, shape ...int) []float64 {
		return layers.Constant(c/math.Sqrt(fanIn(shape))).Draw(nil, shape...)
	})
}

// fanIn counts the inputs of a unit: of a kernel (..., in, out) all but the last axis; a vector has its own size.
func fanIn(shape []int) float64 {
	if len(shape) < 2 {
		return float64(tensor.Shape(shape).TotalSize())
	}
	return float64(tensor.Shape(shape[:len(shape)-1]).TotalSize())
}

// rawScale starts a parameter whose softplus, plus floor, is sd.
func rawScale(sd layers.Initializer, floor float64, path string) layers.Initializer {
	return layers.InitializerFunc(func(r *rand.Rand, shape ...int) []float64 {
		x := sd.Draw(r, shape...)
		for i, v := range x {
			if !(v > floor) || math.IsInf(v, 1) {
				build.Fail("posterior", []tensor.Shape{shape}, "the standard deviation of %s[%d] starts at %g: it must be finite and above the Floor of %g", path, i, v, floor)
			}
			x[i] = softplusInverse(v - floor)
		}
		return x
	})
}

// softplusInverse is log(e^y - 1) for y > 0, exact for large and for small y.
func softplusInverse(y float64) float64 { return y + math.Log(-math.Expm1(-y)) }

const logSqrt2Pi = 0.91893853320467274178032973640561764
