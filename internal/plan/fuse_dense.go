package plan

import (
	"slices"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// layer is what a step that dense made computes: act(x w + bias), with x (m, k) and w (k, n).
type layer struct {
	m, n, k int
	act     kernel.Act
}

// dense makes the sum of a product and a bias, one element a column, one step.
func (f *fusion) dense(s *Step) {
	if s.compute == nil || s.form.Name != "+" || len(f.Shapes[s.Out]) != 2 {
		return
	}
	for j := range s.In {
		m, bias := f.producerOf(s.In[j], MatrixProduct), s.In[1-j]
		if m == nil || !f.passing(m.Out) {
			continue
		}
		if rows, cols := f.Shapes[s.Out][0], f.Shapes[s.Out][1]; rows == 1 || !f.isRow(bias, cols) || !slices.Equal(f.Shapes[m.Out], f.Shapes[s.Out]) {
			continue
		}
		x, w := f.Shapes[m.In[0]], f.Shapes[m.In[1]]
		if len(x) != 2 || len(w) != 2 || x[1] != w[0] {
			continue
		}
		l := layer{x[0], w[1], x[1], kernel.ActLinear}
		f.replace("dense", s, []int{m.In[0], m.In[1], bias}, l.compute(f.Dtypes[s.Out]), Form{Kind: affine, layer: l})
		return
	}
}

// activations are the functions that a product can end in, by the names Gorgonia gives them.
var activations = map[string]kernel.Act{"tanh": kernel.ActTanh, "sigmoid": kernel.ActSigmoid, "softplus": kernel.ActSoftplus}

// activation lets a layer apply the function that its result only goes into.
func (f *fusion) activation(s *Step) {
	if s.compute == nil || s.form.Kind != Elementwise {
		return
	}
	from, act, name := -1, activations[s.form.Name], s.form.Name
	if act != kernel.ActLinear && f.passing(s.In[0]) {
		from = s.In[0]
	} else if x, ok := f.rectified(s); ok {
		from, act, name = x, kernel.ActReLU, "rectified"
	}
	if from < 0 {
		return
	}
	if linear := f.producer(from); linear != nil && slices.Equal(f.Shapes[from], f.Shapes[s.Out]) && linear.form.Kind == affine && linear.form.layer.act == kernel.ActLinear {
		l := linear.form.layer
		l.act = act
		f.replace("dense, "+name, s, linear.In, l.compute(f.Dtypes[s.Out]), Form{Kind: affine, layer: l})
	}
}

// rectified is x if the step is the end of gorgonia.Rectify, x (x >= 0), and nothing else reads x. Of -Inf that is NaN,
// and of what it becomes part of 0.
func (f *fusion) rectified(s *Step) (x int, ok bool) {
	if s.form.Name != "⊙" {
		return 0, false
	}
	for j, x := range s.In {
		g, ok := f.joined(">=", s.In[1-j])
		if !ok || !f.passing(g.Out) || g.In[0] != x || f.keep[x] || f.uses[x] != 2 {
			continue
		}
		if zero := f.Fixed[g.In[1]]; zero != nil && zero.Shape().TotalSize() == 1 && Number(zero) == 0 {
			return x, true
		}
	}
	return 0, false
}

// isRow reports whether a value is one row of n columns.
func (f *fusion) isRow(slot, n int) bool {
	shape := f.Shapes[slot]
	return len(shape) == 2 && shape[0] == 1 && shape[1] == n
}

func (l layer) compute(dt tensor.Dtype) Compute {
	if dt == tensor.Float32 {
		return dense[float32](l)
	}
	return dense[float64](l)
}

func dense[T kernel.Float](l layer) Compute {
	return func(out G.Value, in []G.Value) error {
		kernel.Dense(ops.Data[T](out), l.m, l.n, l.k, ops.Data[T](in[0]), ops.Data[T](in[1]), ops.Data[T](in[2]), l.act)
		return nil
	}
}
