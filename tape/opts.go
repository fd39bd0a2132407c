package tape

import (
	"fmt"
	"log"
	"reflect"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// vmOptions are the options of gorgonia.NewTapeMachine, as a VM honours them.
type vmOptions struct {
	dual     bool        // BindDualValues: gradients accumulate
	dualOf   []*G.Node   // only those of these nodes; of all inputs if there are none
	eval     bool        // EvalMode
	nan, inf bool        // WithNaNWatch, WithInfWatch
	trace    bool        // TraceExec: every node is computed and bound
	logger   *log.Logger // WithLogger
	format   string      // WithValueFmt
	watchAll bool        // WithWatchlist()
	watch    []*G.Node   // WithWatchlist(nodes...)
	watchIDs map[int64]bool
	program  *G.ExprGraph // WithPrecompiled: the graph it was compiled from
}

// Bits of a tapeMachine's runFlags and logFlags.
const (
	bitNaN      = 2
	bitInf      = 3
	bitTrace    = 6
	bitDual     = 7
	bitWatchAll = 8
)

// readOptions applies the options to a TapeMachine over a graph of one node and looks at what they set: an option is a
// function that knows Gorgonia's own machines only, and does nothing, or panics, on another one.
func readOptions(opts []G.VMOpt) (o vmOptions, err error) {
	if len(opts) == 0 {
		return o, nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("tape: a TapeMachine refuses the options: %v", r)
		}
	}()
	g := G.NewGraph()
	G.NewScalar(g, tensor.Float64, G.WithName("x"))
	m := reflect.ValueOf(G.NewTapeMachine(g, opts...)).Elem()
	runFlags, logFlags := m.FieldByName("runFlags").Uint(), m.FieldByName("logFlags").Uint()
	set := func(flags uint64, bit int) bool { return flags>>bit&1 == 1 }
	o = vmOptions{
		dual: set(runFlags, bitDual), dualOf: nodesOf(m.FieldByName("bindNodesDV")),
		eval: m.FieldByName("evalMode").Bool(),
		nan:  set(runFlags, bitNaN), inf: set(runFlags, bitInf), trace: set(runFlags, bitTrace),
		logger: (*log.Logger)(m.FieldByName("logger").UnsafePointer()), format: m.FieldByName("valueFmt").String(),
		watchAll: set(logFlags, bitWatchAll), watch: nodesOf(m.FieldByName("watchNodes")),
		watchIDs: idsOf(m.FieldByName("watchNodeIDs")),
	}
	if p := (*G.ExprGraph)(m.FieldByName("p").Elem().FieldByName("g").UnsafePointer()); p != g {
		o.program = p
	}
	return o, refuse(m)
}

// refuse names the options that a VM does not honour.
func refuse(m reflect.Value) error {
	switch {
	case m.FieldByName("watchRegs").Len() > 0:
		return fmt.Errorf("tape: WithWatchlist of registers is not supported, as there are none: watch nodes")
	case m.FieldByName("Engine").Elem().Type() != reflect.TypeFor[G.StandardEngine]():
		return fmt.Errorf("tape: WithEngine(%v) is not supported: only gorgonia.StandardEngine is", m.FieldByName("Engine").Elem().Type())
	}
	return nil
}

// nodesOf reads a field of type Nodes.
func nodesOf(f reflect.Value) []*G.Node {
	var nodes []*G.Node
	for i := range f.Len() {
		nodes = append(nodes, (*G.Node)(f.Index(i).UnsafePointer()))
	}
	return nodes
}

func idsOf(f reflect.Value) map[int64]bool {
	ids := map[int64]bool{}
	for i := range f.Len() {
		ids[f.Index(i).Int()] = true
	}
	return ids
}

// watches reports whether the values of a node are logged.
func (o *vmOptions) watches(n *G.Node) bool {
	if o.watchAll || o.watchIDs[n.ID()] {
		return true
	}
	for _, w := range o.watch {
		if w == n {
			return true
		}
	}
	return false
}

// slow reports whether every step is to be looked at.
func (o *vmOptions) slow() bool { return o.nan || o.inf || o.logger != nil }
