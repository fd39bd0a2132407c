package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/ops"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A derivation makes another distribution of rows, as a marginal is: nodes compute its parameters, and where these are inputs
// again it has formulas of its own.
type derivation struct {
	once  sync.Once
	err   error
	fn    *jointFunc   // gives the parameters
	to    Distribution // on nodes of a few rows
	nodes G.Nodes      // of to, in the order in which Map visits them
	rowed []bool       // whether a node has the rows' axis

	joint  *JointFormulas // of to, if it is of vectors
	scalar *Formulas      // or of numbers
}

// derivation is the one of that name, which of makes of the distribution and of inputs of one number a row.
func (f jointRows) derivation(name string, inputs int, of func(d Distribution, in G.Nodes) Distribution) *derivation {
	f.mu.Lock()
	if f.derived == nil {
		f.derived = map[string]*derivation{}
	}
	d := f.derived[name]
	if d == nil {
		d = &derivation{}
		f.derived[name] = d
	}
	f.mu.Unlock()
	d.once.Do(func() { d.err = f.derive(d, name, inputs, of) })
	return d
}

func (f jointRows) derive(d *derivation, name string, inputs int, of func(d Distribution, in G.Nodes) Distribution) (err error) {
	defer build.Recover(&err)
	d.to = f.sketch(3, inputs, of)
	longer := nodesOf(f.sketch(5, inputs, of))
	d.nodes = nodesOf(d.to)
	for k, n := range d.nodes {
		s, l := n.Shape(), longer[k].Shape()
		d.rowed = append(d.rowed, len(s) > 0 && s[0] != l[0])
	}
	if len(d.to.EventShape()) == 0 {
		d.scalar, err = NewFormulas(d.to)
	} else {
		d.joint, err = NewJointFormulas(d.to)
	}
	if err != nil {
		return err
	}
	d.fn = f.formula("parameters of "+name, inputs, func(d Distribution, in G.Nodes) G.Nodes {
		out := nodesOf(of(d, in))
		for i, n := range out {
			out[i] = ops.MulConst(n, 1) // a node of its own: one may stand in two places, or be an input
		}
		return out
	})
	trial := trials(inputs)
	return f.can(d.fn, trial...)
}

// trials is so many inputs of one number, for a trial.
func trials(inputs int) (in []rowInput) {
	for range inputs {
		in = append(in, rowInput{nil, []float64{.5}})
	}
	return in
}

// sketch is what of gives on a graph of its own, for so many rows.
func (f jointRows) sketch(rows, inputs int, of func(d Distribution, in G.Nodes) Distribution) Distribution {
	g := G.NewGraph()
	var in G.Nodes
	for i, param := range f.params {
		shape := param.input
		if param.rowed {
			shape = join(tensor.Shape{rows}, shape)
		}
		in = append(in, build.Input(g, tensor.Float64, fmt.Sprint("parameter", i), shape...))
	}
	for i := range inputs {
		in = append(in, build.Input(g, tensor.Float64, fmt.Sprint("input", i), rows))
	}
	return of(f.on(in), in[len(f.params):])
}

// nodesOf lists the nodes of d as Map visits them.
func nodesOf(d Distribution) (nodes G.Nodes) {
	Map(d, func(n *G.Node) *G.Node { nodes = append(nodes, n); return n })
	return nodes
}

// values are the parameters of what is derived from the rows of index.
func (d *derivation) values(f jointRows, index []int, in ...rowInput) map[*G.Node]G.Value {
	values := make(map[*G.Node]G.Value, len(d.nodes))
	var once sync.Once
	data, widths := make([][]float64, len(d.nodes)), make([]int, len(d.nodes))
	for k, n := range d.nodes {
		shape := n.Shape().Clone()
		if d.rowed[k] {
			shape[0] = len(index)
		}
		v := ops.NewValue(tensor.Float64, shape)
		values[n], data[k] = v, ops.Data[float64](v)
		widths[k] = len(data[k]) / len(index)
	}
	f.run(d.fn, index, in, func(at []int, out []G.Value) {
		for k, v := range out {
			if !d.rowed[k] {
				continue
			}
			for i, to := range at {
				copy(data[k][to*widths[k]:(to+1)*widths[k]], ops.Data[float64](v)[i*widths[k]:])
			}
		}
		once.Do(func() {
			for k, v := range out {
				if !d.rowed[k] {
					copy(data[k], ops.Data[float64](v))
				}
			}
		})
	})
	return values
}

// look is values as the makers of posteriors ask for them.
func look(values map[*G.Node]G.Value) func(n *G.Node) G.Value {
	return func(n *G.Node) G.Value { return values[n] }
}
