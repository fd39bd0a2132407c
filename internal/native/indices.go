package native

import (
	"fmt"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// lookup picks rows of an axis by their indices: outer blocks of n rows of inner elements.
type lookup struct{ outer, n, inner int }

func newLookup(o *Node, whole tensor.Shape) (lookup, bool) {
	axis := o.Number("axis")
	if axis >= len(whole) {
		return lookup{}, false
	}
	return lookup{tensor.ProdInts(whole[:axis]), whole[axis], tensor.ProdInts(whole[axis+1:])}, true
}

// each calls f with the element that every picked row begins with, in the picked rows and in the whole.
func (l lookup) each(indices G.Value, f func(picked, whole int)) error {
	rows := ops.Data[int64](indices)
	for j, row := range rows {
		if row < 0 || row >= int64(l.n) {
			return fmt.Errorf("index %d at position %d does not lie in 0:%d", row, j, l.n)
		}
	}
	for i := range l.outer {
		for j, row := range rows {
			f((i*len(rows)+j)*l.inner, (i*l.n+int(row))*l.inner)
		}
	}
	return nil
}

// byIndices is Gorgonia's ByIndices: the rows of x that the second operand, of int, names.
func byIndices[T kernel.Float](o *Node) plan.Compute {
	l, ok := newLookup(o, o.In[0])
	if !ok {
		return nil
	}
	return func(out G.Value, in []G.Value) error {
		dst, x := ops.Data[T](out), ops.Data[T](in[0])
		return l.each(in[1], func(picked, whole int) { copy(dst[picked:picked+l.inner], x[whole:whole+l.inner]) })
	}
}

// byIndicesGrad adds the rows of the second operand to those of zeros that the third one names.
func byIndicesGrad[T kernel.Float](o *Node) plan.Compute {
	l, ok := newLookup(o, o.Out)
	if !ok {
		return nil
	}
	return func(out G.Value, in []G.Value) error {
		dst, dy := ops.Data[T](out), ops.Data[T](in[1])
		clear(dst)
		return l.each(in[2], func(picked, whole int) {
			row := dst[whole : whole+l.inner]
			kernel.Add(row, row, dy[picked:picked+l.inner])
		})
	}
}
