package native

import (
	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// sum and maximum reduce the axes of Gorgonia's sumOp and maxOp, of any rank: its own are wrong on middle axes of
// rank 4 and 5. Mean is a sum, divided.
func sum[T kernel.Float](o *Node) plan.Compute {
	return reduce(o, kernel.Sum[T], func(a, b T) T { return a + b })
}

func maximum[T kernel.Float](o *Node) plan.Compute {
	return reduce(o, kernel.Max[T], func(a, b T) T { return max(a, b) })
}

func reduce[T kernel.Float](o *Node, fast func(r *kernel.Reduction, dst, x []T), f func(a, b T) T) plan.Compute {
	shape, reduced := []int(o.In[0]), make([]bool, len(o.In[0]))
	for _, a := range o.Numbers("along") {
		if a < 0 || a >= len(shape) {
			return nil
		}
		reduced[a] = true
	}
	if tensor.ProdInts(shape) == 0 { // of nothing: 0, or -Inf
		return func(out G.Value, _ []G.Value) error {
			fast(nil, ops.Data[T](out), nil)
			return nil
		}
	}
	if alternations(shape, reduced) > 5 {
		return func(out G.Value, in []G.Value) error {
			reduceAny(shape, reduced, ops.Data[T](out), ops.Data[T](in[0]), f)
			return nil
		}
	}
	r := kernel.NewReduction(shape, reduced)
	return func(out G.Value, in []G.Value) error {
		fast(&r, ops.Data[T](out), ops.Data[T](in[0]))
		return nil
	}
}

// alternations counts the groups of kept and reduced axes as a kernel.Reduction does, which ends in a kept one.
func alternations(shape []int, reduced []bool) int {
	groups, now := 1, false
	for i := len(shape) - 1; i >= 0; i-- {
		if shape[i] != 1 && reduced[i] != now {
			groups, now = groups+1, reduced[i]
		}
	}
	return groups
}

// reduceAny goes element by element, for the rare reduction that a kernel.Reduction cannot describe.
func reduceAny[T kernel.Float](shape []int, reduced []bool, dst, x []T, f func(a, b T) T) {
	for i, v := range x {
		at, step, rest := 0, 1, i
		first := true
		for d := len(shape) - 1; d >= 0; d-- {
			k := rest % shape[d]
			rest /= shape[d]
			if reduced[d] {
				first = first && k == 0
				continue
			}
			at, step = at+k*step, step*shape[d]
		}
		if first {
			dst[at] = v
			continue
		}
		dst[at] = f(dst[at], v)
	}
}
