package ops_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/evaltest"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// summed makes an instance on a graph of its own, as the sum of its elements.
func summed(c instance) (f *fixture, xs []*G.Node, y *G.Node) {
	f = newFixture(tensor.Float64)
	for i, o := range c.operands {
		xs = append(xs, f.input(o.shape, o.values(uint64(i))))
	}
	return f, xs, ops.Sum(c.f(xs))
}

// Where DiffWRT is true there is a gradient of the operand's shape, elsewhere there is none, of every op that an instance
// and its first two derivatives are made of.
func TestDiffWRTSaysWhatSymDiffGives(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range instances() {
		_, xs, y := summed(c)
		for range 2 {
			grads, err := graph.Gradient(y, xs...)
			if err != nil {
				t.Fatal(c.name, err)
			}
			for i, d := range grads {
				grads[i] = ops.Sum(ops.Mul(d, ops.Sin(xs[i])))
			}
			if y = grads[0]; c.once {
				break
			}
		}
		for _, n := range y.Graph().AllNodes() {
			if op, ok := n.Op().(ops.Computer); ok && !seen[op.String()] {
				seen[op.String()] = true
				if err := agrees(n, op); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
		}
	}
	if len(seen) < 150 {
		t.Errorf("only %d ops were seen", len(seen))
	}
}

func agrees(n *G.Node, op G.SDOp) error {
	in := build.Children(n)
	wrt := op.DiffWRT(len(in))
	grads, err := op.SymDiff(in, n, ops.Full(n.Graph(), n.Dtype(), 1, n.Shape()...))
	if err != nil || len(grads) != len(in) || len(wrt) != len(in) {
		return fmt.Errorf("%s of %d operands: %d gradients, DiffWRT of %d, %v", op, len(in), len(grads), len(wrt), err)
	}
	for i, d := range grads {
		if (d != nil) != wrt[i] || d != nil && !build.SameShape(d.Shape(), in[i].Shape()) {
			return fmt.Errorf("%s, operand %d: DiffWRT %v, gradient %v", op, i, wrt[i], d)
		}
	}
	return nil
}

// gorgonia.Grad goes through every op and gives what Gradient does.
func TestGorgoniasGrad(t *testing.T) {
	for _, c := range instances() {
		t.Run(c.name, func(t *testing.T) {
			f, xs, y := summed(c)
			want, err := graph.Gradient(y, xs...)
			if err != nil {
				t.Fatal(err)
			}
			var reached, ours []*G.Node
			for i, d := range want {
				if d.Op().String() != "full(0)" {
					reached, ours = append(reached, xs[i]), append(ours, d)
				}
			}
			if len(reached) == 0 {
				return
			}
			theirs, err := G.Grad(y, reached...)
			if err != nil {
				t.Fatal(err)
			}
			vals := evaltest.Eval(f.feed, append(ours, theirs...)...)
			for i := range ours {
				a, b := values(vals[i]), values(vals[len(ours)+i])
				for j := range a {
					if !(math.Abs(a[j]-b[j]) <= 1e-12*(1+math.Abs(a[j]))) {
						t.Errorf("operand %d, element %d: %v, Gradient gives %v", i, j, b[j], a[j])
					}
				}
			}
		})
	}
}
