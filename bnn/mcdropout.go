package bnn

import (
	"cmp"
	"strings"

	"github.com/deepprob/deepprob/distributions"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
)

// MCDropout is dropout as variational inference (Gal and Ghahramani 2016, arXiv:1506.02142): before layers of Net
// that multiply rows by weights, inputs are dropped with probability Rate and the others scaled by 1/(1-Rate). Such
// weights are draws from q(W) = diag(z/(1-Rate))·K with z Bernoulli(1-Rate), and training by losses.ELBO fits q to the
// posterior under the prior N(0, LengthScale^-2) of each weight.
//
// In training every row has masks of its own; in prediction a draw has one mask for all rows, as a draw of weights has,
// so the draws of Predict(..., training.Draws(n)) are functions. Dropout is on in both: there is no switch to forget.
// Of a convolution whole channels are dropped. A layer that uses its weights several times for one row, as a dense layer
// behind a Reshape of (n, 64) to (64 n, 1), has one mask for all rows in training too.
//
// The penalty is the cross-entropy of q with the prior up to a constant, LengthScale²/2·((1-Rate) |W|² + |b|²) nats, for
// W = K/(1-Rate), the weights of an input that is kept, and biases b: the article's equation 18 times N and the noise's
// precision. A likelihood of precision tau, N(f, 1/tau), makes it (1-p) l²/(2 N tau) |W|² beside (y-f)²/2. (The authors'
// code has K for W, which is their length scale times 1-p.)
type MCDropout struct {
	Net         training.Net
	Rate        float64 // the probability of dropping, in [0, 1); 0: .05
	LengthScale float64 // l of the prior; 0: 1

	// Only and Except are patterns, as Variational's, of the kernels whose inputs are dropped, and of those whose are not.
	// Without either those of the last layers are dropped: before hidden layers dropout is as large on the data as off it
	// (of 32 and 32 tanh units, at any rate), before the first it takes the features themselves. Only: []string{"*"} is the
	// article's, in all layers.
	Only, Except []string
}

// Forward is Net's with dropout before its linear maps.
func (m MCDropout) Forward(s *layers.Scope, x *G.Node) distributions.Distribution {
	if m.Net == nil || !(m.Rate >= 0 && m.Rate < 1) || !(m.LengthScale >= 0) {
		build.Fail("mc dropout", nil, "MCDropout needs a Net, a Rate of at least 0 and below 1 and a LengthScale that is not negative; the rate is %g, the length %g", m.Rate, m.LengthScale)
	}
	w := &dropped{patterns: dropPatterns(m.Net, s, x, m.Only, m.Except), rows: newRows(s, x), length: m.LengthScale, drop: fixedRate(cmp.Or(m.Rate, defaultRate))}
	q := m.Net.Forward(s.Intercept(w), x)
	w.check("mc dropout")
	return q
}

// defaultRate is MCDropout's.
const defaultRate = .05

// dropPatterns choose the kernels whose inputs are dropped.
func dropPatterns(net training.Net, s *layers.Scope, x *G.Node, only, except []string) *patterns {
	if len(only)+len(except) == 0 {
		for _, path := range surveyOf(net, s, x).lasts {
			if strings.HasSuffix(path, "kernel") {
				only = append(only, path)
			}
		}
	}
	return &patterns{top: s, only: only, except: except}
}

// fixedRate drops at a rate that is known beforehand.
func fixedRate(rate float64) dropper {
	return func(at place) masks {
		m := masks{squares: ops.Full(at.scope.Graph(), at.scope.Dtype(), 1/(1-rate), 1)}
		if rate > 0 {
			m.mask = ops.DropoutMask(at.key(), at.scope.Stream("mask"), rate, at.scope.Dtype(), at.shape...)
		}
		return m
	}
}

// dropper makes the masks of a linear map's inputs.
type dropper func(at place) masks

// masks multiply inputs, or the rows of a kernel.
type masks struct {
	mask    *G.Node // of place.shape; nil: nothing is dropped
	squares *G.Node // what multiplies |K|² in the penalty, (1)
	entropy *G.Node // of the masks, in nats, a scalar; nil if it is constant
}

// place is where a mask is for.
type place struct {
	scope *layers.Scope
	key   func() *G.Node // of the noise
	shape []int
	in    int // input channels
}

// dropped is the Interceptor that drops inputs of linear maps.
type dropped struct {
	*patterns // of the kernels
	rows      rows
	length    float64
	drop      dropper
}

var _ layers.LinearInterceptor = (*dropped)(nil)

// Param leaves a weight as it is, under the prior, or draws it from there.
func (w *dropped) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	v := s.Param(name, init, shape...)
	w.penalize(s, name, ops.Sum(ops.Square(v)), nil)
	if !s.Prior() {
		return v
	}
	eps := ops.Normal(s.SharedKey(), s.Sub(name).Stream("prior"), s.Dtype(), shape...)
	return ops.MulConst(eps, 1/w.l())
}

// Linear drops inputs: of each row in training, where the weights are used once a row, and otherwise of all rows alike,
// which is a draw of the kernel.
func (w *dropped) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	if !w.note(s, "kernel") || s.Prior() {
		return nil // Param sees the weights
	}
	byRow := s.Training() && w.rows.apart(x)
	at := place{scope: s, key: s.SharedKey, shape: []int{l.In(), 1}, in: l.In()} // broadcasts over the kernel (..., in, out)
	if byRow {
		at.key, at.shape = s.Key, make([]int, x.Dims())
		for i := range at.shape {
			at.shape[i] = 1
		}
		at.shape[0], at.shape[len(at.shape)-1] = x.Shape()[0], l.In()
	}
	m, product := w.drop(at), l.Product
	l.Product = func(x, kernel, bias *G.Node, act layers.Activation) *G.Node {
		w.penalize(s, "kernel", ops.Sum(ops.Mul(m.squares, ops.Sum(ops.Square(kernel)))), m.entropy)
		if bias != nil {
			w.penalize(s, "bias", ops.Sum(ops.Square(bias)), nil)
		}
		switch {
		case m.mask != nil && byRow:
			x = ops.Mul(x, m.mask)
		case m.mask != nil:
			kernel = ops.Mul(kernel, m.mask)
		}
		return product(x, kernel, bias, act)
	}
	return s.Linear(l, x)
}

// penalize adds the prior's part for the weight called name, whose expected sum of squares is given.
func (w *dropped) penalize(s *layers.Scope, name string, squares, entropy *G.Node) {
	s.Penalty(layers.Penalty{Path: s.Sub(name).Path(), CrossEntropy: ops.MulConst(squares, w.l()*w.l()/2), Entropy: entropy})
}

func (w *dropped) l() float64 { return cmp.Or(w.length, 1) }
