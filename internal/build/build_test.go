package build

import (
	"errors"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		e    Error
		want string
	}{
		{Error{Op: "dense", Shapes: []tensor.Shape{{100, 14}, {13, 128}}, Path: "body/dense_1", Where: "main.go:42", Hint: "x has 14 columns"},
			"dense at body/dense_1 (main.go:42): (100, 14) and (13, 128): x has 14 columns"},
		{Error{Op: "sum", Shapes: []tensor.Shape{{3}}, Hint: "no"}, "sum: (3,): no"},
		{Error{Op: "where", Shapes: []tensor.Shape{{}, {1}, {2, 2}}}, "where: () and (1,) and (2, 2)"},
		{Error{Op: "compile", Hint: "no graph"}, "compile: no graph"},
	} {
		if got := c.e.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// fails fails at the line of its caller.
func fails() (err error) {
	defer Recover(&err)
	defer AddPath("outer")
	func() {
		defer AddPath("outer/inner")
		Fail("add", []tensor.Shape{{1}, {2}}, "%d and %d", 1, 2)
	}()
	return nil
}

// The innermost scope names the place, and the line is the user's, not the library's.
func TestFailAndRecover(t *testing.T) {
	var e *Error
	if !errors.As(fails(), &e) || e.Path != "outer/inner" || e.Hint != "1 and 2" || !strings.HasPrefix(e.Where, "build_test.go:") {
		t.Errorf("%+v", e)
	}
}

// A bug passes through Recover, and an error passes through Throw as what it is.
func TestBugsPassAndErrorsAreKept(t *testing.T) {
	func() {
		defer func() {
			if r := recover(); r != "bug" {
				t.Errorf("a bug came out as %v", r)
			}
		}()
		var err error
		defer Recover(&err)
		defer AddPath("somewhere")
		panic("bug")
	}()
	inner := &Error{Op: "exp"}
	for _, in := range []error{inner, errors.New("disk full")} {
		var out error
		func() {
			defer Recover(&out)
			Throw("op", in)
		}()
		if in == error(inner) && out != error(inner) || in != error(inner) && !strings.HasSuffix(out.Error(), ": disk full") {
			t.Errorf("%v was thrown as %v", in, out)
		}
	}
	Throw("op", nil)
}

func TestInput(t *testing.T) {
	g := G.NewGraph()
	if n := Input(g, tensor.Float32, "s"); !n.IsScalar() || n.Name() != "s" {
		t.Errorf("scalar input %v", n)
	}
	if n := Input(g, tensor.Int64, "key", 4); n.Dtype() != tensor.Int64 || !SameShape(n.Shape(), tensor.Shape{4}) {
		t.Errorf("key %v of %v", n, n.Shape())
	}
	// w8423 and w914960 have one hash in Gorgonia, which would make them one node.
	Input(g, tensor.Float32, "w8423", 2)
	for _, name := range []string{"s", "key", "w8423"} {
		var err error
		func() {
			defer Recover(&err)
			Input(g, tensor.Float32, name, 2)
		}()
		if name == "w8423" && (err == nil || !strings.Contains(err.Error(), `"w8423" is already an input`)) {
			t.Errorf("a second input %s: %v", name, err)
		}
	}
}

// Names say where in the network a node is; a user's own names stay.
func TestNames(t *testing.T) {
	g := G.NewGraph()
	x := Input(g, tensor.Float32, "body/x", 3)
	first := len(g.AllNodes())
	a := G.Must(G.Exp(x))
	mine := G.Must(G.Sin(x))
	G.WithName("mine")(mine)
	if path, grad := Path(a); path != "" || grad {
		t.Errorf("an unnamed node is at %q", path)
	}
	Name(g, first, "body/dense_0")
	NameGrad(g, first, "elsewhere") // named already
	b := G.Must(G.Neg(a))
	NameGrad(g, first, "body/dense_0")
	for _, c := range []struct {
		n    *G.Node
		path string
		grad bool
	}{{a, "body/dense_0", false}, {b, "body/dense_0", true}, {x, "body", false}} {
		if path, grad := Path(c.n); path != c.path || grad != c.grad {
			t.Errorf("%s is at %q, derivative %v", c.n.Name(), path, grad)
		}
	}
	if mine.Name() != "mine" {
		t.Errorf("a user's name became %s", mine.Name())
	}
	if kids := Children(b); len(kids) != 1 || kids[0] != a {
		t.Errorf("children %v", kids)
	}
}

// ExprGraph.From gives the operands of another node once a node has been removed.
func TestChildrenAfterRemoval(t *testing.T) {
	g := G.NewGraph()
	lonely := Input(g, tensor.Float32, "lonely")
	x, y := Input(g, tensor.Float32, "x"), Input(g, tensor.Float32, "y")
	sum := G.Must(G.Add(x, y))
	G.Must(G.Exp(sum))
	for range 2 {
		if kids := Children(sum); len(kids) != 2 || kids[0] != x || kids[1] != y {
			t.Errorf("children of x + y: %v", kids)
		}
		g.From(sum.ID()) // remembers where the node is
		g.RemoveNode(lonely)
	}
}

// tensor.Shape.Eq takes a vector for a column.
func TestSameShape(t *testing.T) {
	if SameShape(tensor.Shape{3}, tensor.Shape{3, 1}) || !SameShape(tensor.Shape{}, nil) || !SameShape(tensor.Shape{2, 3}, tensor.Shape{2, 3}) {
		t.Error("shapes are compared as something else than lists")
	}
}

// Extents of 1 give way to the other's, aligned at the last axis, and neither shape is changed.
func TestBroadcast(t *testing.T) {
	for _, c := range [][3]tensor.Shape{
		{{3, 1}, {2}, {3, 2}}, {{2}, {3, 1}, {3, 2}}, {{}, {4}, {4}}, {{1, 5, 1}, {2, 1, 7}, {2, 5, 7}}, {{}, {}, {}},
	} {
		a, b := c[0].Clone(), c[1].Clone()
		if got := Broadcast(a, b); !SameShape(got, c[2]) || !SameShape(a, c[0]) || !SameShape(b, c[1]) {
			t.Errorf("%v and %v: %v, want %v", c[0], c[1], got, c[2])
		}
	}
}
