package losses

import (
	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// MSE is the squared error (y - E q)^2, averaged over a row's targets. Its minimizer is the mean of p(y|x). The
// prediction is a Deterministic's location, or the mean of any distribution that has one in closed form.
type MSE struct{}

// PerRow is the mean over a row's targets of (y - E q)^2.
func (MSE) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	return average(ops.Square(residual("mse", q, y)))
}

// L1 is the absolute error |y - E q|, averaged over a row's targets; its gradient at 0 is 0. For a Deterministic the
// minimizer is the median of p(y|x).
type L1 struct{}

// PerRow is the mean over a row's targets of |y - E q|.
func (L1) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	return average(ops.Abs(residual("l1", q, y)))
}

// Huber is d^2/2 for residuals |d| = |y - E q| up to Delta and Delta (|d| - Delta/2) beyond, averaged over a row's
// targets (Huber 1964): quadratic near the target, linear for outliers.
type Huber struct {
	Delta float64 // in the target's units; zero means 1
}

// PerRow is the mean over a row's targets of Huber's function.
func (l Huber) PerRow(q distributions.Distribution, y *G.Node) *G.Node {
	delta := l.Delta
	if delta == 0 {
		delta = 1
	}
	if !(delta > 0) {
		build.Fail("huber", nil, "Delta = %g must be positive", delta)
	}
	d := residual("huber", q, y)
	c := ops.Clip(d, -delta, delta)
	return average(ops.Mul(c, ops.Sub(d, ops.MulConst(c, 0.5)))) // d^2/2 where c = d, +-Delta d - Delta^2/2 where clipped
}

// residual is y - E q.
func residual(op string, q distributions.Distribution, y *G.Node) *G.Node {
	build.Given(op, y)
	mean := distributions.Mean(q)
	build.Given(op, mean)
	if !build.SameShape(y.Shape(), mean.Shape()) {
		failShape(op, y.Shape(), mean.Shape())
	}
	if len(mean.Shape()) == 0 {
		build.Fail(op, []tensor.Shape{mean.Shape()}, "the loss is one value a row: the prediction needs a leading axis for the rows")
	}
	return ops.Sub(y, mean)
}

// average is the mean over all axes but the rows'.
func average(x *G.Node) *G.Node {
	axes := make([]int, len(x.Shape())-1)
	if len(axes) == 0 {
		return x
	}
	for i := range axes {
		axes[i] = i + 1
	}
	return ops.Mean(x, axes...)
}
