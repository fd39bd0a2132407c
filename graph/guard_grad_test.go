package graph_test

import (
	"testing"

	"github.com/deepprob/deepprob/internal/graphtest"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// softmaxGradient is the gradient of e/S for x (3, 3) as Gorgonia derives it, (dy/S + sum(-y/S dy)) e with y = e/S, changed
// in one thing.
func softmaxGradient(o *graphtest.Operands, change string) *G.Node {
	is := func(c string) bool { return c == change }
	along := func(c string) byte { // the axis that is broadcast
		if is(c) {
			return 0
		}
		return 1
	}
	x, dy, other := o.Of(3, 3), o.Of(3, 3), o.Of(3, 3)
	e := G.Must(G.Exp(x))
	sum := G.Must(G.Sum(e, int(along("sums of columns"))))
	y := over(e, sum, along("y by columns"))
	inner, direct, outer, s := dy, dy, e, sum
	switch change {
	case "another dy within":
		inner = other
	case "another dy outside":
		direct = other
	case "times others":
		outer = G.Must(G.Exp(other))
	case "times y":
		outer = y
	case "another sum":
		s = G.Must(G.Sum(G.Must(G.Exp(other)), 1))
	}
	ratio := over(y, sum, along("ratio by columns"))
	if is("another sum within") {
		ratio = over(y, G.Must(G.Sum(G.Must(G.Exp(other)), 1)), 1)
	}
	if is("ratio of e") {
		ratio = over(e, sum, 1)
	}
	if is("ratio of another softmax") {
		ratio = over(graphtest.Quotient(G.Must(G.Exp(other))), sum, 1)
	}
	if !is("not negated") {
		ratio = G.Must(G.Neg(ratio))
	}
	through := G.Must(G.Sum(G.Must(G.HadamardProd(ratio, inner)), int(along("within by columns"))))
	left := over(direct, s, along("direct by columns"))
	total := G.Must(G.BroadcastAdd(left, through, nil, []byte{along("added by columns")}))
	if is("difference") {
		total = G.Must(G.BroadcastSub(left, through, nil, []byte{1}))
	}
	if is("transposed") {
		total = G.Must(G.Transpose(total))
	}
	return G.Must(G.HadamardProd(total, outer))
}

// logGradient is the gradient (dv/S) e of log S for x (3, 3), changed in one thing.
func logSumExpGradient(o *graphtest.Operands, change string) *G.Node {
	x, dv, other := o.Of(3, 3), o.Of(3), G.Must(G.Exp(o.Of(3, 3)))
	e := G.Must(G.Exp(x))
	sum, outer, along := G.Must(G.Sum(e, 1)), e, byte(1)
	switch change {
	case "sums of columns":
		sum = G.Must(G.Sum(e, 0))
	case "of others":
		sum = G.Must(G.Sum(other, 1))
	case "times others":
		outer = other
	case "along columns":
		along = 0
	}
	over := G.Must(G.HadamardDiv(dv, sum))
	switch change {
	case "turned":
		over = G.Must(G.HadamardDiv(sum, dv))
	case "product":
		over = G.Must(G.HadamardProd(dv, sum))
	case "reshaped":
		return G.Must(G.BroadcastHadamardProd(G.Must(G.Reshape(outer, tensor.Shape{3, 3, 1})), G.Must(G.Reshape(over, tensor.Shape{1, 3, 1})), nil, []byte{0}))
	case "numerator of the full size":
		return G.Must(G.HadamardProd(G.Must(G.BroadcastHadamardDiv(x, sum, nil, []byte{1})), e))
	}
	return G.Must(G.BroadcastHadamardProd(outer, over, nil, []byte{along}))
}

// The gradients of softmax and log-sum-exp are taken as Gorgonia writes them, and not if one thing differs.
func TestRewritesOfGradientsAreGuarded(t *testing.T) {
	for _, c := range []struct {
		rewrite string
		make    func(o *graphtest.Operands, change string) *G.Node
		changes []string
	}{
		{"softmax, gradient", softmaxGradient, []string{
			"sums of columns", "y by columns", "another dy within", "another dy outside", "times others", "times y", "another sum",
			"ratio by columns", "another sum within", "ratio of e", "ratio of another softmax", "not negated", "within by columns",
			"direct by columns", "added by columns", "difference", "transposed",
		}},
		{"log-sum-exp, gradient", logSumExpGradient, []string{
			"sums of columns", "of others", "times others", "along columns", "turned", "product", "reshaped", "numerator of the full size",
		}},
	} {
		checkGuard(t, c.rewrite, "exact", func(o *graphtest.Operands) *G.Node { return c.make(o, "") }, 1)
		for _, change := range c.changes {
			checkGuard(t, c.rewrite, change, func(o *graphtest.Operands) *G.Node { return c.make(o, change) }, 0)
		}
	}
}
