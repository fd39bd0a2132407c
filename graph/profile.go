package graph

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/deepprob/deepprob/internal/build"
)

// Cost is the time of one operation of a program.
type Cost struct {
	Path string        // scope path of the layer
	Op   string        // operation
	Grad bool          // whether it belongs to a derivative
	Time time.Duration // the least of the runs
}

// Costs are the times of a program's operations, in the order they run.
type Costs []Cost

// Profile runs the program so many times with the inputs as they are and returns the least time of each operation. The
// clock costs some 50 ns an operation; RunAll does not look at it.
func (p *Program) Profile(runs int) (Costs, error) {
	costs := make(Costs, len(p.m.Plan.Steps))
	for k := range p.m.Plan.Steps {
		n := p.m.Plan.Nodes[p.m.Plan.Steps[k].Out]
		costs[k].Path, costs[k].Grad = build.Path(n)
		costs[k].Op, costs[k].Time = n.Op().String(), 1<<63-1
	}
	for range max(runs, 1) {
		if err := p.readInputs(); err != nil {
			return nil, err
		}
		for k := range p.m.Plan.Steps {
			start := time.Now()
			if err := prefixed(p.m.Run(&p.m.Plan.Steps[k])); err != nil {
				return nil, err
			}
			costs[k].Time = min(costs[k].Time, time.Since(start))
		}
	}
	return costs, nil
}

// Total is the sum of all operations.
func (c Costs) Total() (sum time.Duration) {
	for _, one := range c {
		sum += one.Time
	}
	return sum
}

// ByLayer adds up the operations of each layer, forward and gradient apart, the dearest first.
func (c Costs) ByLayer() Costs {
	var layers Costs
	for _, one := range c {
		i := slices.IndexFunc(layers, func(l Cost) bool { return l.Path == one.Path && l.Grad == one.Grad })
		if i < 0 {
			layers = append(layers, Cost{Path: one.Path, Grad: one.Grad, Op: "all"})
			i = len(layers) - 1
		}
		layers[i].Time += one.Time
	}
	slices.SortStableFunc(layers, func(a, b Cost) int { return cmp.Compare(b.Time, a.Time) })
	return layers
}

// WriteText writes one line an entry: time, share, layer and operation.
func (c Costs) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	total := c.Total()
	for _, one := range c {
		pass := "forward"
		if one.Grad {
			pass = "gradient"
		}
		fmt.Fprintf(t, "%.2f us\t%4.1f%%\t%s\t%s\t%s\n", float64(one.Time)/1e3, 100*float64(one.Time)/float64(max(total, 1)), pass, one.Path, one.Op)
	}
	return t.Flush()
}
