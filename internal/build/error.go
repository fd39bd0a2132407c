// Package build holds what the packages that make graphs share: the error of a wrong graph, its recovery, and the
// names that tie a node to its place in a network.
package build

import (
	"fmt"
	"runtime"
	"strings"

	"gorgonia.org/tensor"
)

// Error says that a graph cannot be built: which operation refused which shapes, where in the network and in the
// caller's source, and what to do. It is panicked while building and returned as an error by the module's entry
// points; package graph exports it as graph.BuildError.
type Error struct {
	Op     string         // operation, e.g. "dense"
	Shapes []tensor.Shape // shapes of its operands, in order
	Path   string         // scope path, e.g. "body/dense_1"; empty outside a scope
	Where  string         // file:line of the first caller outside the library; empty if there is none
	Hint   string         // what is wrong and what to do about it
}

// Error reads "dense at body/dense_1 (main.go:42): (100, 14) and (13, 128): hint".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Path != "" {
		fmt.Fprintf(&b, " at %s", e.Path)
	}
	if e.Where != "" {
		fmt.Fprintf(&b, " (%s)", e.Where)
	}
	for i, s := range e.Shapes {
		b.WriteString([...]string{": ", " and "}[min(i, 1)])
		b.WriteString(ShapeString(s))
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, ": %s", e.Hint)
	}
	return b.String()
}

// ShapeString writes a shape as Python does: () for a scalar, (3,) for a vector, (3, 4) for a matrix.
func ShapeString(s tensor.Shape) string {
	if len(s) == 1 {
		return fmt.Sprintf("(%d,)", s[0])
	}
	parts := make([]string, len(s))
	for i, d := range s {
		parts[i] = fmt.Sprint(d)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// Fail panics with an Error for op on shapes; the hint is formatted as by fmt.Sprintf.
func Fail(op string, shapes []tensor.Shape, hint string, args ...any) {
	panic(&Error{Op: op, Shapes: shapes, Where: caller(), Hint: fmt.Sprintf(hint, args...)})
}

// Throw panics with err if it is an *Error, or else with an Error of op that says the same; nil does nothing.
func Throw(op string, err error) {
	switch e := err.(type) {
	case nil:
	case *Error:
		panic(e)
	default:
		Fail(op, nil, "%v", err)
	}
}

// Recover stores a panicking *Error in err, or another error that is panicked with, as gorgonia.Must does. Every other
// panic passes: a bug still crashes. It is used as defer build.Recover(&err) in each exported entry point.
func Recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	case runtime.Error:
		panic(r)
	case error:
		*err = fmt.Errorf("building the graph: %w", r)
	default:
		panic(r)
	}
}

// AddPath completes a passing *Error with the scope path it came from. It is used as defer build.AddPath(path) by
// whatever enters a scope; the innermost one wins.
func AddPath(path string) {
	r := recover()
	if r == nil {
		return
	}
	if e, ok := r.(*Error); ok && e.Path == "" {
		e.Path = path
	}
	panic(r)
}
