package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// reshape copies: a result that is a view of its operand is what Gorgonia's next op writes into.
func reshape[T kernel.Float](o *Node) plan.Compute {
	if o.sizes()[0] != o.Out.TotalSize() {
		return nil
	}
	return plan.Loop1(func(dst, x []T) { copy(dst, x) })
}

// repeat sets every element rep times along an axis, one after the other, as numpy.repeat does; a vector has axes of
// one element behind. The second operand only says how often, which the shapes say too.
func repeat[T kernel.Float](o *Node) plan.Compute {
	along, out := o.Number("along"), []int(o.Out)
	from := Padded(o.In[0], len(out))
	if along >= len(out) || len(from) != len(out) || from[along] == 0 || out[along]%from[along] != 0 {
		return nil
	}
	for i := range out {
		if i != along && from[i] != out[i] {
			return nil
		}
	}
	rep, inner := out[along]/from[along], tensor.ProdInts(out[along+1:])
	return plan.Loop1(func(dst, x []T) { repeatBlocks(dst, x, rep, inner) })
}

func repeatBlocks[T kernel.Float](dst, x []T, rep, inner int) {
	for ; len(x) > 0; x = x[inner:] {
		if inner == 1 {
			kernel.Fill(dst[:rep], x[0])
			dst = dst[rep:]
			continue
		}
		for range rep {
			copy(dst, x[:inner])
			dst = dst[inner:]
		}
	}
}

// concat writes each operand as a block of every row of the axes before the one they are joined along.
func concat[T kernel.Float](o *Node) plan.Compute {
	axis, widths := o.Number("axis"), []int{}
	for _, s := range o.In {
		if len(s) != len(o.Out) || axis >= len(s) {
			return nil
		}
		widths = append(widths, tensor.ProdInts(s[axis:]))
	}
	rows, width := tensor.ProdInts(o.Out[:axis]), tensor.ProdInts(o.Out[axis:])
	return func(out G.Value, in []G.Value) error {
		dst := ops.Data[T](out)
		for i, v := range in {
			kernel.CopyBlocks(dst, width, ops.Data[T](v), widths[i], widths[i], rows)
			dst = dst[min(widths[i], len(dst)):]
		}
		return nil
	}
}
