package build

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// childrenField is where a node keeps its operands.
var childrenField = func() reflect.StructField {
	f, ok := reflect.TypeFor[G.Node]().FieldByName("children")
	if !ok || f.Type != reflect.TypeFor[G.Nodes]() {
		panic("build: gorgonia.Node keeps its children in another way than in v0.9.18")
	}
	return f
}()

// Children returns the operands of n in order, the same node twice where it is used twice. It reads the node itself:
// ExprGraph.From looks nodes up by an index that is wrong once a node has been removed, as gorgonia.Grad removes lonely
// ones, and then gives the operands of another node.
func Children(n *G.Node) G.Nodes {
	return slices.Clone(*(*G.Nodes)(unsafe.Add(unsafe.Pointer(n), childrenField.Offset)))
}

// Input makes the named input node of a graph. A second Input of one name, type and shape is refused with an Error; a node
// that the user's code makes under that name is another one.
func Input(g *G.ExprGraph, dt tensor.Dtype, name string, shape ...int) *G.Node {
	if !slices.Contains(shape, 0) {
		Elements("input", shape)
	}
	before := len(g.AllNodes())
	var n *G.Node
	if len(shape) == 0 {
		n = G.NewScalar(g, dt, apart(name))
	} else {
		n = G.NewTensor(g, dt, len(shape), G.WithShape(shape...), apart(name))
	}
	if len(g.AllNodes()) != before+1 {
		Fail("input", []tensor.Shape{shape}, "%q is already an input of this graph: use another name", name)
	}
	return n
}

// apart names a node whose type and shape are known so that Gorgonia, which takes inputs of one hash and name for one node,
// tells it from those that others make: it computes a hash once, here from another name.
func apart(name string) G.NodeConsOpt {
	return func(n *G.Node) {
		G.WithName("deepprob input " + name)(n)
		n.Hashcode()
		G.WithName(name)(n)
	}
}

// gradMark begins the name of a node that belongs to a derivative.
const gradMark = "grad:"

// Name names the unnamed nodes of g from index first on after the scope path they were made in, so that errors,
// profiles and pictures can say where in the network a node is. Inputs keep their names.
func Name(g *G.ExprGraph, first int, path string) {
	for _, n := range g.AllNodes()[first:] {
		if n.Op() != nil && !Named(n) {
			G.WithName(path + "/" + n.Op().String())(n)
		}
	}
}

// NameGrad is Name for the nodes that differentiating a node of the given path made.
func NameGrad(g *G.ExprGraph, first int, path string) {
	Name(g, first, gradMark+path)
}

// Named reports whether n was given a name by Name or by the user.
func Named(n *G.Node) bool {
	return !strings.HasPrefix(n.Name(), n.Op().String()+"(%") && n.Name() != n.Op().String()+"()"
}

// Path splits the name of an op node into the scope path it was made in and whether it belongs to a derivative. The
// path is empty for a node made outside every scope. For an input it is the name up to the last slash.
func Path(n *G.Node) (path string, grad bool) {
	name := n.Name()
	if n.Op() != nil && !Named(n) {
		return "", false
	}
	name, grad = strings.CutPrefix(name, gradMark)
	if n.Op() != nil {
		name, _ = strings.CutSuffix(name, "/"+n.Op().String())
		return name, grad
	}
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i], grad
	}
	return "", grad
}

// SameShape compares shapes as they are; tensor.Shape.Eq takes (n), (n, 1) and (1, n) for the same.
func SameShape(a, b tensor.Shape) bool { return slices.Equal(a, b) }

// Broadcast is the shape that a and b broadcast to by numpy's rules. Where they do not, it is as long as the longer one, and what asks for it fails.
func Broadcast(a, b tensor.Shape) tensor.Shape {
	if len(a) < len(b) {
		a, b = b, a
	}
	s := a.Clone()
	for i, n := range b {
		if at := len(a) - len(b) + i; s[at] == 1 {
			s[at] = n
		}
	}
	return s
}
