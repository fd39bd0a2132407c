package distributions

import (
	"math"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// HasCovariance has the covariances of the numbers of an event of shape (d), of shape batch + (d, d).
type HasCovariance interface{ Covariance() *G.Node }

// HasMarginal has the distribution of number j of an event of shape (d), with the same batch.
type HasMarginal interface{ Marginal(j int) Distribution }

// HasConditional has the distribution of an event's other numbers, in their order, where number j is value, of the batch's shape.
//
// Law: its density at the others is the joint density over that of Marginal(j) at value.
type HasConditional interface {
	Conditional(j int, value *G.Node) Distribution
}

// Covariance is the covariances of the numbers of an event of shape (d), of shape batch + (d, d).
func Covariance(d Distribution) *G.Node { return must[HasCovariance]("covariance", d).Covariance() }

// Marginal is the distribution of number j of d's events, which are vectors.
func Marginal(d Distribution, j int) Distribution {
	m := must[HasMarginal]("marginal", d)
	numberIn("marginal", d, j)
	return m.Marginal(j)
}

// Conditional is the distribution of the other numbers of d's events where number j is value, of the batch's shape.
func Conditional(d Distribution, j int, value *G.Node) Distribution {
	c := must[HasConditional]("conditional", d)
	numberIn("conditional", d, j)
	build.Given("conditional", value)
	if batch := d.BatchShape(); !build.SameShape(value.Shape(), batch) {
		build.Fail("conditional", []tensor.Shape{value.Shape(), batch}, "the value must have the batch's shape, one number each")
	}
	return c.Conditional(j, value)
}

// numberIn refuses what is not the index of a number of d's events.
func numberIn(what string, d Distribution, j int) {
	event := d.EventShape()
	if len(event) != 1 || j < 0 || j >= event[0] {
		build.Fail(what, []tensor.Shape{event}, "there is no number %d in an event of this shape: %T must be of vectors, and numbers count from 0", j, d)
	}
	if what == "conditional" && event[0] < 2 {
		build.Fail(what, []tensor.Shape{event}, "nothing is left of an event of one number")
	}
}

// A vectorParam is a parameter of a distribution of vectors, with as many axes of its own.
type vectorParam struct {
	node *G.Node
	own  tensor.Shape
}

// batchOfVectors is the common shape of the parameters without their own axes, which must be as they say.
func batchOfVectors(name string, params ...vectorParam) tensor.Shape {
	var batch tensor.Shape
	var nodes G.Nodes
	for _, p := range params {
		nodes = append(nodes, p.node)
	}
	for i, p := range params {
		if p.node == nil {
			build.Fail(name, shapesBeside(nil, nodes...), "parameter %d of %d is nil: give each a node, which a layer (s.Call), a weight (s.Param) or an op returns", i+1, len(params))
		}
	}
	for _, p := range params {
		s := p.lead(name)
		if len(s) > len(batch) || len(s) == len(batch) && s.TotalSize() > batch.TotalSize() {
			batch = s
		}
	}
	for _, p := range params {
		if s := p.lead(name); !broadcasts(s, batch) {
			build.Fail(name, []tensor.Shape{p.node.Shape(), batch}, "the axes of a parameter before its own do not repeat to the batch: give them one shape, or leave out leading axes of what rows share")
		}
	}
	return batch.Clone()
}

func (p vectorParam) lead(name string) tensor.Shape {
	s := p.node.Shape()
	at := len(s) - len(p.own)
	if at < 0 || !build.SameShape(s[at:], p.own) {
		build.Fail(name, []tensor.Shape{s, p.own}, "the last axes of a parameter must be these: ops.Reshape it, as in (n, d*d) to (n, d, d)")
	}
	return s[:at]
}

// lastOf is the extent of x's last axis: the numbers of an event. Errors tell what stands beside it.
func lastOf(name string, x *G.Node, beside ...*G.Node) int {
	if x == nil || len(x.Shape()) == 0 {
		build.Fail(name, shapesBeside(nil, append(beside, x)...), "a parameter is nil or a scalar: it needs a last axis, the numbers of the event")
	}
	return x.Shape()[len(x.Shape())-1]
}

// entries makes one axis of the last two, of which one cannot be more than a node may have.
func entries(x *G.Node) *G.Node {
	build.Given("matrices", x)
	s := x.Shape()
	at := len(s) - 2
	if at < 0 {
		build.Fail("matrices", []tensor.Shape{s}, "a matrix has two axes")
	}
	return ops.Reshape(x, join(s[:at], tensor.Shape{s[at] * s[at+1]})...)
}

// matrices undoes entries.
func matrices(x *G.Node, rows int) *G.Node {
	s := x.Shape()
	at := len(s) - 1
	return ops.Reshape(x, join(s[:at], tensor.Shape{rows, s[at] / rows})...)
}

// column is element j of the last axis, which is dropped.
func column(x *G.Node, j int) *G.Node {
	lastOf("number", x)
	s := x.Shape()
	return ops.Reshape(ops.Slice(x, -1, j, j+1), s[:len(s)-1]...)
}

// without is x without the elements j of an axis, counted from the end: without(x, j, 1) of the last.
func without(x *G.Node, j, fromEnd int) *G.Node {
	build.Given("conditional", x)
	axis := len(x.Shape()) - fromEnd
	if axis < 0 || j < 0 || j >= x.Shape()[axis] || x.Shape()[axis] < 2 {
		build.Fail("conditional", []tensor.Shape{x.Shape()}, "there is no number %d with others beside it", j)
	}
	n := x.Shape()[axis]
	var parts []*G.Node
	if j > 0 {
		parts = append(parts, ops.Slice(x, axis, 0, j))
	}
	if j+1 < n {
		parts = append(parts, ops.Slice(x, axis, j+1, n))
	}
	return ops.Concat(axis, parts...)
}

// lastAxis gives x a last axis of extent 1.
func lastAxis(x *G.Node) *G.Node {
	build.Given("last axis", x)
	return ops.Reshape(x, join(x.Shape(), tensor.Shape{1})...)
}

// allLast is 1, along a last axis of extent 1, where the mask is 1 along the whole last axis.
func allLast(mask *G.Node) *G.Node {
	n := float64(lastOf("all", mask))
	return lastAxis(ops.Between(lastSum(mask), n, n))
}

// allPositive is 1, along a last axis of extent 1, where all of the last axis is positive, and neither NaN.
func allPositive(x *G.Node) *G.Node { return allLast(ops.Between(x, smallest(x), math.Inf(1))) }

// insideOnly is a log-density where its mask says that y is in the support, else -Inf; and NaN unless the parameters are ok, a mask
// with a last axis of extent 1, and no number of y is NaN.
func insideOnly(inside, density, ok, y *G.Node) *G.Node {
	out := ops.Where(inside, density, full(y, math.Inf(-1)))
	numbers := ops.Mul(allLast(ops.Between(y, math.Inf(-1), math.Inf(1))), ok)
	return nanUnless(column(numbers, 0), out)
}

// nanUnless is x where the mask is 1, else NaN.
func nanUnless(mask, x *G.Node) *G.Node { return ops.Where(mask, x, full(x, math.NaN())) }

// others sums all elements of the last axis but each: what 1 - p is of a p that rounds to 1.
func others(x *G.Node) *G.Node {
	d := lastOf("others", x)
	ones := ops.Full(x.Graph(), x.Dtype(), 1, d*d)
	return ops.BatchMatMul(ops.Sub(ones, eye(x, d)), x, d, false, false)
}

// eye is the identity's entries, on x's graph.
func eye(x *G.Node, d int) *G.Node { return ops.BatchDiag(ops.Full(x.Graph(), x.Dtype(), 1, d)) }

// fromHere sums the elements of the last axis from each on.
func fromHere(x *G.Node) *G.Node {
	d := lastOf("sums", x)
	return ops.BatchMatMul(ops.BatchTril(ops.Full(x.Graph(), x.Dtype(), 1, d*d)), x, d, true, false)
}

// noiseIsGrid checks noise of a shape of its own and reports whether it is of several draws a row.
func noiseIsGrid(op string, d Distribution, noise *G.Node) bool {
	batch := d.BatchShape()
	return isGrid(op, shaped{batch, NoiseShape(d)[len(batch):]}, noise)
}
