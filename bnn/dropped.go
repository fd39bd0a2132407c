package bnn

import (
	"cmp"
	"strings"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// dropped is the Interceptor that drops inputs of linear maps.
type dropped struct {
	*patterns // of the kernels
	rows      rows
	length    float64         // 0: the default
	before    map[string]bool // layers whose inputs are kept, by path, as they come; nil: their length is the others'
	drop      dropper
}

var _ layers.LinearInterceptor = (*dropped)(nil)

// newDropped chooses the kernels whose inputs are dropped, without patterns those of the last layers.
func newDropped(net training.Net, s *layers.Scope, x *G.Node, length float64, only, except []string) *dropped {
	w := &dropped{rows: newRows(s, x), length: length}
	if len(only)+len(except) == 0 {
		for _, path := range surveyOf(net, s, x).lasts {
			if strings.HasSuffix(path, "kernel") {
				only = append(only, path)
			}
		}
		if len(only) == 0 {
			build.Fail("dropout", []tensor.Shape{x.Shape()}, "%T has no layer that multiplies rows by weights, so that there is nothing to drop: a flow of vectors has its weights inside the map, where Variational and Ensemble reach them", net)
		}
	}
	w.patterns = &patterns{top: s, only: only, except: except}
	return w
}

// Param leaves a weight as it is, under the prior, or draws it from there.
func (w *dropped) Param(s *layers.Scope, name string, init layers.Initializer, shape ...int) *G.Node {
	v := s.Param(name, init, shape...)
	w.penalize(s, name, ops.Sum(ops.Square(v)), nil)
	if !s.Prior() {
		return v
	}
	eps := ops.Normal(s.SharedKey(), s.Sub(name).Stream("prior"), s.Dtype(), shape...)
	return ops.MulConst(eps, 1/w.lengthOf(s, name))
}

// Linear drops inputs: of each row in training, where the weights are used once a row, and otherwise of all rows alike,
// which is a draw of the kernel.
func (w *dropped) Linear(s *layers.Scope, l layers.Linear, x *G.Node) *G.Node {
	drop := w.note(s, "kernel")
	if !drop && w.before != nil {
		w.before[s.Path()] = true
	}
	if !drop || s.Prior() {
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
	l := w.lengthOf(s, name)
	s.Penalty(layers.Penalty{Path: s.Sub(name).Path(), CrossEntropy: ops.MulConst(squares, l*l/2), Entropy: entropy})
}

// lengthOf is of the prior of the weight called name.
func (w *dropped) lengthOf(s *layers.Scope, name string) float64 {
	if w.length == 0 && name == "kernel" && w.before[s.Path()] {
		return beforeLength
	}
	return cmp.Or(w.length, 1)
}
