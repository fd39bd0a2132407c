package tape

import (
	"fmt"
	"math"

	"github.com/deepprob/deepprob/internal/kernel"
	"github.com/deepprob/deepprob/internal/plan"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// inspectStep logs a step and looks for what WithNaNWatch and WithInfWatch do not allow.
func (v *VM) inspectStep(s *plan.Step) error {
	n, value := v.m.Plan.Nodes[s.Out], v.m.Vals[s.Out]
	v.log(s, n, value)
	if v.opts.nan {
		if at := find(value, math.IsNaN); at >= 0 {
			return fmt.Errorf("tape: NaN found in value. Node: %v(%x), element %d", n, n.ID(), at)
		}
	}
	if v.opts.inf {
		if at := find(value, func(x float64) bool { return math.IsInf(x, 0) }); at >= 0 {
			return fmt.Errorf("tape: Inf found in value. Node: %v(%x), element %d", n, n.ID(), at)
		}
	}
	return nil
}

// log writes a line for the step, and operands and result of a node of the watchlist.
func (v *VM) log(s *plan.Step, n *G.Node, value G.Value) {
	if v.opts.logger == nil {
		return
	}
	v.opts.logger.Printf("Executing %v. Node is: %x", n, n.ID())
	if !v.opts.watches(n) {
		return
	}
	for _, i := range s.In {
		v.opts.logger.Printf("\tInput: "+v.opts.format, v.m.Vals[i])
	}
	v.opts.logger.Printf("\tResult: "+v.opts.format, value)
}

// find is the index of the first element with a property, -1 if there is none.
func find(v G.Value, is func(float64) bool) int {
	switch v.Dtype() {
	case tensor.Float32:
		return firstOf(ops.Data[float32](v), is)
	case tensor.Float64:
		return firstOf(ops.Data[float64](v), is)
	}
	return -1
}

func firstOf[T kernel.Float](x []T, is func(float64) bool) int {
	for i, v := range x {
		if is(float64(v)) {
			return i
		}
	}
	return -1
}
