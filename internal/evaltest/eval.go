// Package evaltest evaluates nodes in tests of packages below graph: recursively, one op at a time, each into memory of its own, so that
// there is nothing to go wrong. Package graph's programs are tested against it.
package evaltest

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Eval returns the values of outputs when the inputs have those in feed; inputs that are not in feed have the value
// bound to them. It panics when an input has none or an op fails: it is for tests only.
func Eval(feed map[*G.Node]G.Value, outputs ...*G.Node) []G.Value {
	done := map[*G.Node]G.Value{}
	out := make([]G.Value, len(outputs))
	for i, n := range outputs {
		out[i] = eval(n, feed, done)
	}
	return out
}

func eval(n *G.Node, feed, done map[*G.Node]G.Value) G.Value {
	if v, ok := done[n]; ok {
		return v
	}
	v, ok := feed[n]
	switch {
	case ok:
	case n.Op() == nil:
		v = n.Value()
		if v == nil {
			panic(fmt.Sprintf("evaltest: input %s has no value", n.Name()))
		}
	default:
		var in []G.Value
		for _, c := range build.Children(n) {
			in = append(in, eval(c, feed, done))
		}
		var err error
		if v, err = n.Op().Do(in...); err != nil {
			panic(fmt.Sprintf("evaltest: %s: %v", n.Name(), err))
		}
		if d, ok := v.(*tensor.Dense); ok { // a native op may return a view of its input
			v = d.Clone().(*tensor.Dense)
		}
	}
	done[n] = v
	return v
}
