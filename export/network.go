package export

import (
	"fmt"
	"slices"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	"github.com/deepprob/deepprob/internal/rowmajor"
	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/ops"
	"github.com/deepprob/deepprob/training"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// network is the prediction of one row in the order in which it is computed. What does not depend on the row, the weights and what
// the graph makes of them alone, is constants.
type network struct {
	*training.Network
	outputs   G.Nodes // the parameters of the distribution
	steps     G.Nodes // operations on the row
	constants G.Nodes
	offset    map[*G.Node]int // of constants among the numbers of a member
	size      int             // how many numbers these are
	uses      map[*G.Node]int // how often a node is an operand, or an output
	depends   map[*G.Node]bool
}

func newNetwork(n *training.Network, outputs G.Nodes) (*network, error) {
	p := &network{Network: n, outputs: outputs, offset: map[*G.Node]int{}, uses: map[*G.Node]int{}, depends: map[*G.Node]bool{n.X: true}}
	seen := map[*G.Node]bool{}
	for _, out := range outputs {
		if err := p.visit(out, seen); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// visit lists what n needs, and n.
func (p *network) visit(n *G.Node, seen map[*G.Node]bool) error {
	p.uses[n]++
	if seen[n] {
		return nil
	}
	seen[n] = true
	switch {
	case n == p.X:
		return nil
	case !p.onRow(n):
		if n.Dtype() != p.Dtype {
			return fmt.Errorf("%s is %v in a network of %v: only numbers of the network's type can be exported", where(n), n.Dtype(), p.Dtype)
		}
		p.offset[n] = p.size
		p.constants = append(p.constants, n)
		p.size += n.Shape().TotalSize()
		return nil
	}
	for _, c := range build.Children(n) {
		if err := p.visit(c, seen); err != nil {
			return err
		}
	}
	p.steps = append(p.steps, n)
	return nil
}

// bits is how many a number has.
func (p *network) bits() int { return int(p.Dtype.Size()) * 8 }

// onRow reports whether a node depends on the features.
func (p *network) onRow(n *G.Node) bool {
	d, known := p.depends[n]
	if !known {
		d = slices.ContainsFunc(build.Children(n), p.onRow)
		p.depends[n] = d
	}
	return d
}

// values is the constants for some weights, one after the other.
func (p *network) values(params *layers.Params) ([]G.Value, error) {
	if len(p.constants) == 0 {
		return nil, nil
	}
	program, err := graph.Compile(p.constants...)
	if err != nil {
		return nil, err
	}
	for _, path := range slices.Concat(p.Paths(), p.States()) {
		v, err := rowmajor.Dense(params.Get(path))
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", path, err)
		}
		if n := p.Node(path); slices.Contains(program.Inputs(), n) {
			if err := program.Let(n, v); err != nil {
				return nil, fmt.Errorf("parameter %s: %w", path, err)
			}
		}
	}
	if err := program.RunAll(); err != nil {
		return nil, err
	}
	out := make([]G.Value, len(p.constants))
	for i, n := range p.constants {
		out[i] = program.Value(n)
	}
	return out, nil
}

// encode appends the numbers of values in little endian.
func encode(raw []byte, values []G.Value, dt tensor.Dtype) []byte {
	for _, v := range values {
		if dt == tensor.Float32 {
			raw = little(raw, ops.Data[float32](v))
		} else {
			raw = little(raw, ops.Data[float64](v))
		}
	}
	return raw
}

// where says where in the network a node is, and what it is, on one line.
func where(n *G.Node) string {
	if n.Op() == nil {
		return oneLine(n.Name())
	}
	if path, _ := build.Path(n); path != "" {
		return oneLine(fmt.Sprintf("%s of %s", n.Op(), path))
	}
	return oneLine(n.Op().String())
}
