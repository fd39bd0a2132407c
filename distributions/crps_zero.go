package distributions

import (
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
)

var (
	_ HasCRPS = ZeroInflated{}
	_ HasCRPS = Hurdle{}
)

// The score of 0 with probability w, and else of a Z with the score C, is by its two expectations
//
//	w |y| + (1-w) C(y) - w (1-w) C(0).

// CRPS is by that of Base, which must have it in closed form.
func (d ZeroInflated) CRPS(y *G.Node) *G.Node {
	return onPoints("zero inflated crps", d, y, ZeroInflated.crps)
}

func (d ZeroInflated) crps(y *G.Node) *G.Node {
	return d.zero().crps(y, crps(d.Base, y), crps(d.Base, d.zero().none()))
}

// CRPS is by that of Base, which must have it in closed form.
func (d Hurdle) CRPS(y *G.Node) *G.Node { return onPoints("hurdle crps", d, y, Hurdle.crps) }

// crps takes the score of Base without its zeros, of mass f, from the rule by which Base is 0 with probability f and else that.
func (d Hurdle) crps(y *G.Node) *G.Node {
	at, none := crps(d.Base, y), crps(d.Base, d.zero().none())
	if d.discrete() {
		log := logDensity(d.Base, d.zero().none())
		zero, above := ops.Exp(log), ops.Exp(d.logAbove())
		none = ops.Div(none, ops.Square(above))
		at = ops.Add(ops.Div(ops.Sub(at, ops.Mul(zero, ops.Abs(y))), above), ops.Mul(zero, none))
	}
	return d.zero().crps(y, at, none)
}

// crps is the rule.
func (z atZero) crps(y, at, none *G.Node) *G.Node {
	mixed := ops.Add(ops.Mul(ops.Sigmoid(z.logits), ops.Abs(y)), ops.Mul(z.rest(), at))
	return ops.Sub(mixed, ops.Mul(ops.Mul(ops.Sigmoid(z.logits), z.rest()), none))
}

// none is 0 for each member of the batch.
func (z atZero) none() *G.Node {
	batch := z.batch(false) // fails, before a field is asked, if that is nil
	return ops.Full(z.logits.Graph(), z.logits.Dtype(), 0, batch...)
}
