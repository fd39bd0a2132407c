package flows

import (
	"slices"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// autoregression is the product of the distributions of d numbers, each given those of lower places in the order.
type autoregression struct {
	Net  network
	Mean *G.Node `param:"axes=1"` // (n, d)
	SD   *G.Node `param:"axes=1"` // (d)

	of    Conditional
	order []int
	noise int // how many numbers of noise a draw of one number takes; 0: it has no formula
}

var (
	_ distributions.HasNoiseShape  = autoregression{}
	_ distributions.HasSample      = autoregression{}
	_ distributions.HasSupport     = autoregression{}
	_ distributions.HasMarginal    = autoregression{}
	_ distributions.HasConditional = autoregression{}
)

// BatchShape is that of the context.
func (a autoregression) BatchShape() tensor.Shape {
	if a.Net.Context == nil {
		return lead(a.Mean).Clone()
	}
	return build.Broadcast(lead(a.Mean), lead(a.Net.Context))
}

// EventShape is (d).
func (a autoregression) EventShape() tensor.Shape { return tensor.Shape{len(a.order)} }

// LogProb is the sum of those of the numbers, all of whose parameters are one pass of the network.
func (a autoregression) LogProb(y *G.Node) *G.Node {
	a = a.over("autoregression log-prob", y, a.EventShape())
	return sumLast(distributions.LogProb(a.given(y), y))
}

// Support is that of a number.
func (a autoregression) Support() distributions.Support {
	zero := ops.Full(a.Mean.Graph(), a.Mean.Dtype(), 0)
	s := distributions.SupportOf(a.of.Distribution(ops.BroadcastTo(zero, tensor.Shape{1, a.params()}), zero, zero))
	return distributions.Support{Kind: s.Kind, Lo: s.Lo, Hi: s.Hi}
}

// Marginal is a number of the lowest place, which depends on no other.
func (a autoregression) Marginal(j int) distributions.Distribution {
	a.first("marginal", j)
	zero := ops.BroadcastTo(ops.Full(a.Mean.Graph(), a.Mean.Dtype(), 0), append(a.BatchShape(), len(a.order)))
	return a.number(a.Net.masked(), j, zero)
}

// Conditional is the other numbers given one of the lowest place, which becomes a part of the context.
func (a autoregression) Conditional(j int, value *G.Node) distributions.Distribution {
	a.first("conditional", j)
	if len(a.order) == 1 {
		build.Fail("conditional", nil, "nothing is left of vectors of one number")
	}
	z := a.standard(value, element(a.Mean, j), element(a.SD, j))
	p, net := a.params(), a.Net.masked()
	net.Biases = slices.Clone(net.Biases)
	first, last := net.Kernels[0], len(net.Kernels)-1
	net.Kernels[0] = ops.Concat(0, without(first, 0, j, j+1), ops.Slice(first, 0, j, j+1))
	net.Kernels[last] = without(net.Kernels[last], 1, j*p, (j+1)*p)
	net.Biases[last] = without(net.Biases[last], 0, j*p, (j+1)*p)
	own := ops.Reshape(z, append(z.Shape().Clone(), 1)...)
	if net.Context == nil {
		net.Context = own
	} else {
		net.Context = network{Context: own}.withContext(net.Context)
	}
	out := autoregression{Net: net, of: a.of, noise: a.noise, order: slices.Delete(slices.Clone(a.order), j, j+1)}
	if slices.Min(out.order) > 0 {
		for i := range out.order {
			out.order[i]--
		}
	}
	out.Mean, out.SD = without(a.Mean, a.Mean.Dims()-1, j, j+1), without(a.SD, a.SD.Dims()-1, j, j+1)
	return out
}

// first fails unless number j is of the lowest place.
func (a autoregression) first(what string, j int) {
	if a.order[j] > 0 {
		build.Fail(what, nil, "number %d depends on others: the order is %v", j, a.order)
	}
}

func (a autoregression) params() int {
	return last(a.Net.Biases[len(a.Net.Biases)-1].Shape()) / len(a.order)
}

// over is a with an axis for points after the batch's if y, or noise, of such events has one.
func (a autoregression) over(op string, y *G.Node, event tensor.Shape) autoregression {
	build.Given(op, y)
	batch, s := a.BatchShape(), y.Shape()
	want := append(batch.Clone(), event...)
	if build.SameShape(s, want) {
		return a
	}
	at := len(batch)
	if at == 0 || len(s) != len(want)+1 || s[at] < 2 || !build.SameShape(append(s[:at:at], s[at+1:]...), want) {
		build.Fail(op, []tensor.Shape{s, want}, "the first shape must be the second, or that with an axis of m > 1 points after its first %d", at)
	}
	points := func(x *G.Node) *G.Node {
		if x == nil || x.Dims() == 1 {
			return x
		}
		s := x.Shape()
		return ops.Reshape(x, append(s[:len(s)-1:len(s)-1], 1, last(s))...)
	}
	a.Mean, a.SD, a.Net.Context = points(a.Mean), points(a.SD), points(a.Net.Context)
	return a
}

// given is the distributions of the numbers of y, each given those before it.
func (a autoregression) given(y *G.Node) distributions.Distribution {
	raw := a.Net.of(a.standard(y, a.Mean, a.SD))
	q := a.of.Distribution(ops.Reshape(raw, append(lead(raw).Clone(), len(a.order), a.params())...), a.Mean, a.SD)
	if q == nil {
		build.Fail("made", nil, "%T returned nil: Distribution must return one", a.of)
	}
	return q
}

// number is the distribution of number j where all numbers, in their standard deviations, are z.
func (a autoregression) number(net network, j int, z *G.Node) distributions.Distribution {
	p, last := a.params(), len(net.Kernels)-1
	net.Kernels, net.Biases = slices.Clone(net.Kernels), slices.Clone(net.Biases)
	net.Kernels[last] = ops.Slice(net.Kernels[last], 1, j*p, (j+1)*p)
	net.Biases[last] = ops.Slice(net.Biases[last], 0, j*p, (j+1)*p)
	return a.of.Distribution(net.of(z), element(a.Mean, j), element(a.SD, j))
}

// standard is what the network sees of y: in standard deviations from the mean, 0 of what is infinite, whose density is that of itself.
func (a autoregression) standard(y, mean, sd *G.Node) *G.Node {
	z := ops.Div(ops.Sub(y, mean), sd)
	return ops.Where(ops.Between(z, -1e30, 1e30), z, ops.Full(z.Graph(), z.Dtype(), 0))
}
