package ops

import (
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/kernel"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Standardize is y = (x - m) / sqrt(v + eps) with the mean m and the variance v = mean((x - m)^2) of x over the given axes,
// which are the first ones, as in batch normalization, or the last ones, as in layer normalization. It returns m and v
// too, of the shape of the other axes. Every gradient counts that m and v move with x.
//
// Squares that overflow or vanish in the type of x do not spoil y and its gradients, nor a sum that overflows: (-1.5, -.5,
// .5, 1.5)e20 gives (-1.3416, -.4472, .4472, 1.3416) in float32, and so do numbers of e-30 at eps 0; at eps 1e-5 they give
// x / sqrt(1e-5), as the formula says. v itself is +Inf where it is beyond the type, and y is NaN in a group that has no
// variance if eps is 0.
func Standardize(x *G.Node, eps float64, axes ...int) (y, m, v *G.Node) {
	s := standardOf(x, eps, axes)
	m = Mean(x, s.axes...)
	v = s.variance(x, m)
	return s.standardize(x, m, v), m, v
}

// Normalize is Standardize followed by a scale and a shift of the last axis, (x - m) / sqrt(v + eps) scale + bias: scale
// and bias (c) for x (..., c). It is one op over the last axis, or over all but the last.
func Normalize(x, scale, bias *G.Node, eps float64, axes ...int) (y, m, v *G.Node) {
	s := standardOf(x, eps, axes)
	floats(s.String(), x, scale, bias)
	c := s.shape[len(s.shape)-1]
	for _, n := range []*G.Node{scale, bias} {
		if !build.SameShape(n.Shape(), tensor.Shape{c}) {
			build.Fail(s.String(), shapes(x, n), "x has %d channels, its last axis, so scale and bias must have shape (%d,)", c, c)
		}
	}
	m = Mean(x, s.axes...)
	v = s.variance(x, m)
	if s.Columns() != c { // of which each is to have a scale in one op
		return Add(Mul(s.standardize(x, m, v), scale), bias), m, v
	}
	return s.affine(x, m, v, scale, bias), m, v
}

// standard is what the ops of a standardization share.
type standard struct {
	*kernel.Standard
	eps   float64
	axes  []int
	shape tensor.Shape // of x
}

func standardOf(x *G.Node, eps float64, axes []int) standard {
	name := named("standardize", eps)
	floats(name, x)
	if !(eps >= 0) {
		build.Fail(name, shapes(x), "eps is added to a variance, so it must not be negative")
	}
	if x.Dims() == 0 {
		build.Fail(name, shapes(x), "a scalar has no variance")
	}
	if x.Shape().TotalSize() == 0 {
		build.Fail(name, shapes(x), "x has no elements, so neither mean nor variance")
	}
	axes = axesOf(name, x, axes)
	s, k, n := x.Shape(), len(axes), x.Dims()
	switch {
	case axes[0] == n-k: // they are sorted and none is there twice
		return standard{kernel.NewStandard(s[:n-k].TotalSize(), s[n-k:].TotalSize(), true), eps, axes, s}
	case axes[k-1] == k-1:
		return standard{kernel.NewStandard(s[:k].TotalSize(), s[k:].TotalSize(), false), eps, axes, s}
	}
	build.Fail(name, shapes(x), "the axes %v are neither the first nor the last ones", axes)
	return standard{}
}

func (s standard) String() string { return named("standardize", s.eps, tensor.Shape(s.axes)) }

// wide gives what has a number a group the axes of x.
func (s standard) wide(n *G.Node) *G.Node { return keepAxes(n, s.shape, s.axes) }

// variance is mean((x - m)^2) for the mean m of x, whose motion with x is of no effect: the mean of x - m is 0.
func (s standard) variance(x, m *G.Node) *G.Node {
	f := pick(x.Dtype(), variance[float32](s), variance[float64](s))
	n := still(apply(named("variance", tensor.Shape(s.axes)), m.Shape(), f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		d := Sub(in[0], s.wide(in[1]))
		return []*G.Node{Mul(d, s.wide(MulConst(dy, 2/float64(s.Count())))), nil}
	}, x, m), 1)
	return s.batching(n, "xm", func(s standard, in []*G.Node) *G.Node { return s.variance(in[0], in[1]) })
}

// standardize is (x - m) / sqrt(v + eps) for mean and variance of x. They have no gradient of their own: x's is total.
func (s standard) standardize(x, m, v *G.Node) *G.Node {
	f := pick(x.Dtype(), standardize[float32](s), standardize[float64](s))
	n := still(apply(s.String(), s.shape, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		return []*G.Node{s.grad(in[0], in[1], in[2], dy), nil, nil}
	}, x, m, v), 1, 2)
	return s.batching(n, "xmm", func(s standard, in []*G.Node) *G.Node { return s.standardize(in[0], in[1], in[2]) })
}

// affine is standardize, scaled and shifted.
func (s standard) affine(in ...*G.Node) *G.Node {
	f := pick(in[0].Dtype(), standardize[float32](s), standardize[float64](s))
	lead := []int{0, 1, 2}[:len(s.shape)-1]
	n := still(apply(s.String()+"_affine", s.shape, f, func(in []*G.Node, _, dy *G.Node) []*G.Node {
		x, m, v, scale := in[0], in[1], in[2], in[3]
		bias := dy
		if len(lead) > 0 {
			bias = Sum(dy, lead...)
		}
		return []*G.Node{s.grad(x, m, v, Mul(dy, scale)), nil, nil, s.scaleGrad(x, m, v, dy), bias}
	}, in...), 1, 2)
	return s.batching(n, "xmmcc", func(s standard, in []*G.Node) *G.Node { return s.affine(in...) })
}

// scaleGrad is the sum of dy y over all axes but the last, y being standardize.
func (s standard) scaleGrad(x, m, v, dy *G.Node) *G.Node {
	f := pick(x.Dtype(), standardizeScale[float32](s), standardizeScale[float64](s))
	shape := tensor.Shape{s.shape[len(s.shape)-1]}
	n := still(apply(s.String()+"_scale_grad", shape, f, func(in []*G.Node, _, d *G.Node) []*G.Node {
		x, m, v, dy := in[0], in[1], in[2], in[3]
		return []*G.Node{s.grad(x, m, v, Mul(dy, d)), nil, nil, Mul(s.standardize(x, m, v), d)}
	}, x, m, v, dy), 1, 2)
	return s.batching(n, "xmmx", func(t standard, in []*G.Node) *G.Node {
		y := Mul(t.standardize(in[0], in[1], in[2]), in[3]) // of which one row may have several lines
		lines := s.shape.TotalSize() / shape[0]
		return Sum(Reshape(y, -1, lines, shape[0]), 1)
	})
}

// grad is J dy, with the symmetric Jacobian J = r (1 - 1/n - y y'/n) of a group of n, r = 1/sqrt(v + eps).
//
// The gradient of d' J g for x, by way of r and of y, is -r (y mean(d J g) + J d mean(g y) + J g mean(d y)).
func (s standard) grad(x, m, v, dy *G.Node) *G.Node {
	f := pick(x.Dtype(), standardizeGrad[float32](s), standardizeGrad[float64](s))
	n := still(apply(s.String()+"_grad", s.shape, f, func(in []*G.Node, jg, d *G.Node) []*G.Node {
		x, m, v, g := in[0], in[1], in[2], in[3]
		y, jd := s.standardize(x, m, v), s.grad(x, m, v, d)
		mean := func(a, b *G.Node) *G.Node { return s.wide(Mean(Mul(a, b), s.axes...)) }
		sum := Add(Mul(y, mean(d, jg)), Add(Mul(jd, mean(g, y)), Mul(jg, mean(d, y))))
		return []*G.Node{Neg(Mul(sum, s.wide(s.rate(x, m, v)))), nil, nil, jd}
	}, x, m, v, dy), 1, 2)
	return s.batching(n, "xmmx", func(s standard, in []*G.Node) *G.Node { return s.grad(in[0], in[1], in[2], in[3]) })
}

// rate is r = 1/sqrt(v + eps), whose gradient for x, with which v moves, is -r^2 y/n.
func (s standard) rate(x, m, v *G.Node) *G.Node {
	f := pick(x.Dtype(), inverseDeviations[float32](s), inverseDeviations[float64](s))
	n := still(apply(s.String()+"_rate", m.Shape(), f, func(in []*G.Node, r, dr *G.Node) []*G.Node {
		x, m, v := in[0], in[1], in[2]
		slope := MulConst(Mul(dr, Square(r)), -1/float64(s.Count()))
		return []*G.Node{Mul(s.standardize(x, m, v), s.wide(slope)), nil, nil}
	}, x, m, v), 1, 2)
	return s.batching(n, "xmm", func(s standard, in []*G.Node) *G.Node { return s.rate(in[0], in[1], in[2]) })
}

// batching batches an op of groups along the last axes by taking those of all rows for those of one. Operands are like x,
// like m, or numbers of channels (c), which must be the same for all rows.
func (s standard) batching(n *G.Node, like string, again func(s standard, in []*G.Node) *G.Node) *G.Node {
	out := n.Shape()
	return batching(n, func(_ *op, rows int, in []*G.Node, mapped []bool) *G.Node {
		if s.axes[0] != len(s.shape)-len(s.axes) {
			return nil
		}
		groups, cols := s.Groups(), s.Columns()
		all := make([]*G.Node, len(in))
		for i, x := range in {
			switch like[i] {
			case 'x':
				all[i] = Reshape(spread(rows, x, mapped[i], groups*cols), rows*groups, cols)
			case 'm':
				all[i] = Reshape(spread(rows, x, mapped[i], groups), rows*groups)
			default:
				if all[i] = x; mapped[i] {
					return nil
				}
			}
		}
		t := standard{kernel.NewStandard(rows*groups, cols, true), s.eps, []int{1}, tensor.Shape{rows * groups, cols}}
		return stack(again(t, all), rows, out)
	})
}

func variance[T kernel.Float](s standard) compute {
	return func(out G.Value, in []G.Value) {
		kernel.Variance(s.Standard, Data[T](out), Data[T](in[0]), Data[T](in[1]))
	}
}

func inverseDeviations[T kernel.Float](s standard) compute {
	return func(out G.Value, in []G.Value) {
		kernel.InverseDeviations(s.Standard, Data[T](out), Data[T](in[0]), Data[T](in[2]), s.eps)
	}
}

func standardize[T kernel.Float](s standard) compute {
	return func(out G.Value, in []G.Value) {
		var scale, bias []T
		if len(in) == 5 {
			scale, bias = Data[T](in[3]), Data[T](in[4])
		}
		kernel.Standardize(s.Standard, Data[T](out), Data[T](in[0]), Data[T](in[1]), Data[T](in[2]), scale, bias, s.eps)
	}
}

func standardizeScale[T kernel.Float](s standard) compute {
	return func(out G.Value, in []G.Value) {
		kernel.StandardizeScale(s.Standard, Data[T](out), Data[T](in[0]), Data[T](in[1]), Data[T](in[2]), Data[T](in[3]), s.eps)
	}
}

func standardizeGrad[T kernel.Float](s standard) compute {
	return func(out G.Value, in []G.Value) {
		kernel.StandardizeGrad(s.Standard, Data[T](out), Data[T](in[0]), Data[T](in[1]), Data[T](in[2]), Data[T](in[3]), s.eps)
	}
}
