package graph

import (
	"reflect"
	"slices"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Function is what a transformation takes, a function over nodes or a Func. Transformations return Funcs, so they compose
// as in JAX: NewFunc(VMap(Grad(f))) is jit(vmap(grad(f))).
//
// A function is pure: what it returns is made of its inputs, and of nodes of the same graph that it closes over, which are
// constants to it. What it does otherwise happens when it is built, once or several times.
type Function interface {
	~func(in G.Nodes) G.Nodes | ~func(in G.Nodes) *G.Node | ~func(x *G.Node) G.Nodes | ~func(x *G.Node) *G.Node | *Func
}

// NewFunc makes a Func of a function that builds its outputs from its inputs; the function must be deterministic and
// must not keep the nodes. It is jit: one program for each combination of types and shapes.
func NewFunc[F Function](f F) *Func {
	fn := functionOf(f)
	return &Func{build: func(in G.Nodes, idle int) G.Nodes { fn := fn.leaving(idle); return fn.build(in, fn.idle) }}
}

// Nodes builds the function inside another graph, that of its inputs, and returns its outputs. It panics with a
// *BuildError where they do not fit, as ops do.
func (f *Func) Nodes(in ...*G.Node) G.Nodes { return functionOf(f).on(in) }

// function is any Function. What it builds of its inputs may leave so many of them, the first, unused. Only what the caller
// wrote over nodes is asked for the others, by build.Counted: transformations tell the function that they transform.
type function struct {
	build func(in G.Nodes, idle int) G.Nodes
	idle  int
}

var (
	manyToMany = reflect.TypeFor[func(G.Nodes) G.Nodes]()
	manyToOne  = reflect.TypeFor[func(G.Nodes) *G.Node]()
	oneToMany  = reflect.TypeFor[func(*G.Node) G.Nodes]()
	oneToOne   = reflect.TypeFor[func(*G.Node) *G.Node]()
)

func functionOf[F Function](f F) function {
	if g, ok := any(f).(*Func); ok && g != nil && g.build != nil {
		return function{g.build, len(g.InputNames)}
	}
	v := reflect.ValueOf(f)
	switch t := v.Type(); {
	case v.IsNil() || t.Kind() == reflect.Pointer:
		return counted(func(G.Nodes) G.Nodes { failNil(); return nil })
	case t.ConvertibleTo(manyToMany):
		return counted(v.Convert(manyToMany).Interface().(func(G.Nodes) G.Nodes))
	case t.ConvertibleTo(manyToOne):
		one := v.Convert(manyToOne).Interface().(func(G.Nodes) *G.Node)
		return counted(func(in G.Nodes) G.Nodes { return G.Nodes{one(in)} })
	case t.ConvertibleTo(oneToMany):
		return counted(ofOne(v.Convert(oneToMany).Interface().(func(*G.Node) G.Nodes)))
	default:
		one := v.Convert(oneToOne).Interface().(func(*G.Node) *G.Node)
		return counted(ofOne(func(x *G.Node) G.Nodes { return G.Nodes{one(x)} }))
	}
}

// counted is what the caller wrote over nodes.
func counted(f func(in G.Nodes) G.Nodes) function {
	return function{build: func(in G.Nodes, idle int) G.Nodes { return build.Counted(in, idle, f) }}
}

func ofOne(f func(*G.Node) G.Nodes) func(in G.Nodes) G.Nodes {
	return func(in G.Nodes) G.Nodes {
		if len(in) != 1 {
			build.Fail("function", shapesOf(in), "a function of one node was given %d inputs", len(in))
		}
		return f(in[0])
	}
}

// on applies the function to nodes of one graph.
func (fn function) on(in G.Nodes) G.Nodes {
	build.Given("function", in...)
	oneGraph("function", in)
	out := fn.build(in, fn.idle)
	if len(out) == 0 {
		build.Fail("function", shapesOf(in), "the function returned no node: it must return what it computes of its inputs")
	}
	for i, y := range out {
		if y == nil {
			build.Fail("function", shapesOf(in), "output %d of the function is nil: outputs are nodes, which an op or a layer returns", i)
		}
	}
	return out
}

// leaving is the same function, which may leave so many inputs unused.
func (fn function) leaving(idle int) function { return function{fn.build, max(fn.idle, idle)} }

// picked are the inputs of the given indices, the first if there are none.
func picked(op string, in G.Nodes, wrt []int) G.Nodes {
	if len(wrt) == 0 {
		wrt = []int{0}
	}
	xs := make(G.Nodes, len(wrt))
	for i, k := range wrt {
		if k < 0 || k >= len(in) {
			build.Fail(op, shapesOf(in), "input %d of %d was asked for", k, len(in))
		}
		if xs[i] = in[k]; !isFloat(xs[i]) {
			build.Fail(op, shapesOf(xs[i:i+1]), "input %d is %v: only float32 and float64 have derivatives", k, xs[i].Dtype())
		}
	}
	return xs
}

func isFloat(n *G.Node) bool {
	dt := n.Dtype()
	return dt == tensor.Float32 || dt == tensor.Float64
}

func shapesOf(in G.Nodes) []tensor.Shape {
	shapes := make([]tensor.Shape, len(in))
	for i, n := range in {
		if n != nil {
			shapes[i] = n.Shape()
		}
	}
	return shapes
}

// placeholder is an input of a graph that stands for another node of its type, or one row of it, and is never bound.
func placeholder(like *G.Node, shape tensor.Shape) *G.Node {
	return build.StandIn(like.Graph(), like.Dtype(), shape...)
}

// derivable fails for outputs that have no derivative by their type.
func derivable(op string, ys G.Nodes) {
	if i := slices.IndexFunc(ys, func(y *G.Node) bool { return !isFloat(y) }); i >= 0 {
		build.Fail(op, shapesOf(ys), "output %d is %v: only float32 and float64 have derivatives", i, ys[i].Dtype())
	}
}

// StopGradient is x, of which no derivative is taken, as in JAX: the only zero that is no derivative.
func StopGradient(x *G.Node) *G.Node { return ops.StopGradient(x) }
