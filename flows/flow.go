package flows

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Transform is the configuration of one step of a flow: a struct literal that takes its weights from s and returns an invertible map
// of vectors of dim numbers, whose Forward goes from noise to data.
//
// Laws: the map takes the last axis together or works number by number; for dim 1 it is one of numbers, (n) rather than (n, 1). Context
// is (n, c), or nil where the flow has none. What the map needs of the network are exported fields of it: weights that rows share with
// `param:"axes=..."` of all their axes, so that distributions.Map finds them.
type Transform interface {
	Bijector(s *layers.Scope, context *G.Node, dim int) distributions.Bijector
}

// Base is the distribution of the noise: of events (dim), or () for dim 1, in a batch (n), or () where rows share it.
type Base interface {
	Distribution(s *layers.Scope, context *G.Node, dim int) distributions.Distribution
}

// Flow is the distribution of y = f(z), where z is noise of Base and f the Transforms, one after the other. It counts in standard
// deviations of each number of the training targets from its mean, kept as states of the network as the heads of package nets do: a
// Bound of 5 is 5 of them, the flow begins at the normal of the marginal's means and variances, and the unit of the target means nothing to the fit.
// Fixed transforms at the end come after that, and means and variances are those before them.
type Flow struct {
	Dim           int          // how many numbers a target has; 0: 1
	Transforms    []Transform  // from noise to data
	Base          Base         // nil: independent standard normals
	Body          layers.Layer // makes the context (n, c) of x; nil: x itself
	Unconditional bool         // x is left out, but for its number of rows: p(y)
}

var _ training.Net = Flow{}

// Forward is a distributions.Transformed a row, of numbers if Dim is 1 and of vectors otherwise.
func (f Flow) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	build.Given("flow", x)
	if len(f.Transforms) == 0 && f.Base == nil {
		build.Fail("flow", nil, "there is nothing to learn: give Transforms, such as flows.Coupling{}, or a Base with weights, or take a flow as a whole, flows.NSF{}")
	}
	d := dimOf(s, f.Dim)
	context := f.context(s, x)
	steps, fixed := f.split()
	var chain distributions.Chain
	for i, t := range f.Transforms {
		chain = append(chain, bijector(s, t, i, context, d))
	}
	chain = slices.Insert(chain, len(steps), standard(s, x.Shape()[0], d, fixed))
	base := f.Base
	if base == nil {
		base = StandardNormal{}
	}
	return distributions.Transformed{Base: noise(s.Sub("base"), base, context, d), Bijector: chain}
}

// maxDim is more numbers than a flow of them can be built for in reasonable time.
const maxDim = 1 << 16

// dimOf checks the number of numbers.
func dimOf(s *layers.Scope, dim int) int {
	d := dim
	if d == 0 {
		d = 1
	}
	columns := s.Targets().Columns()
	switch {
	case d < 0 || d > maxDim:
		build.Fail("flow", nil, "Dim is %d: want how many numbers a target has, 0 for one, and at most %d", d, maxDim)
	case columns > 0 && columns != d:
		build.Fail("flow", []tensor.Shape{{s.Targets().Rows(), columns}}, "the target has %d numbers a row, and the flow is of %d: set Dim to %d", columns, d, columns)
	}
	return d
}

// context is what the transforms see of x.
func (f Flow) context(s *layers.Scope, x *G.Node) *G.Node {
	switch {
	case f.Unconditional && f.Body != nil:
		build.Fail("flow", nil, "Unconditional leaves x out, and Body is a layer of x: set one of them")
	case f.Unconditional:
		return nil
	case f.Body != nil && missing(f.Body):
		build.Fail("flow", nil, "Body is a nil %T: give a layer, or leave it out for x itself", f.Body)
	case f.Body != nil:
		x = s.Call("body", f.Body, x)
	}
	if x.Dims() != 2 {
		build.Fail("flow", []tensor.Shape{x.Shape()}, "the context must be some numbers a row, (n, c): give a Body that ends so, such as layers.Flatten{}")
	}
	return x
}

// split parts the transforms that are learnt from the fixed ones at the end.
func (f Flow) split() (steps []Transform, fixed []Transform) {
	at := len(f.Transforms)
	for at > 0 {
		if _, ok := f.Transforms[at-1].(Fixed); !ok {
			break
		}
		at--
	}
	return f.Transforms[:at], f.Transforms[at:]
}

// bijector is that of transform i in a scope of its own, named after its type.
func bijector(s *layers.Scope, t Transform, i int, context *G.Node, dim int) distributions.Bijector {
	if missing(t) {
		build.Fail("flow", nil, "transform %d is nil: give one, such as flows.Coupling{}, or leave it out", i)
	}
	sub := s.Sub(fmt.Sprintf("%s_%d", typeName(t), i))
	defer build.AddPath(sub.Path())
	b := t.Bijector(sub, context, dim)
	if b == nil {
		build.Fail("flow", nil, "%T returned nil: Bijector must return a map, distributions.Chain{} for none", t)
	}
	return b
}

// noise is the base's distribution, whose events must be the flow's.
func noise(s *layers.Scope, base Base, context *G.Node, dim int) distributions.Distribution {
	defer build.AddPath(s.Path())
	if missing(base) {
		build.Fail("flow", nil, "Base is a nil %T: give one, or leave it out for standard normals", base)
	}
	z := base.Distribution(s, context, dim)
	if z == nil {
		build.Fail("flow", nil, "%T returned nil: Distribution must return the distribution of the noise", base)
	}
	want := tensor.Shape{}
	if dim > 1 {
		want = tensor.Shape{dim}
	}
	if event := z.EventShape(); !build.SameShape(event, want) {
		build.Fail("flow", []tensor.Shape{event, want}, "the events of the noise have the first shape, the flow's the second: %T must follow dim", base)
	}
	return z
}

// missing is whether a setting is nil, or a nil pointer, whose methods would panic.
func missing(v any) bool {
	return v == nil || reflect.TypeOf(v).Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil()
}

func typeName(t any) string {
	of := reflect.TypeOf(t)
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	return strings.ToLower(of.Name())
}
